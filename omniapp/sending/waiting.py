"""Waiting and parking: the two things a decision does when there is no yes."""

import datetime as dt
from dataclasses import replace

from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Purpose, Reason, State

#: Seconds between tries or looks that brought nothing new, by how many there were; the last one repeats.
PACE = (1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0, 60.0)
WAIT_WITHOUT_A_NUMBER = 60.0  # a 429 that does not say how long


def pace(looks: int, t: Timing) -> float:
    """Seconds until the next try after ``looks`` of them brought nothing new."""
    return PACE[min(looks, len(PACE) - 1)] * t.pace


def later(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The same step again, after a while. Nothing changed at Omnisend."""
    seconds = pace(s.looks, t)
    if e.kind == Kind.WAIT:
        told = e.problem.retry_after if e.problem else None
        seconds = max(told if told is not None else WAIT_WITHOUT_A_NUMBER, 1.0)
    if e.kind == Kind.LOCKED_OUT:
        seconds = max(seconds, 30.0 * t.pace)
    return replace(
        s, not_before=e.at + dt.timedelta(seconds=seconds), looks=s.looks + 1, problem=e.problem or s.problem
    )


def handover_by(s: Situation, e: Evidence, t: Timing) -> dt.datetime:
    """Until when it may be handed over. Looking for a lost answer wins it no time, or it might never end."""
    return s.handover_by or e.at + dt.timedelta(seconds=t.handover)


def astray(s: Situation, e: Evidence) -> Situation:
    """A change whose answer was lost may still be applied, for the quiet time from its last moment on."""
    return replace(s, stray_at=max(e.at, s.stray_at or e.at))


def park(s: Situation, reason: Reason, e: Evidence, *, keep_problem: bool = False) -> Situation:
    """Give it to a person. An unknown that is not settled stays recorded as unknown.

    An errand (test mail, copy, deletion) is not parked: it ends, says why, and may be asked for again.
    """
    problem = s.problem if keep_problem else e.problem
    if s.purpose != Purpose.SEND:
        return replace(s, state=State.REFUSED, not_before=e.at, ended_at=e.at, problem=problem)
    return replace(s, state=State.NEEDS_PERSON, reason=reason, not_before=e.at, problem=problem, looks=0)
