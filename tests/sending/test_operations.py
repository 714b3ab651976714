"""What a person may decide, and what each decision refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from omniapp.people.actors import Actor
from omniapp.sending import operations, queries
from omniapp.sending.claims import claim_due
from omniapp.sending.errors import (
    AlreadyOnItsWay,
    ChangedMeanwhile,
    NotAllowed,
    NotConnected,
    NotReady,
    TooLate,
)
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State, Step
from omniapp.stores.operations import mark_needs_reconnect
from tests import cast
from tests.sandbox_control import Sandbox
from tests.sending.conftest import Stage


def test_a_second_click_on_send_adds_nothing(stage: Stage) -> None:
    campaign = stage.campaign()
    stage.send(campaign)

    with pytest.raises(AlreadyOnItsWay, match="not sent a second time"):
        stage.send(campaign)

    assert Delivery.objects.count() == 1


def test_the_database_itself_refuses_a_second_live_delivery(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    delivery.pk = None

    with pytest.raises(IntegrityError, match="one_live_delivery_per_campaign"), transaction.atomic():
        delivery.save()


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "needs_person", "reason": ""},
        {"state": "held", "reason": "plan"},
        {"state": "sent", "ended_at": None},
        {"state": "checking", "unknown_since": None},
        {"state": "following", "accepted_at": None},
        {"state": "held", "step": "send", "remote_id": ""},
        {"state": "somewhere"},
        {"state": "held", "lease_until": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_impossible_combinations_cannot_be_stored(stage: Stage, impossible: dict[str, object]) -> None:
    delivery = stage.send(stage.campaign())

    with pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**impossible)


def test_sending_is_a_right_of_its_own(stage: Stage) -> None:
    editor = Actor("partner", "ben@agency.example", rights=frozenset({"view", "edit"}))
    campaign = stage.campaign()

    with pytest.raises(NotAllowed):
        operations.send(campaign=campaign, version=campaign.version, actor=editor, now=stage.now)

    assert not Delivery.objects.exists()


def test_only_the_version_that_was_reviewed_is_sent(stage: Stage) -> None:
    campaign = stage.campaign()

    with pytest.raises(ChangedMeanwhile, match="changed after this review"):
        operations.send(campaign=campaign, version=campaign.version + 1, actor=stage.merchant, now=stage.now)


def test_what_omnisend_would_refuse_is_not_accepted_here(stage: Stage) -> None:
    with pytest.raises(NotReady):
        stage.send(stage.campaign(subject=""))


def test_a_store_that_needs_reconnecting_accepts_no_click(stage: Stage) -> None:
    mark_needs_reconnect(stage.store, stage.now)

    with pytest.raises(NotConnected, match="Alpine Wool needs reconnecting"):
        stage.send(stage.campaign())


def test_undo_after_the_hold_says_that_it_is_too_late(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    claim_due(stage.now, most=1)

    with pytest.raises(TooLate, match="being handed over"):
        operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)


def test_a_second_undo_is_no_error(stage: Stage) -> None:
    stage.store.sending_hold = 20
    stage.store.save()
    delivery = stage.send(stage.campaign())
    operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now).state == State.UNDONE


def test_after_undo_the_campaign_can_be_edited_and_sent_again(stage: Stage) -> None:
    stage.store.sending_hold = 20
    stage.store.save()
    campaign = stage.campaign()
    delivery = stage.send(campaign)
    campaign.refresh_from_db()
    assert campaign.locked_reason
    operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)
    campaign.refresh_from_db()
    assert campaign.locked_reason == ""

    assert stage.send(campaign).pk != delivery.pk


def test_a_click_while_the_worker_has_it_cannot_stop_it(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    claim_due(stage.now, most=1)

    with pytest.raises(TooLate):
        operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)


def test_what_cannot_be_reached_can_be_stopped_while_it_waits(stage: Stage) -> None:
    stage.fault("create", status=429, retryAfter=60)
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.problem is not None)

    operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)

    stage.advance(100)
    stage.step()
    delivery.refresh_from_db()
    assert delivery.state == State.GIVEN_UP
    assert stage.sends() == 0


def test_an_edited_campaign_is_not_resumed_but_reviewed_again(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))
    delivery.campaign.version += 1
    delivery.campaign.save()

    with pytest.raises(ChangedMeanwhile, match="Review it again"):
        operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)


def test_a_time_that_passed_while_it_was_parked_is_asked_for_again(stage: Stage) -> None:
    soon = (stage.now + dt.timedelta(minutes=30)).astimezone(stage.store.tz)
    stage.fault("send", status=402)
    campaign = stage.campaign(timing="at", on_date=soon.date().isoformat(), at_time=f"{soon:%H:%M}")
    delivery = stage.work(stage.send(campaign))
    assert delivery.reason == Reason.PLAN
    stage.advance(3600)

    with pytest.raises(NotReady, match="passed"):
        operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)


def unknown_for_good(stage: Stage) -> Delivery:
    """Its send may have arrived, and Omnisend cannot be read for long enough that we say so."""
    stage.fault("send", "cut")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    stage.fault("look", status=500, times=0)
    delivery = stage.work(delivery)
    stage.sandbox.clear_faults()
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.UNKNOWN)
    return delivery


def test_an_unknown_outcome_is_never_resumed_only_looked_at(stage: Stage) -> None:
    delivery = unknown_for_good(stage)
    with pytest.raises(TooLate, match="may already have gone out"):
        operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    with pytest.raises(TooLate):
        operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)

    operations.look_again(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).reason == Reason.NOT_ARRIVED


def test_a_person_who_says_it_was_not_sent_may_send_again_and_it_is_still_read_first(stage: Stage) -> None:
    delivery = unknown_for_good(stage)
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    campaign = delivery.campaign
    campaign.refresh_from_db()

    again = stage.send(campaign)

    assert (again.state, again.step) == (State.HELD, Step.LOOK)
    assert stage.work(again).state == State.SENT
    assert stage.sends() == 1


def test_a_person_who_was_wrong_about_not_sent_does_not_make_it_go_twice(stage: Stage) -> None:
    stage.sandbox.switch(draft_guard=False)
    delivery = unknown_for_good(stage)
    stage.sandbox.status(delivery.remote_id, "sent")
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    campaign = delivery.campaign
    campaign.refresh_from_db()

    again = stage.work(stage.send(campaign))

    assert again.state == State.SENT
    assert stage.sends() == 0  # by us; it was sent in Omnisend


def test_looking_again_never_shortens_the_time_it_is_followed(stage: Stage) -> None:
    later = (stage.now + dt.timedelta(days=9)).astimezone(stage.store.tz).date().isoformat()
    delivery = stage.send(stage.campaign(timing="at", on_date=later, at_time="09:00"))
    stage.work(delivery, lambda d: d.remote_status == "scheduled")
    deadline = delivery.deadline
    Delivery.objects.filter(pk=delivery.pk).update(state=State.NEEDS_PERSON, reason=Reason.OVERDUE)

    operations.look_again(delivery=delivery, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert delivery.deadline >= deadline


def test_a_person_who_says_it_was_sent_has_us_follow_it(stage: Stage) -> None:
    delivery = unknown_for_good(stage)
    stage.sandbox.status(delivery.remote_id, "sent")

    operations.checked_in_omnisend(delivery=delivery, was_sent=True, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT


def test_disconnecting_stops_what_we_hold_and_lets_go_of_what_omnisend_has(stage: Stage) -> None:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date().isoformat()
    scheduled = stage.send(stage.campaign(timing="at", on_date=tomorrow, at_time="09:00"))
    stage.work(scheduled, lambda d: d.remote_status == "scheduled")
    stage.fault("send", status=402)
    parked = stage.work(stage.send(stage.campaign()))
    work = queries.work_before_disconnect(stage.store)
    assert [d.pk for d in work["stops"]] == [parked.pk]
    assert [d.pk for d in work["stays"]] == [scheduled.pk]

    operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)

    scheduled.refresh_from_db()
    parked.refresh_from_db()
    assert (scheduled.state, parked.state) == (State.UNFOLLOWED, State.GIVEN_UP)


def test_the_first_of_every_store_comes_before_the_second_of_any(stage: Stage, sandbox: Sandbox) -> None:
    small = cast.other_store(sandbox)
    crowd = [stage.send(stage.campaign()) for _ in range(5)]
    campaign = stage.campaign()
    type(campaign).objects.filter(pk=campaign.pk).update(store=small)
    campaign.refresh_from_db()
    lone = stage.send(campaign)

    claimed = [claim.delivery.pk for claim in claim_due(stage.now, most=2)]

    assert sorted(claimed) == sorted([crowd[0].pk, lone.pk])


def test_a_person_who_saw_a_deleted_campaign_go_out_ends_it_with_their_word(stage: Stage) -> None:
    stage.fault("send", "cut")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    stage.fault("look", status=404, slug="not-found", times=0)
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.GONE

    operations.checked_in_omnisend(delivery=delivery, was_sent=True, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert delivery.state == State.UNFOLLOWED


def test_disconnecting_while_only_a_draft_was_asked_for_gives_the_campaign_back(stage: Stage) -> None:
    stage.fault("create", "cut")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)

    operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert delivery.state == State.GIVEN_UP
    assert delivery.campaign.locked_reason == ""


def test_a_row_that_cannot_be_read_stops_no_other(stage: Stage) -> None:
    broken, sound = stage.send(stage.campaign()), stage.send(stage.campaign())
    Delivery.objects.filter(pk=broken.pk).update(reviewed={"of": "another age"})

    assert stage.work(sound).state == State.SENT
