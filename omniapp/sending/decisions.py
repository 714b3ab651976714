"""The whole policy: what a delivery does after each outcome. Pure functions, no I/O.

``decide(situation, evidence, timing)`` answers with the next situation. The rules:

* A change at Omnisend is asked for at most once per reading of the state that allows it.
* An unknown outcome is settled only by reading. "It is still a draft" counts only when it was read at least
  ``timing.quiet`` seconds after the last moment the unknown request could have left us.
* 402 parks and no timer wakes it. 409 reads before it explains. 429 waits. A refusal never settles an
  earlier unknown.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from omniapp.sending.reading import ended, follow, settle_by_reading
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Reason, State, Step
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
    if s.state in (State.CHECKING, State.FOLLOWING) and s.step != Step.CANCEL:
        return _reading(s, e, t)
    return _within_deadline(_changing(s, e, t), e, t)


def _reading(s: Situation, e: Evidence, t: Timing) -> Situation:
    """CHECKING and FOLLOWING only read; a failed reading is simply tried again."""
    if e.kind == Kind.YES and s.step == Step.FIND:
        return _found(s, e, t)
    if e.kind == Kind.YES and e.remote is not None:
        if s.state == State.CHECKING:
            return settle_by_reading(s, e, t)
        return follow(s, e, t)
    if e.kind == Kind.NO and e.problem and e.problem.status == 404:
        return park(s, Reason.GONE, e)
    if e.at >= s.deadline:
        return park(s, Reason.UNKNOWN if s.state == State.CHECKING else Reason.OVERDUE, e)
    return later(s, e, t)


def _changing(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind in (Kind.WAIT, Kind.NOT_REACHED):
        return later(s, e, t)
    if e.kind == Kind.LOCKED_OUT:
        return park(s, Reason.RECONNECT, e) if s.state != State.FOLLOWING else later(s, e, t)
    return _ANSWERED[s.step](s, e, t)


def _created(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind == Kind.YES and e.remote is not None:
        s = replace(s, remote_id=e.remote.id, remote_status=e.remote.status, problem=None, looks=0)
        return _ready(s, e, patched=False)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return _unknown(s, e, t, Step.FIND)
    return _refused(s, e)


def _patched(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind == Kind.YES and e.remote is not None:
        s = replace(s, remote_status=e.remote.status, problem=None, looks=0)
        return _ready(s, e, patched=True)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        # A patch may be repeated while it is a draft: the second one writes the same words.
        return later(s, e, t)
    if e.problem and e.problem.status == 409:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return _refused(s, e)


def _ready(s: Situation, e: Evidence, *, patched: bool) -> Situation:
    """The remote draft exists: is it what was reviewed, and is the one it replaces gone?"""
    if e.remote is None:
        raise AssertionError("only an answer that showed the campaign makes it ready")
    if e.remote.differences:
        if patched:
            return park(replace(s, differences=e.remote.differences), Reason.DIFFERS, e)
        return replace(s, step=Step.PATCH, not_before=e.at)
    s = replace(s, differences=())
    if s.old_remote_id:
        return replace(s, step=Step.REMOVE_OLD, not_before=e.at)
    return replace(s, state=State.HANDING_OVER, step=Step.SEND, not_before=e.at)


def _old_removed(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A leftover draft mails nobody, so only "it is no longer a draft" stops us."""
    if e.kind == Kind.NO and e.problem and e.problem.status == 409:
        return park(
            replace(s, differences=("the version before this one has left draft in Omnisend",)),
            Reason.DIFFERS,
            e,
        )
    return replace(s, step=Step.SEND, not_before=e.at, old_remote_id="", problem=None)


def _send_answered(s: Situation, e: Evidence, t: Timing) -> Situation:
    s = replace(s, sends=s.sends + 1)
    if e.kind == Kind.YES:
        return accepted(s, e, t)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return _unknown(s, e, t, Step.LOOK)
    if e.problem and e.problem.status == 409 and e.problem.slug not in KNOWN_CONFLICTS:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return _refused(s, e)


