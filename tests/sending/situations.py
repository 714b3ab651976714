"""Situations and evidence for the tests of the pure decisions."""

import datetime as dt
from typing import Any

from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation, Timing
from omniapp.sending.states import State, Step

NOON = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)
TIMING = Timing(quiet=300, handover=3600, checking=1200)


def after(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def situation(state: State = State.HANDING_OVER, step: Step = Step.SEND, **more: Any) -> Situation:
    """About to be sent at noon, with a remote draft."""
    values: dict[str, Any] = {
        "not_before": NOON,
        "deadline": after(3600),
        "remote_id": "r1",
        "remote_status": "draft",
    }
    return Situation(state, step, **(values | more))


def yes(
    at: float = 1, *, status: str | None = None, differences: tuple[str, ...] = (), **more: Any
) -> Evidence:
    """A 2xx; with ``status``, one that showed the campaign."""
    remote = Remote("r1", status, differences) if status else None
    return Evidence(Kind.YES, after(at - 1), after(at), remote=remote, **more)


def no(status: int, slug: str = "", at: float = 1) -> Evidence:
    """A clear refusal."""
    return Evidence(Kind.NO, after(at - 1), after(at), problem=Problem(status=status, slug=slug))


def of_kind(kind: Kind, at: float = 1, **problem: Any) -> Evidence:
    return Evidence(kind, after(at - 1), after(at), problem=Problem(**problem))
