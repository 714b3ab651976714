"""Mistakes an engine like ours could have, one at a time, to see that a run of the harness notices each.

They are put into the processes of a run at their start, by replacing what the product looks up by name; the
product knows nothing of them. Most change what a decision is told or what it decides: its interface is the
engine's steadiest. What nobody looks up any more is refused, and each mistake says when it came to pass: a
run in which it did not has proved nothing.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F

from omniapp.sending import claims, decisions, due, exchanges, operations
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.operations import clicking
from omniapp.sending.recording import event
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import LIVE, Reason, State, Step
from omniapp.stores.models import Store
from tests.chaos.replacing import OutOfUse, came_to_pass, everywhere, there

Twist = Callable[[Situation, Evidence], Evidence]
_OPEN = (Kind.UNKNOWN, Kind.LEASE_LOST)


def make(name: str) -> None:
    """Makes the mistake of that name in this process; none for an empty name."""
    if name:
        MISTAKES[name]()


def _told(twist: Twist) -> Callable[[], None]:
    """A mistake by which decisions hear something else than what happened."""

    def put_in() -> None:
        decide = decisions.decide

        def twisted(s: Situation, e: Evidence, t: Timing) -> Situation:
            told = twist(s, e)
            if told != e:
                came_to_pass()
            return decide(s, told, t)

        everywhere(decide, twisted)

    return put_in


def _heard_as(kind: Kind, step: Step, *kinds: Kind) -> Callable[[], None]:
    def twist(s: Situation, e: Evidence) -> Evidence:
        return dataclasses.replace(e, kind=kind) if s.step == step and e.kind in kinds else e

    return _told(twist)


def _status(e: Evidence) -> int:
    return (e.problem.status or 0) if e.problem else 0


def _server_error_as_no(s: Situation, e: Evidence) -> Evidence:
    taken = s.step == Step.SEND and e.kind == Kind.UNKNOWN and _status(e) >= 500
    return dataclasses.replace(e, kind=Kind.NO) if taken else e


def _conflict_as_sent(s: Situation, e: Evidence) -> Evidence:
    taken = s.step == Step.SEND and e.kind == Kind.NO and _status(e) == 409
    return dataclasses.replace(e, kind=Kind.YES) if taken else e


def _any_namesake(s: Situation, e: Evidence) -> Evidence:
    if s.step != Step.FIND or not e.found:
        return e
    return dataclasses.replace(e, found=(dataclasses.replace(e.found[0], differences=(), known=False),))


def _no_quiet_time() -> None:
    there(settings, "SENDING_QUIET", 0.0)
    if claims.timing().quiet:
        raise OutOfUse("decisions have their quiet time from elsewhere")
    came_to_pass()


def _no_hold() -> None:
    there(settings, "SENDING_HOLD", 0.0)
    if Store().hold:
        raise OutOfUse("stores have their hold from elsewhere")
    came_to_pass()


def _no_lease_check() -> None:
    check = exchanges.Asked.still_ours

    def still_ours(self: exchanges.Asked, now: exchanges.Clock) -> None:
        try:
            check(self, now)
        except exchanges.LeaseOver:
            came_to_pass()

    there(exchanges.Asked, "still_ours", still_ours)


def _no_unique_row() -> None:
    index = "one_live_delivery_per_campaign"
    if index not in [constraint.name for constraint in Delivery._meta.constraints]:
        raise OutOfUse(f"there is no {index}")

    def tell_campaign(delivery: Delivery, *, at: Any) -> None:
        if Delivery.objects.filter(campaign=delivery.campaign_id, state__in=sorted(LIVE)).count() > 1:
            came_to_pass()

    with connection.cursor() as cursor:
        cursor.execute(f"drop index if exists {index}")
    there(clicking, "LIVE", frozenset())
    there(clicking, "tell_campaign", tell_campaign)


def _leases_kept() -> None:
    def give_back_lost(now: Any) -> int:
        if Delivery.objects.filter(lease_until__lte=now).exists():
            came_to_pass()
        return 0

    everywhere(claims.give_back_lost, give_back_lost)


def _claims_what_is_leased() -> None:
    for module in (due, claims):
        free = [(name, value) for name, value in vars(module).items() if isinstance(value, str)]
        changed = {name: value.replace("lease_until IS NULL", "TRUE") for name, value in free}
        if changed == dict(free):
            raise OutOfUse(f"{module.__name__} asks for no lease")
        vars(module).update(changed)
    claim_of = claims._claim_of

    def seen(delivery: Delivery, now: Any) -> claims.Claim | None:
        last = DeliveryEvent.objects.filter(delivery=delivery.pk).order_by("id").last()
        if last is not None and last.kind == DeliveryEvent.Kind.CLAIM:
            came_to_pass()
        return claim_of(delivery, now)

    there(claims, "_claim_of", seen)


def _late_yes_dropped() -> None:
    decide_late = decisions.decide_late

    def deaf(s: Situation, step: Step, e: Evidence, t: Timing) -> None:
        if decide_late(s, step, e, t) is not None:
            came_to_pass()

    everywhere(decide_late, deaf)


def _payment_by_timer() -> None:
    decide = decisions.decide

    def impatient(s: Situation, e: Evidence, t: Timing) -> Situation:
        after = decide(s, e, t)
        if after.state == State.NEEDS_PERSON and after.reason == Reason.PLAN:
            came_to_pass()
            return dataclasses.replace(after, state=State.HANDING_OVER, reason="")
        return after

    everywhere(decide, impatient)


def _undo_whatever_it_is() -> None:
    def undo(*, delivery: Delivery, actor: Any, now: Any, seen: str = "") -> Delivery:
        delivery.refresh_from_db()
        before = delivery.state
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.UNDONE, reason="", ended_at=now, lease_until=None, fence=F("fence") + 1
        )
        delivery.refresh_from_db()
        event(delivery, DeliveryEvent.Kind.PERSON, at=now, before=before, actor=actor.label)
        if before != State.HELD:
            came_to_pass()
        return delivery

    everywhere(operations.undo, undo)


def _draft_as_it_is() -> None:
    send = operations.send

    def hasty(*, campaign: Any, version: int, actor: Any, now: Any) -> Delivery:
        delivery = send(campaign=campaign, version=version, actor=actor, now=now)
        if Delivery.objects.filter(pk=delivery.pk, step=Step.PATCH).update(step=Step.SEND):
            came_to_pass()
        return delivery

    everywhere(send, hasty)


MISTAKES: dict[str, Callable[[], None]] = {
    "no quiet time": _no_quiet_time,
    "no look at the clock before the bytes leave": _no_lease_check,
    "more than one live delivery": _no_unique_row,
    "an unknown send is repeated": _heard_as(Kind.NOT_REACHED, Step.SEND, *_OPEN),
    "a lost lease is taken as due": _heard_as(Kind.NOT_REACHED, Step.SEND, Kind.LEASE_LOST),
    "a leased delivery is claimed": _claims_what_is_leased,
    "lost leases are kept": _leases_kept,
    "a server's error is taken as a no": _told(_server_error_as_no),
    "an unknown send is taken as a yes": _heard_as(Kind.YES, Step.SEND, *_OPEN),
    "a conflict is taken as sent": _told(_conflict_as_sent),
    "a late yes is dropped": _late_yes_dropped,
    "a refused payment is repeated by a timer": _payment_by_timer,
    "a draft is adopted by its name alone": _told(_any_namesake),
    "a draft is sent as it is": _draft_as_it_is,
    "the hold is ignored": _no_hold,
    "undo whatever it is": _undo_whatever_it_is,
    "an unknown test mail is repeated": _heard_as(Kind.NOT_REACHED, Step.TEST, *_OPEN),
}
