"""Errands beside sending: a test mail, a copy, a deletion, and the steering of what Omnisend has."""

import datetime as dt
from dataclasses import replace

from omniapp.sending.drafting import unknown
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Reason, State, Step
from omniapp.sending.waiting import astray, later, park


def done(s: Situation, e: Evidence) -> Situation:
    """Omnisend accepted the errand, or the person is told that nobody knows; either way it is over."""
    return replace(s, state=State.DONE, not_before=e.at, ended_at=e.at, problem=e.problem, unknown_since=None)


def test_mail_answered(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A test mail whose answer was lost is not repeated: the person can see whether it came."""
    if e.kind in (Kind.YES, Kind.UNKNOWN, Kind.LEASE_LOST):
        return replace(done(s, e), ever_unknown=e.kind != Kind.YES)
    return park(s, Reason.FIX, e)


def copied(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A copy is not repeatable: a lost answer is looked for by its name."""
    if e.kind == Kind.YES:
        return done(s, e)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return unknown(s, e, t, Step.FIND_COPY)
    return park(s, Reason.FIX, e)


def copy_found(s: Situation, e: Evidence, t: Timing) -> Situation:
    """One copy nobody of ours knows: that is it. None after the quiet time: it did not arrive."""
    if s.unknown_since is None:
        raise AssertionError("only an unknown copy is searched for")
    candidates = [r for r in e.found if not r.known]
    if len(candidates) == 1:
        return done(s, e)
    if not candidates and e.asked_at < s.unknown_since + dt.timedelta(seconds=t.quiet):
        return later(s, e, t)
    return replace(park(s, Reason.DOUBTFUL, e), unknown_since=None, problem=s.problem)


def deleted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Gone is gone, whoever did it: a 404 after our own DELETE is success."""
    gone = e.kind == Kind.YES or (e.problem is not None and e.problem.status == 404)
    if gone:
        return replace(done(s, e), problem=None)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return replace(later(astray(s, e), e, t), step=Step.READ_BACK)
    return park(s, Reason.FIX, e)


def steered(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Cancel, stop, resume, winner: whatever was said, the next reading tells. All of it is asynchronous."""
    asked = s.cancel_asked_at or (e.at if s.step == Step.CANCEL else None)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST) and s.step != Step.CANCEL:
        s = astray(s, e)  # nothing comes after a cancel; every other steering must not overtake this one
    problem = e.problem if e.kind == Kind.NO else None
    if problem is not None and s.step == Step.CANCEL:
        asked = None  # Omnisend will not do it, so nobody should wait for it
    return replace(s, step=Step.LOOK, not_before=e.at, cancel_asked_at=asked, problem=problem, looks=0)
