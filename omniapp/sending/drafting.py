"""Getting the remote draft to what was reviewed: make or find it, patch it, read it back, set its tags.

Nothing here mails anybody. Each answer leads to the next thing that is still to do, and at last to the send.
"""

import datetime as dt
from dataclasses import replace

from omniapp.sending.reading import after_conflict, unread
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Purpose, Reason, State, Step
from omniapp.sending.waiting import astray, handover_by, later, park

_LEFT_DRAFT = ("The version before this one has left draft in Omnisend.",)


def created(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind == Kind.YES and e.remote is not None:
        s = replace(s, remote_id=e.remote.id, remote_status=e.remote.status, problem=None, looks=0)
        return _compared(s, e, patched=False)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return unknown(s, e, t, Step.FIND)
    return refused(s, e)


def patched(s: Situation, e: Evidence, t: Timing) -> Situation:
    if e.kind == Kind.YES and e.remote is not None:
        s = replace(s, remote_status=e.remote.status, problem=None, looks=0)
        return _compared(s, e, patched=True)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return replace(later(astray(s, e), e, t), step=Step.READ_BACK)
    if e.problem and e.problem.status == 409:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return refused(s, e)


def read_back(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The answer to a change of this draft was lost. What the draft says now tells what is still to do.

    All changes of one delivery write the same words, so an own one that arrives late changes nothing. One
    with other words is waited for before a delivery begins (``strays``).
    """
    if s.purpose == Purpose.DELETE:
        return _still_there(s, e, t)
    if e.kind != Kind.YES or e.remote is None:
        return unread(s, e, t)
    if e.remote.status != "draft":
        return after_conflict(s, e, t)
    shown = _compared(replace(s, remote_status=e.remote.status), e, patched=False)
    return replace(shown, looks=s.looks)  # a change that is lost each time is not asked for without pause


def _still_there(s: Situation, e: Evidence, t: Timing) -> Situation:
    """After a deletion whose answer was lost: gone, or to be asked for again."""
    if e.kind == Kind.YES:
        return replace(s, step=Step.DELETE, not_before=e.at)
    if e.kind == Kind.NO and e.problem and e.problem.status == 404:
        return replace(s, state=State.DONE, not_before=e.at, ended_at=e.at, problem=None)
    return unread(s, e, t)


def _compared(s: Situation, e: Evidence, *, patched: bool) -> Situation:
    """The remote draft was shown: is it what was reviewed?"""
    if e.remote is None:
        raise AssertionError("only an answer that showed the campaign can be compared")
    if e.remote.differences:
        if patched:
            return park(replace(s, differences=e.remote.differences), Reason.DIFFERS, e)
        return replace(s, step=Step.PATCH, not_before=e.at)
    return go_on(replace(s, differences=()), e)


def go_on(s: Situation, e: Evidence) -> Situation:
    """What is still to do before this delivery's own request."""
    if s.old_remote_id:
        step = Step.CHECK_OLD
    elif s.utm_todo:
        step = Step.UTM
    elif s.boost_todo:
        step = Step.BOOST
    else:
        step = Step.TEST if s.purpose == Purpose.TEST else Step.SEND
    return replace(s, state=State.HANDING_OVER, step=step, not_before=e.at, problem=None, looks=0)


def old_read(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Before the replaced draft is deleted. One that was worked on in Omnisend stays: it mails nobody."""
    if e.kind == Kind.YES and e.remote is not None:
        if e.remote.status != "draft":
            return park(replace(s, differences=_LEFT_DRAFT), Reason.DIFFERS, e)
        if e.remote.differences:
            return go_on(replace(s, old_remote_id=""), e)
        return replace(s, step=Step.REMOVE_OLD, not_before=e.at)
    if e.kind == Kind.NO and e.problem and e.problem.status == 404:
        return go_on(replace(s, old_remote_id=""), e)
    return unread(s, e, t)


def old_removed(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A leftover draft mails nobody, so only "it is no longer a draft" stops us."""
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return replace(later(s, e, t), step=Step.CHECK_OLD)
    if e.kind == Kind.NO and e.problem and e.problem.status == 409:
        return park(replace(s, differences=_LEFT_DRAFT), Reason.DIFFERS, e)
    return go_on(replace(s, old_remote_id=""), e)


def tagged(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Link tags are replaced whole. After a lost answer it is read first whether it still is a draft."""
    if e.kind == Kind.YES:
        return go_on(replace(s, utm_todo=False), e)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return replace(later(astray(s, e), e, t), step=Step.READ_BACK)
    if e.problem and e.problem.status == 409:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return refused(s, e)


def unknown(s: Situation, e: Evidence, t: Timing, step: Step) -> Situation:
    """It may have arrived. ``e.at`` is the last moment it could have left us."""
    return replace(
        s,
        state=State.CHECKING,
        step=step,
        not_before=e.at,
        unknown_since=max(e.at, s.unknown_since or e.at),
        ever_unknown=s.ever_unknown or step in (Step.LOOK, Step.FIND_COPY),
        deadline=e.at + dt.timedelta(seconds=t.checking),
        problem=e.problem,
        looks=0,
    )


def found(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A search for a draft whose creation answer was lost. A merchant's own draft is never taken."""
    since = s.unknown_since
    if since is None:
        raise AssertionError("only an unknown creation is searched for")
    candidates = [r for r in e.found if not r.known]
    if len(candidates) == 1 and not candidates[0].differences:
        return adopted(s, replace(e, remote=candidates[0]), t)
    if candidates:
        # Whichever is ours, a draft mails nobody: a person may simply have a new one made.
        return park(replace(s, unknown_since=None), Reason.DOUBTFUL, e)
    if e.asked_at < since + dt.timedelta(seconds=t.quiet):
        return later(s, e, t)
    # The draft is not there, and a lost creation mails nobody: make it anew.
    return replace(
        s,
        state=State.HANDING_OVER,
        step=Step.CREATE,
        not_before=e.at,
        deadline=handover_by(s, e, t),
        unknown_since=None,
        looks=0,
    )


def adopted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The draft of a lost creation turned up: go on with it."""
    if e.remote is None:
        raise AssertionError("only a draft that was shown can be adopted")
    s = replace(s, state=State.HANDING_OVER, unknown_since=None, deadline=handover_by(s, e, t))
    s = replace(s, remote_id=e.remote.id, remote_status=e.remote.status, problem=None, looks=0)
    return _compared(s, e, patched=False)


def refused(s: Situation, e: Evidence) -> Situation:
    """A clear no to a create, patch or send."""
    status = e.problem.status if e.problem else None
    reason = {402: Reason.PLAN, 403: Reason.RECONNECT, 404: Reason.GONE, 410: Reason.VERSION}
    return park(s, reason.get(status or 0, Reason.FIX), e)
