"""Changing what is scheduled: one is canceled, another takes its place, and never are two scheduled."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations, outcomes, turns
from omniapp.sending.errors import NotReady, TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State, Step
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to


def scheduled(stage: Stage, **content: Any) -> Delivery:
    delivery = stage.send(stage.campaign(**stage.in_hours(15), **content))
    return stage.work(delivery, lambda d: d.remote_status == "scheduled")


def change(stage: Stage, delivery: Delivery) -> Campaign:
    return operations.change(delivery=delivery, actor=stage.merchant, now=stage.now)


def on_the_calendar(stage: Stage) -> list[str]:
    """Everything of ours that Omnisend will send, or is sending."""
    out = {"scheduled", "started", "paused"}
    return [c["id"] for c in stage.sandbox.state()["campaigns"] if c["status"] in out and is_ours(c)]


def is_ours(remote: dict[str, Any]) -> bool:
    return bool(remote["name"] == "Warm socks")


def test_the_new_one_is_the_same_in_everything_and_waits_for_the_old_one(stage: Stage) -> None:
    old = scheduled(stage)

    draft = change(stage, old)

    same = ("name", "subject", "template_id", "audience", "timing", "on_date", "at_time")
    assert all(getattr(draft, field) == getattr(old.campaign, field) for field in same)
    turn = turns.of(draft)
    assert turn
    assert (turn.waits, turn.live, turn.title) == (True, True, "The old one is being canceled")
    with pytest.raises(NotReady, match="never both go out"):
        stage.send(draft)
    assert change(stage, old) == draft  # a second click makes no second draft


def test_once_the_old_one_is_read_as_canceled_the_new_one_goes_and_exactly_one_is_scheduled(
    stage: Stage,
) -> None:
    old = scheduled(stage)
    draft = change(stage, old)
    assert len(on_the_calendar(stage)) == 1

    stage.work(old, lambda d: d.state == State.CANCELED)

    assert on_the_calendar(stage) == []
    turn = turns.of(draft)
    assert turn
    assert (turn.waits, turn.sentence) == (False, "Nothing of it went out. This one may be sent now.")
    new = stage.work(stage.send(draft), lambda d: d.remote_status == "scheduled")
    assert on_the_calendar(stage) == [new.remote_id]


def test_a_cancel_that_omnisend_refuses_keeps_the_new_one_back_and_says_so(stage: Stage) -> None:
    old = scheduled(stage)
    stage.sandbox.fault(
        "POST /campaigns/{id}/cancel", status=409, slug="invalid-campaign-status", detail="It has started."
    )
    draft = change(stage, old)
    stage.sandbox.status(old.remote_id, "started")

    stage.work(old, lambda d: d.remote_status == "started")

    turn = turns.of(draft)
    assert turn
    assert (turn.waits, turn.title) == (True, "The old one has started")
    with pytest.raises(NotReady, match="both would go out"):
        stage.send(draft)
    outcome = outcomes.describe(old.campaign, old, stage.store, now=stage.now)
    assert "Omnisend refused to cancel it" in outcome.sentence
    assert "that takes a moment" not in outcome.sentence
    assert "cancel" in {action.verb for action in outcome.actions}
    stage.advance(60)
    stage.work(old, lambda d: d.state == State.SENT)
    with pytest.raises(NotReady, match="was sent before it could be canceled"):
        stage.send(draft)


def test_a_cancel_that_was_lost_is_offered_again(stage: Stage) -> None:
    old = scheduled(stage)
    stage.sandbox.fault("POST /campaigns/{id}/cancel", "cut")
    change(stage, old)
    stage.step()
    stage.advance(120)
    stage.step()
    old.refresh_from_db()
    assert old.remote_status == "scheduled"
    outcome = outcomes.describe(old.campaign, old, stage.store, now=stage.now)
    assert "still shows it as scheduled" in outcome.sentence
    assert "cancel" in {action.verb for action in outcome.actions}

    operations.cancel(delivery=old, actor=stage.merchant, now=stage.now)

    assert stage.work(old).state == State.CANCELED


@pytest.mark.parametrize(
    ("state", "reason", "status", "waits"),
    [
        (State.UNFOLLOWED, "", "scheduled", True),
        (State.NEEDS_PERSON, Reason.OVERDUE, "scheduled", True),
        (State.NEEDS_PERSON, Reason.GONE, "scheduled", False),
        (State.NEEDS_PERSON, Reason.GONE, "started", True),
        (State.FAILED, "", "expired", False),
        (State.FAILED, "", "error", False),
        (State.FOLLOWING, "", "onHold", True),
    ],
)
def test_only_what_is_known_never_to_go_out_gives_its_place_up(
    stage: Stage, state: State, reason: str, status: str, waits: bool
) -> None:
    old = scheduled(stage)
    draft = change(stage, old)
    ended = stage.now if state in (State.UNFOLLOWED, State.FAILED) else None
    Delivery.objects.filter(pk=old.pk).update(
        state=state, reason=reason, remote_status=status, ended_at=ended, lease_until=None
    )
    Campaign.objects.filter(pk=old.campaign_id).update(omnisend_status=status)

    turn = turns.of(Campaign.objects.get(pk=draft.pk))

    assert turn
    assert turn.waits is waits


def gone(stage: Stage, *, after: str) -> tuple[Delivery, Campaign]:
    """The old one was last read as ``after``, and then it was deleted in Omnisend."""
    old = scheduled(stage)
    stage.fault("cancel", "cut", effect="none")
    draft = change(stage, old)
    stage.work(old, lambda d: d.remote_status == after and d.step == Step.LOOK, turns=200)
    stage.fault("look", status=404, times=0)
    old = stage.work(old, turns=200)
    assert (old.reason, old.remote_status) == (Reason.GONE, after)
    stage.sandbox.clear_faults()
    return old, draft


def turn_of(draft: Campaign) -> turns.Turn:
    turn = turns.of(Campaign.objects.get(pk=draft.pk))
    assert turn
    return turn


def test_one_that_started_before_it_was_deleted_is_waited_for(stage: Stage) -> None:
    _, draft = gone(stage, after="started")

    turn = turn_of(draft)

    assert (turn.waits, turn.live) == (True, False)
    assert "may have gone out" in turn.sentence
    with pytest.raises(NotReady, match="whether it was sent"):
        stage.send(draft)


@pytest.mark.parametrize("was_sent", [True, False])
def test_then_a_persons_word_decides(stage: Stage, was_sent: bool) -> None:
    old, draft = gone(stage, after="started")

    operations.checked_in_omnisend(delivery=old, was_sent=was_sent, actor=stage.merchant, now=stage.now)

    turn = turn_of(draft)
    assert (turn.waits, turn.live) == (was_sent, False)
    assert ("To send this one too, copy it" in turn.sentence) is was_sent


def test_a_persons_word_counts_only_until_omnisend_shows_another(stage: Stage) -> None:
    old, draft = gone(stage, after="started")
    operations.checked_in_omnisend(delivery=old, was_sent=False, actor=stage.merchant, now=stage.now)
    later = stage.now + dt.timedelta(minutes=5)
    Campaign.objects.filter(pk=old.campaign_id).update(omnisend_status="sent", omnisend_read_at=later)

    assert turn_of(draft).title == "The old one went out"


def test_one_that_was_deleted_before_its_time_gives_its_place_up(stage: Stage) -> None:
    _, draft = gone(stage, after="scheduled")
    turn = turn_of(draft)
    assert not turn.waits
    assert "before it was to go out" in turn.sentence


def test_one_that_ran_into_an_error_may_have_gone_out_in_part(stage: Stage) -> None:
    old = scheduled(stage)
    draft = change(stage, old)
    stage.sandbox.status(old.remote_id, "error")
    stage.work(old)
    turn = turn_of(draft)
    assert "some of it may have gone out" in turn.sentence


def test_a_booster_is_not_changed_in_this_way(stage: Stage) -> None:
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    stage.work(stage.send(parent))
    following = Delivery.objects.get(campaign=booster)
    stage.work(following, lambda d: d.remote_status == "scheduled")

    with pytest.raises(TooLate, match="booster"):
        change(stage, following)

    following.refresh_from_db()
    assert following.cancel_asked_at is None
