"""The whole policy: what a delivery does after each outcome. Pure functions, no I/O.

``decide(situation, evidence, timing)`` answers with the next situation. The rules:

* A change at Omnisend is asked for at most once per reading of the state that allows it. One whose answer
  was lost is read back before it is asked for again, and nothing else is written or sent while it could
  still be applied over it.
* An unknown outcome is settled only by reading. "It is still a draft" counts only when it was read at least
  ``timing.quiet`` seconds after the last moment the unknown request could have left us. "There is no such
  campaign" counts only when it was the answer for as long: one such answer may be a mistake of Omnisend's.
* 402 parks and no timer wakes it. 409 reads before it explains. 429 waits. A refusal never settles an
  earlier unknown.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from omniapp.sending import boosting, drafting, errands
from omniapp.sending.reading import (
    after_conflict,
    conflicting,
    ended,
    follow,
    follow_by,
    missing,
    not_there,
    settle_by_reading,
)
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import STEERING, Reason, State, Step
from omniapp.sending.waiting import later, park

#: 409 answers that name their cause. Any other 409 means: read the campaign first.
KNOWN_CONFLICTS = frozenset(
    {
        "audience-too-small",
        "invalid-email-content",
        "invalid-audience",
        "invalid-scheduled-date",
        "ab-test-requires-two-variants",
        "sender_domain_unverified",
        "email-unverified-domain",
        "parent-not-sent",
        "booster-already-exists",
        "invalid-parent-status",
        "sending-settings-not-allowed",
    }
)


def decide(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The next situation after one step's evidence."""
    if e.remote is not None:
        s = replace(s, missing_since=None)
    if s.state in (State.CHECKING, State.FOLLOWING) and s.step not in STEERING:
        return _reading(s, e, t)
    return _within_deadline(_changing(s, e, t), e, t)


def _reading(s: Situation, e: Evidence, t: Timing) -> Situation:
    """CHECKING and FOLLOWING only read; a failed reading is simply tried again."""
    if e.kind == Kind.YES and s.step in _FOUND:
        return _FOUND[s.step](s, e, t)
    if e.kind == Kind.YES and e.remote is not None:
        if s.state == State.CHECKING:
            return settle_by_reading(s, e, t)
        return follow(s, e, t)
    if s.step == Step.LOOK and not_there(e):
        return missing(s, e, t)
    if e.at >= s.deadline:
        return park(s, Reason.UNKNOWN if s.state == State.CHECKING else Reason.OVERDUE, e)
    return later(s, e, t)


def _changing(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind in (Kind.WAIT, Kind.NOT_REACHED) and not conflicting(s):
        return later(s, e, t)
    if e.kind == Kind.LOCKED_OUT and not conflicting(s):
        return park(s, Reason.RECONNECT, e) if s.state != State.FOLLOWING else later(s, e, t)
    return _ANSWERED[s.step](s, e, t)


def _send_answered(s: Situation, e: Evidence, t: Timing) -> Situation:
    s = replace(s, sends=s.sends + 1)
    if e.kind == Kind.YES:
        return accepted(s, e, t)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return drafting.unknown(s, e, t, Step.LOOK)
    if e.problem and e.problem.status == 409 and e.problem.slug not in KNOWN_CONFLICTS:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return drafting.refused(s, e)


def accepted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Omnisend said yes to the send: from now on we follow it, and read at once to confirm."""
    return replace(
        s,
        state=State.FOLLOWING,
        step=Step.LOOK,
        reason="",
        not_before=e.at,
        deadline=follow_by(s, e.at, t),
        unknown_since=None,
        stray_at=None,
        missing_since=None,
        sent_by="us",
        accepted_at=s.accepted_at or e.at,
        ended_at=None,
        problem=None,
        looks=0,
    )


_Answered = Callable[[Situation, Evidence, Timing], Situation]
_ANSWERED: dict[Step, _Answered] = {
    **dict.fromkeys(STEERING, errands.steered),
    Step.CREATE: drafting.created,
    Step.PATCH: drafting.patched,
    Step.READ_BACK: drafting.read_back,
    Step.CHECK_OLD: drafting.old_read,
    Step.REMOVE_OLD: drafting.old_removed,
    Step.UTM: drafting.tagged,
    Step.BOOST: boosting.boosted,
    Step.SEND: _send_answered,
    Step.LOOK: after_conflict,
    Step.TEST: errands.test_mail_answered,
    Step.COPY: errands.copied,
    Step.DELETE: errands.deleted,
}
_FOUND: dict[Step, _Answered] = {
    Step.FIND: drafting.found,
    Step.FIND_BOOST: boosting.boost_found,
    Step.FIND_COPY: errands.copy_found,
}


#: What is not followed yet is parked when its deadline passes, even while nothing can be asked for it.
KEEPS_ITS_DEADLINE = frozenset({State.HELD, State.HANDING_OVER, State.CHECKING})


def overdue(s: Situation, now: dt.datetime) -> bool:
    """Whether its time for being handed over, or for being found out about, has passed."""
    return s.state in KEEPS_ITS_DEADLINE and now >= s.deadline


def expired(s: Situation, e: Evidence) -> Situation:
    """Its deadline passed: it is given to a person, with the last that was said of it."""
    e = replace(e, problem=e.problem or s.problem)
    if conflicting(s) or s.unknown_since is not None:
        return park(replace(s, unknown_since=s.unknown_since or e.at), Reason.UNKNOWN, e)
    return park(s, Reason.LATE, e)


def _within_deadline(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Nothing waits for ever: past its deadline, whatever still waits is parked and says so."""
    if e.at < s.deadline or s.not_before <= e.at:
        return s
    if s.state == State.HANDING_OVER:
        return expired(s, e)
    if s.state == State.FOLLOWING and s.step in STEERING:
        return park(replace(s, step=Step.LOOK), Reason.OVERDUE, e)
    return s


def decide_late(s: Situation, step: Step, e: Evidence, t: Timing) -> Situation | None:
    """An answer that came after its lease was lost: a late yes counts, a late no is thrown away."""
    if e.kind != Kind.YES or (ended(s) and s.state != State.GIVEN_UP):
        return None
    if step == Step.SEND and s.state != State.FOLLOWING:
        return accepted(s, e, t)
    looking = s.state == State.CHECKING and s.step == Step.FIND
    if step == Step.CREATE and looking and not s.remote_id and e.remote is not None:
        return drafting.adopted(s, e, t)
    return None
