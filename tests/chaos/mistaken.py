"""Mistakes an engine like ours could have, one at a time, to see that a run of the harness notices each.

They are put into the processes of a run at their start, by replacing functions; the product knows nothing
of them. Most change what a decision is told or what it decides: its interface is the engine's steadiest.
"""

import dataclasses
import sys
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
from omniapp.sending.states import Reason, State, Step

Twist = Callable[[Situation, Evidence], Evidence]
_OPEN = (Kind.UNKNOWN, Kind.LEASE_LOST)


def make(name: str) -> None:
    """Makes the mistake of that name in this process; none for an empty name."""
    if name:
        MISTAKES[name]()


def everywhere(original: object, replacement: object) -> None:
    """Replaces a function wherever a module of ours has it by name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("omniapp."):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    setattr(module, attribute, replacement)


def _told(twist: Twist) -> Callable[[], None]:
    """A mistake by which decisions hear something else than what happened."""

    def put_in() -> None:
        decide = decisions.decide

        def twisted(s: Situation, e: Evidence, t: Timing) -> Situation:
            return decide(s, twist(s, e), t)

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
    settings.SENDING_QUIET = 0.0


def _no_hold() -> None:
    settings.SENDING_HOLD = 0.0


def _no_lease_check() -> None:
    exchanges.Asked.still_ours = lambda self, now: None  # type: ignore[method-assign]


def _no_unique_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop index if exists one_live_delivery_per_campaign")
    clicking.LIVE = frozenset()  # type: ignore[attr-defined]
    clicking.tell_campaign = lambda delivery, *, at: None  # type: ignore[attr-defined]


def _leases_kept() -> None:
    everywhere(claims.give_back_lost, lambda now: 0)


def _claims_what_is_leased() -> None:
    for module in (due, claims):
        for name, value in list(vars(module).items()):
            if isinstance(value, str):
                setattr(module, name, value.replace("lease_until IS NULL", "TRUE"))


def _late_yes_dropped() -> None:
    everywhere(decisions.decide_late, lambda s, step, e, t: None)


def _payment_by_timer() -> None:
    decide = decisions.decide

    def impatient(s: Situation, e: Evidence, t: Timing) -> Situation:
        after = decide(s, e, t)
        if after.state == State.NEEDS_PERSON and after.reason == Reason.PLAN:
            return dataclasses.replace(after, state=State.HANDING_OVER, reason="")
        return after

    everywhere(decide, impatient)


def _undo_whatever_it_is() -> None:
    def undo(*, delivery: Delivery, actor: Any, now: Any) -> Delivery:
        before = delivery.state
        Delivery.objects.filter(pk=delivery.pk).update(
            state=State.UNDONE, reason="", ended_at=now, lease_until=None, fence=F("fence") + 1
        )
        delivery.refresh_from_db()
        event(delivery, DeliveryEvent.Kind.PERSON, at=now, before=before, actor=actor.label)
        return delivery

    everywhere(operations.undo, undo)


def _draft_as_it_is() -> None:
    send = operations.send

    def hasty(**asked: Any) -> Delivery:
        delivery = send(**asked)
        Delivery.objects.filter(pk=delivery.pk, step=Step.PATCH).update(step=Step.SEND)
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
