"""A person's decisions: recorded, about what the page showed, once, and never beside a claim."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from omniapp.sending import operations, outcomes
from omniapp.sending.claims import claim_due
from omniapp.sending.errors import ChangedMeanwhile, NotReady, SendingError, TooLate
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import Reason, State, Step
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to
from tests.sending.test_operations import unknown_for_good
from tests.waiting import eventually

Decision = Callable[[Stage, Delivery], Delivery]


def held(stage: Stage) -> Delivery:
    stage.store.sending_hold = 20
    stage.store.save()
    return stage.send(stage.campaign())


def plan(stage: Stage) -> Delivery:
    stage.fault("send", status=402)
    return stage.work(stage.send(stage.campaign()))


def without_its_booster(stage: Stage) -> Delivery:
    parent = stage.campaign()
    attached_to(parent, stage)
    stage.sandbox.fault("POST /campaigns", skip=1, status=409, slug="invalid-parent-status")
    delivery = stage.work(stage.send(parent))
    assert delivery.reason == Reason.BOOSTER
    return delivery


def decision(name: str, **more: Any) -> Decision:
    def decide(stage: Stage, delivery: Delivery) -> Delivery:
        made: Delivery = getattr(operations, name)(
            delivery=delivery, actor=stage.merchant, now=stage.now, **more
        )
        return made

    return decide


DECISIONS: dict[str, tuple[Callable[[Stage], Delivery], Decision, State]] = {
    "undo": (held, decision("undo"), State.UNDONE),
    "resume": (plan, decision("resume"), State.HANDING_OVER),
    "give up": (plan, decision("give_up"), State.GIVEN_UP),
    "was sent": (unknown_for_good, decision("checked_in_omnisend", was_sent=True), State.FOLLOWING),
    "was not sent": (unknown_for_good, decision("checked_in_omnisend", was_sent=False), State.GIVEN_UP),
    "look again": (unknown_for_good, decision("look_again"), State.CHECKING),
    "without the booster": (without_its_booster, decision("send_without_booster"), State.HANDING_OVER),
}
every_decision = pytest.mark.parametrize("name", sorted(DECISIONS))


@every_decision
def test_a_decision_is_recorded_as_its_persons(stage: Stage, name: str) -> None:
    stand, decide, state = DECISIONS[name]
    delivery = stand(stage)
    before = delivery.state

    decided = decide(stage, delivery)

    assert decided.state == state
    last = decided.events.order_by("id").last()
    assert last is not None
    assert (last.kind, last.actor) == (DeliveryEvent.Kind.PERSON, stage.merchant.label)
    assert (last.state_before, last.state_after) == (before, state)
    assert last.note


@every_decision
def test_a_second_click_decides_nothing_twice(stage: Stage, name: str) -> None:
    stand, decide, state = DECISIONS[name]
    delivery = stand(stage)
    decide(stage, delivery)
    sends = stage.sends()

    with contextlib.suppress(SendingError):  # some say so, others simply stand
        decide(stage, delivery)

    delivery.refresh_from_db()
    assert delivery.state == state
    claims = claim_due(stage.now, most=10)
    assert len(claims) <= 1
    assert stage.sends() == sends


@pytest.mark.parametrize("name", ["resume", "was sent", "was not sent", "without the booster"])
def test_a_decision_is_about_what_the_page_showed(stage: Stage, name: str) -> None:
    stand, _, _ = DECISIONS[name]
    delivery = stand(stage)
    another = f"{delivery.pk}.{delivery.fence + 1}"
    how: dict[str, Decision] = {
        "resume": decision("resume", seen=another),
        "was sent": decision("checked_in_omnisend", was_sent=True, seen=another),
        "was not sent": decision("checked_in_omnisend", was_sent=False, seen=another),
        "without the booster": decision("send_without_booster", seen=another),
    }

    with pytest.raises(ChangedMeanwhile, match="moved on since this page was shown"):
        how[name](stage, delivery)

    delivery.refresh_from_db()
    assert delivery.state == State.NEEDS_PERSON


@pytest.mark.parametrize("name", ["undo", "give up", "look again", "cancel", "change", "stop", "winner"])
def test_what_stops_or_steers_one_delivery_never_meets_the_next_one(stage: Stage, name: str) -> None:
    delivery = held(stage)
    earlier = f"{delivery.pk - 1}.{delivery.fence}"
    how: dict[str, Decision] = {
        "undo": decision("undo", seen=earlier),
        "give up": decision("give_up", seen=earlier),
        "look again": decision("look_again", seen=earlier),
        "cancel": decision("cancel", seen=earlier),
        "change": decision("change", seen=earlier),
        "stop": decision("stop_test", seen=earlier),
        "winner": decision("choose_winner", variant="a", seen=earlier),
    }
    if name == "change":
        Delivery.objects.filter(pk=delivery.pk).update(remote_status="scheduled")
        delivery.refresh_from_db()

    with pytest.raises(ChangedMeanwhile, match="moved on since this page was shown"):
        how[name](stage, delivery)

    delivery.refresh_from_db()
    assert delivery.state == State.HELD


def test_an_undo_after_the_page_was_looked_at_by_somebody_else_still_counts(stage: Stage) -> None:
    delivery = held(stage)

    undone = decision("undo", seen=f"{delivery.pk}.{delivery.fence + 1}")(stage, delivery)

    assert undone.state == State.UNDONE


def test_nobody_says_was_sent_of_what_only_a_draft_was_being_made_of(stage: Stage) -> None:
    stage.fault("create", "cut")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    stage.fault("find", status=500, times=0)
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.UNKNOWN

    with pytest.raises(ChangedMeanwhile, match="only its draft"):
        DECISIONS["was sent"][1](stage, delivery)

    assert DECISIONS["was not sent"][1](stage, delivery).state == State.GIVEN_UP
    delivery.campaign.refresh_from_db()
    assert delivery.campaign.locked_reason == ""


def test_a_deletion_in_omnisend_ends_a_parked_delivery_on_the_record(stage: Stage) -> None:
    delivery = plan(stage)
    delivery.campaign.refresh_from_db()

    operations.delete_in_omnisend(campaign=delivery.campaign, actor=stage.merchant, now=stage.now)

    last = delivery.events.order_by("id").last()
    assert last is not None
    assert (last.kind, last.state_after) == (DeliveryEvent.Kind.PERSON, State.GIVEN_UP)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (lambda d: d.state == State.HANDING_OVER, "being handed over"),
        (lambda d: d.state == State.FOLLOWING, "offered below"),
        (lambda d: d.state == State.SENT, "What became of it"),
    ],
)
def test_an_undo_that_comes_too_late_says_what_is_left(
    stage: Stage, until: Callable[[Delivery], bool], said: str
) -> None:
    delivery = stage.work(stage.send(stage.campaign()), until)

    with pytest.raises(TooLate, match=said):
        operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)


def test_after_an_undo_that_came_too_late_cancel_is_offered(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.remote_status == "started")

    offered = outcomes.describe(delivery.campaign, delivery, stage.store, now=stage.now).actions

    assert "cancel" in [action.verb for action in offered]


def test_without_the_booster_is_not_decided_about_a_time_that_passed(stage: Stage) -> None:
    delivery = without_its_booster(stage)
    delivery.reviewed["scheduled_at"] = stage.now.isoformat()
    delivery.save()

    with pytest.raises(NotReady, match="passed"):
        operations.send_without_booster(delivery=delivery, actor=stage.merchant, now=stage.now)


# beside a claim, on two connections


def _in_a_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    came: list[object] = []

    def run() -> None:
        try:
            came.append(work())
        except SendingError as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["undo", "give up"])
def test_a_click_beside_a_claim_waits_for_it_and_comes_too_late(stage: Stage, name: str) -> None:
    delivery = stage.send(stage.campaign())
    if name == "give up":
        stage.work(delivery, lambda d: d.step == Step.SEND)
    decide = DECISIONS[name][1]

    with transaction.atomic():
        claims = claim_due(stage.now, most=1)
        thread, came = _in_a_thread(lambda: decide(stage, delivery))
        eventually(_somebody_waits_for_us, within=30, what="The click at the lock")
    thread.join(30)

    assert [claim.delivery.pk for claim in claims] == [delivery.pk]
    assert [type(one) for one in came] == [TooLate]


@pytest.mark.django_db(transaction=True)
@every_decision
def test_a_claim_beside_a_click_finds_nothing_until_it_is_decided(stage: Stage, name: str) -> None:
    stand, decide, _ = DECISIONS[name]
    delivery = stand(stage)
    stage.advance(30)  # a hold is over, so that without the click it would be due

    with transaction.atomic():
        decided = decide(stage, delivery)
        thread, came = _in_a_thread(lambda: claim_due(stage.now, most=10))
        thread.join(30)

    assert came == [[]]
    after = [claim.delivery.pk for claim in claim_due(stage.now, most=10)]
    assert after == ([delivery.pk] if decided.state in ("handing_over", "checking", "following") else [])
