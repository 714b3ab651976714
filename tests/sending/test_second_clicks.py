"""Clicks from a page that is no longer true, and answers that come after the work was taken away."""

import datetime as dt

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import claims, engine, operations, outcomes
from omniapp.sending.errors import AlreadyOnItsWay, TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State, Step
from tests.sending.conftest import Stage


@pytest.fixture
def vanished(stage: Stage) -> Delivery:
    """Accepted by Omnisend, and then deleted there before we saw its end."""
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.FOLLOWING)
    stage.fault("look", status=404, slug="not-found", times=0)
    stage.work(delivery)
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.GONE)
    return delivery


@pytest.fixture
def scheduled(stage: Stage) -> Delivery:
    at = (stage.now + dt.timedelta(days=2)).astimezone(stage.store.tz)
    delivery = stage.send(stage.campaign(timing="at", on_date=at.date(), at_time=dt.time(at.hour)))
    return stage.work(delivery, lambda d: d.remote_status == "scheduled")


def test_what_was_accepted_and_vanished_is_not_sent_again_from_a_stale_page(
    stage: Stage, vanished: Delivery
) -> None:
    with pytest.raises(TooLate):
        operations.resume(delivery=vanished, actor=stage.merchant, now=stage.now)
    with pytest.raises(TooLate):
        operations.give_up(delivery=vanished, actor=stage.merchant, now=stage.now)
    with pytest.raises(AlreadyOnItsWay):
        stage.send(vanished.campaign)
    stage.step()
    assert stage.sends() == 1


def test_a_second_cancel_waits_for_the_first_ones_answer(stage: Stage, scheduled: Delivery) -> None:
    operations.cancel(delivery=scheduled, actor=stage.merchant, now=stage.now)
    assert len(claims.claim_due(stage.now, most=1)) == 1
    with pytest.raises(TooLate):
        operations.cancel(delivery=scheduled, actor=stage.merchant, now=stage.now)
    assert not claims.claim_due(stage.now, most=1)


@pytest.mark.parametrize("given_up", [False, True])
def test_a_draft_that_turns_up_too_late_changes_nothing(stage: Stage, given_up: bool) -> None:
    delivery = stage.send(stage.campaign())
    [claim] = claims.claim_due(stage.now, most=1)
    answer = engine.perform(claim, lambda: stage.now)
    stage.sandbox.add_campaign(name="Warm socks")  # the merchant's own, so that nobody knows which is ours
    stage.advance(61)
    stage.work(delivery, lambda d: d.reason == Reason.DOUBTFUL, turns=4)
    if given_up:
        operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)
    delivery.refresh_from_db()
    before = delivery.state
    engine.record(answer)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.remote_id) == (before, "")


def test_a_draft_keeps_the_template_it_was_made_of(stage: Stage) -> None:
    """Two sends that were never settled: the third still knows that the draft has the first one's design."""
    campaign = stage.campaign()
    stage.fault("send", "cut", effect="none")
    _never_settled(stage, campaign)
    campaign.refresh_from_db()
    campaign.template_id, campaign.version = stage.templates[1], campaign.version + 1
    campaign.save()
    _never_settled(stage, campaign)
    campaign.refresh_from_db()
    stage.work(stage.send(campaign), lambda d: d.state == State.FOLLOWING)
    created = [r["body"] for r in stage.sandbox.log() if r["operation"] == "POST /campaigns"]
    assert [body["content"]["email"]["templateID"] for body in created] == stage.templates[:2]


def _never_settled(stage: Stage, campaign: Campaign) -> None:
    """Sent, lost, not readable for long, and said not to have arrived."""
    delivery = stage.send(campaign)
    if delivery.step != Step.LOOK:  # else it begins with reading whether the one before it arrived
        stage.work(delivery, lambda d: d.state == State.CHECKING)
    stage.fault("look", status=503, times=0)
    stage.work(delivery, lambda d: d.reason == Reason.UNKNOWN, turns=100)
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    stage.sandbox.clear_faults()


def test_while_the_send_is_asked_for_the_page_does_not_say_that_nothing_was_sent(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    before = outcomes.describe(delivery.campaign, delivery, stage.store, now=stage.now)
    [claim] = claims.claim_due(stage.now, most=1)
    during = outcomes.describe(delivery.campaign, claim.delivery, stage.store, now=stage.now)
    assert (before.went_out, during.went_out) == ("Nothing was sent yet.", "It may be going out.")
