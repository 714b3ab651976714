"""Omnisend answers that there is no such campaign: what that proves, and what it does not."""

import datetime as dt

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.outcomes import describe
from omniapp.sending.states import Reason, State, Step
from tests.sending.conftest import Stage


@pytest.fixture
def scheduled(stage: Stage) -> Delivery:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date().isoformat()
    delivery = stage.send(stage.campaign(timing="at", on_date=tomorrow, at_time="09:00"))
    return stage.work(delivery, lambda d: d.remote_status == "scheduled")


@pytest.fixture
def lost(stage: Stage) -> Delivery:
    """Its send is applied a good while after its answer was lost, and only we keep it from going twice."""
    stage.sandbox.switch(draft_guard=False)
    stage.fault("send", "late", seconds=100)
    return stage.work(stage.send(stage.campaign()), lambda d: d.state == State.CHECKING)


def says_it_was_not_sent(stage: Stage, delivery: Delivery) -> Campaign:
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    return Campaign.objects.get(pk=delivery.campaign_id)


def missing_for_good(stage: Stage, delivery: Delivery) -> Delivery:
    stage.fault("look", status=404, slug="not-found", times=0)
    delivery = stage.work(delivery)
    stage.sandbox.clear_faults()
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.GONE)
    return delivery


def test_a_stray_answer_settles_no_unknown(stage: Stage, lost: Delivery) -> None:
    stage.fault("look", status=404, slug="not-found")

    assert stage.work(lost).state == State.SENT
    assert stage.sends() == 1


def test_a_stray_answer_does_not_end_following(stage: Stage, scheduled: Delivery) -> None:
    stage.fault("look", status=404, slug="not-found")
    stage.work(scheduled, lambda d: d.missing_since is not None)
    said = describe(scheduled.campaign, scheduled, stage.store, now=stage.now)
    assert "no such campaign" in said.sentence

    stage.work(scheduled, lambda d: d.missing_since is None)

    assert (scheduled.state, scheduled.remote_status) == (State.FOLLOWING, "scheduled")


def test_what_is_missing_for_the_quiet_time_is_gone(stage: Stage, scheduled: Delivery) -> None:
    began = stage.now

    missing_for_good(stage, scheduled)

    assert stage.now - began >= dt.timedelta(seconds=300)


def test_what_is_gone_is_looked_for_again_on_request(stage: Stage, scheduled: Delivery) -> None:
    missing_for_good(stage, scheduled)
    said = describe(scheduled.campaign, scheduled, stage.store, now=stage.now)
    assert "look-again" in {action.verb for action in said.actions}

    operations.look_again(delivery=scheduled, actor=stage.merchant, now=stage.now)

    assert stage.work(scheduled, lambda d: d.missing_since is None).remote_status == "scheduled"


def test_what_was_scheduled_and_missing_is_read_before_it_is_sent_anew(
    stage: Stage, scheduled: Delivery
) -> None:
    campaign = says_it_was_not_sent(stage, missing_for_good(stage, scheduled))

    again = stage.send(campaign)

    assert (again.step, again.unknown_since) == (Step.LOOK, scheduled.accepted_at)
    assert stage.work(again, lambda d: d.remote_status == "scheduled").remote_id == scheduled.remote_id
    assert stage.sends() == 1


def test_what_was_lost_and_missing_is_read_before_it_is_sent_anew(stage: Stage, lost: Delivery) -> None:
    campaign = says_it_was_not_sent(stage, missing_for_good(stage, lost))

    again = stage.work(stage.send(campaign))

    assert again.state == State.SENT
    assert stage.sends() == 1


def test_what_is_really_deleted_is_made_anew_and_sent_once(stage: Stage) -> None:
    stage.fault("send", "cut", effect="none")
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.state == State.CHECKING)
    stage.sandbox.remove_campaign(delivery.remote_id)
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.GONE

    again = stage.work(stage.send(says_it_was_not_sent(stage, delivery)))

    assert again.state == State.SENT
    assert again.remote_id not in ("", delivery.remote_id)
    assert stage.sends() == 1