def accepted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Omnisend said yes to the send: from now on we follow it, and read at once to confirm."""
    start = max(s.scheduled_at, e.at) if s.scheduled_at else e.at
    return replace(
        s,
        state=State.FOLLOWING,
        step=Step.LOOK,
        reason="",
        not_before=e.at,
        deadline=start + dt.timedelta(seconds=t.following),
        unknown_since=None,
        sent_by="us",
        accepted_at=s.accepted_at or e.at,
        ended_at=None,
        problem=None,
        looks=0,
    )


def _unknown(s: Situation, e: Evidence, t: Timing, step: Step) -> Situation:
    """It may have arrived. ``e.at`` is the last moment it could have left us."""
    return replace(
        s,
        state=State.CHECKING,
        step=step,
        not_before=e.at,
        unknown_since=max(e.at, s.unknown_since or e.at),
        ever_unknown=True,
        deadline=e.at + dt.timedelta(seconds=t.checking),
        problem=e.problem,
        looks=0,
    )


def _found(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A search for a draft whose creation answer was lost. A merchant's own draft is never taken."""
    since = s.unknown_since
    if since is None:
        raise AssertionError("only an unknown creation is searched for")
    candidates = [r for r in e.found if not r.known]
    if len(candidates) == 1 and not candidates[0].differences:
        only = candidates[0]
        s = replace(s, remote_id=only.id, remote_status=only.status, state=State.HANDING_OVER)
        s = replace(
            s, unknown_since=None, problem=None, looks=0, deadline=e.at + dt.timedelta(seconds=t.handover)
        )
        return _ready(s, replace(e, remote=only), patched=False)
    if candidates:
        # Whichever is ours, a draft mails nobody: a person may simply have a new one made.
        return park(replace(s, unknown_since=None), Reason.DOUBTFUL, e)
    if e.asked_at < since + dt.timedelta(seconds=t.quiet):
        return later(s, e, t)
    # The draft is not there, and a lost creation mails nobody: make it anew.
    deadline = e.at + dt.timedelta(seconds=t.handover)
    return replace(
        s,
        state=State.HANDING_OVER,
        step=Step.CREATE,
        not_before=e.at,
        deadline=deadline,
        unknown_since=None,
        looks=0,
    )


def _cancel_answered(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Whatever was said, the next reading tells. A cancellation is asynchronous anyway."""
    asked = s.cancel_asked_at or e.at
    problem = e.problem if e.kind == Kind.NO else None
    return replace(s, step=Step.LOOK, not_before=e.at, cancel_asked_at=asked, problem=problem, looks=0)


def _read_after_conflict(s: Situation, e: Evidence, t: Timing) -> Situation:
    """HANDING_OVER and reading, because a 409 said that the campaign is not what we thought."""
    if e.kind == Kind.YES and e.remote is not None:
        if e.remote.status == "draft":
            return park(s, Reason.FIX, e, keep_problem=True)
        by = "us" if s.ever_unknown else "omnisend"
        s = replace(s, sent_by=by, accepted_at=s.accepted_at or e.at, problem=None, unknown_since=None)
        s = replace(s, state=State.FOLLOWING, deadline=e.at + dt.timedelta(seconds=t.following))
        return follow(s, e, t)
    if e.kind == Kind.NO and e.problem and e.problem.status == 404:
        return park(s, Reason.GONE, e)
    if e.kind == Kind.NO and e.problem and e.problem.status == 403:
        return park(s, Reason.RECONNECT, e)
    return later(s, e, t)


def _refused(s: Situation, e: Evidence) -> Situation:
    """A clear no to a create, patch or send."""
    status = e.problem.status if e.problem else None
    reason = {402: Reason.PLAN, 403: Reason.RECONNECT, 404: Reason.GONE, 410: Reason.VERSION}
    return park(s, reason.get(status or 0, Reason.FIX), e)


_ANSWERED: dict[Step, Callable[[Situation, Evidence, Timing], Situation]] = {
    Step.CREATE: _created,
    Step.PATCH: _patched,
    Step.REMOVE_OLD: _old_removed,
    Step.SEND: _send_answered,
    Step.CANCEL: _cancel_answered,
    Step.LOOK: _read_after_conflict,
    Step.FIND: _read_after_conflict,
}


def overdue(s: Situation, now: dt.datetime) -> bool:
    """Whether it is too late to begin: a hand-over nobody worked on until its deadline is not begun."""
    return s.state in (State.HELD, State.HANDING_OVER) and now >= s.deadline


def _within_deadline(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Nothing waits for ever: past its deadline, a hand-over is parked and says so."""
    if s.state == State.HANDING_OVER and e.at >= s.deadline and s.not_before > e.at:
        return park(s, Reason.LATE, e)
    return s


def decide_late(s: Situation, step: Step, e: Evidence, t: Timing) -> Situation | None:
    """An answer that came after its lease was lost: a late yes counts, a late no is thrown away."""
    if e.kind != Kind.YES or (ended(s) and s.state != State.GIVEN_UP):
        return None
    if step == Step.SEND and s.state != State.FOLLOWING:
        return accepted(s, e, t)
    if step == Step.CREATE and s.step == Step.FIND and not s.remote_id and e.remote is not None:
        s = replace(s, state=State.HANDING_OVER, unknown_since=None, remote_id=e.remote.id)
        s = replace(
            s, remote_status=e.remote.status, deadline=e.at + dt.timedelta(seconds=t.handover), looks=0
        )
        return _ready(s, e, patched=False)
    return None
