"""Between a delivery's row and the pure situation a decision works on."""

import datetime as dt
from dataclasses import asdict, fields
from enum import StrEnum
from typing import Any

from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.models import Delivery
from omniapp.sending.situation import Problem, Situation
from omniapp.sending.states import Purpose, State, Step

_OTHER = {"state", "step", "purpose", "problem", "differences", "scheduled_at", "decision"}
_SAME = [f.name for f in fields(Situation) if f.name not in _OTHER]


def problem_from(stored: dict[str, Any] | None) -> Problem | None:
    """The problem as it was stored."""
    if stored is None:
        return None
    return Problem(**{**stored, "fields": tuple((f[0], f[1], f[2]) for f in stored["fields"])})


def situation_of(delivery: Delivery) -> Situation:
    """Where this delivery stands."""
    same: dict[str, Any] = {name: getattr(delivery, name) for name in _SAME}
    return Situation(
        **same,
        state=State(delivery.state),
        step=Step(delivery.step),
        problem=problem_from(delivery.problem),
        differences=tuple(delivery.differences),
        purpose=Purpose(delivery.purpose),
        scheduled_at=delivery.snapshot.scheduled_at if delivery.reviewed else None,
        decision=_decision(delivery.snapshot) if delivery.reviewed else dt.timedelta(0),
    )


def _decision(reviewed: Reviewed) -> dt.timedelta:
    wait = reviewed.ab_test.decision if reviewed.ab_test else None
    return dt.timedelta(hours=wait.hours if wait else 0)


def write(delivery: Delivery, situation: Situation) -> None:
    """Puts a decided situation into the row, in memory. The caller saves it under its lock."""
    for name in _SAME:
        setattr(delivery, name, getattr(situation, name))
    delivery.state = situation.state.value
    delivery.step = situation.step.value
    delivery.problem = asdict(situation.problem) if situation.problem else None
    delivery.differences = list(situation.differences)


def changes(found: Situation, after: Situation) -> dict[str, Any]:
    """The columns that a decision changed, with their values."""
    before = vars(found)
    changed = {name: value for name, value in vars(after).items() if value != before[name]}
    return {name: _stored(value) for name, value in changed.items()}


def _stored(value: Any) -> Any:
    match value:
        case Problem():
            return asdict(value)
        case StrEnum():
            return value.value
        case tuple():
            return list(value)
    return value
