"""Mistakes that an engine like ours could have, one at a time, to see that the fixed seeds notice each."""

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.test import override_settings

from omniapp import omnisend
from omniapp.sending import decisions, operations
from omniapp.sending.models import Delivery
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import CHANGING, Reason, State, Step

Mistake = Callable[[], contextlib.AbstractContextManager[Any]]
_OPEN = (Kind.UNKNOWN, Kind.LEASE_LOST)


@contextlib.contextmanager
def everywhere(original: object, replacement: object) -> Iterator[None]:
    """Another function wherever a module of ours has this one by name."""
    with contextlib.ExitStack() as stack:
        for module in [module for name, module in sys.modules.items() if name.startswith("omniapp.")]:
            for name in [name for name, value in vars(module).items() if value is original]:
                stack.enter_context(patch.object(module, name, replacement))
        yield


def _told(twist: Callable[[Situation, Evidence], Evidence]) -> Mistake:
    """Decisions hear something else than what happened."""
    decide = decisions.decide
    return lambda: everywhere(decide, lambda s, e, t: decide(s, twist(s, e), t))


def _heard_as(kind: Kind, steps: frozenset[Step], *kinds: Kind) -> Mistake:
    return _told(lambda s, e: replace(e, kind=kind) if s.step in steps and e.kind in kinds else e)


def _server_error_as_no(s: Situation, e: Evidence) -> Evidence:
    known = s.step == Step.SEND and e.kind == Kind.UNKNOWN and e.problem and e.problem.status
    return replace(e, kind=Kind.NO) if known else e


def _gone_at_once(s: Situation, e: Evidence) -> Evidence:
    """One "no such campaign" is heard as if there had been nothing else for long."""
    missing = s.step == Step.LOOK and e.problem is not None and e.problem.status == 404
    return replace(e, asked_at=e.asked_at + dt.timedelta(days=1)) if missing else e


def _any_namesake(s: Situation, e: Evidence) -> Evidence:
    if s.step != Step.FIND or not e.found:
        return e
    return replace(e, found=(replace(e.found[0], differences=(), known=False),))


def _every_late_answer_counts(s: Situation, step: Step, e: Evidence, t: Timing) -> Situation | None:
    if step not in CHANGING:
        return None
    return decisions.decide(replace(s, state=State.HANDING_OVER, step=step), e, t)


def _impatient(decide: Callable[[Situation, Evidence, Timing], Situation]) -> Any:
    def by_a_timer(s: Situation, e: Evidence, t: Timing) -> Situation:
        after = decide(s, e, t)
        refused = after.state == State.NEEDS_PERSON and after.reason == Reason.PLAN
        return replace(after, state=State.HANDING_OVER, reason="") if refused else after

    return by_a_timer


def _without_the_last_look() -> contextlib.AbstractContextManager[Any]:
    exchange = omnisend.Client.exchange

    def unchecked(self: Any, call: Any, **more: Any) -> Any:
        return exchange(self, call)

    return patch.object(omnisend.Client, "exchange", unchecked)


def _hasty(**asked: Any) -> Delivery:
    delivery = _send(**asked)
    Delivery.objects.filter(pk=delivery.pk, step=Step.PATCH).update(step=Step.SEND)
    return delivery


def _undo(*, delivery: Delivery, actor: Any, now: Any) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.UNDONE, ended_at=now, lease_until=None, reason=""
    )
    return delivery


_send = operations.send
MISTAKES: dict[str, Mistake] = {
    "no quiet time": lambda: override_settings(SENDING_QUIET=0.0),
    "no look at the clock before the bytes leave": _without_the_last_look,
    "no fencing": lambda: everywhere(decisions.decide_late, _every_late_answer_counts),
    "a late yes is dropped": lambda: everywhere(decisions.decide_late, lambda s, step, e, t: None),
    "an unknown send is repeated": _heard_as(Kind.NOT_REACHED, frozenset({Step.SEND}), *_OPEN),
    "an unknown send is taken as a yes": _heard_as(Kind.YES, frozenset({Step.SEND}), *_OPEN),
    "a lost lease is taken as due": _heard_as(Kind.NOT_REACHED, CHANGING, Kind.LEASE_LOST),
    "a server's error is taken as a no": _told(_server_error_as_no),
    "a stray answer is believed": _told(_gone_at_once),
    "a draft is adopted by its name alone": _told(_any_namesake),
    "a refused payment is repeated by a timer": lambda: everywhere(
        decisions.decide, _impatient(decisions.decide)
    ),
    "a draft is sent as it is": lambda: everywhere(_send, _hasty),
    "the hold is ignored": lambda: override_settings(SENDING_HOLD=0.0),
    "undo whatever it is": lambda: everywhere(operations.undo, _undo),
}
