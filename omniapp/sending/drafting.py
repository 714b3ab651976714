"""Getting the remote draft to what was reviewed: make or find it, patch it, set its tags, attach its booster.

Nothing here mails anybody. Each answer leads to the next thing that is still to do, and at last to the send.
"""

import datetime as dt
from dataclasses import replace

from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Purpose, Reason, State, Step
from omniapp.sending.waiting import later, park

BOOSTER_EXISTS = "booster-already-exists"


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
        # A patch may be repeated while it is a draft: the second one writes the same words.
        return later(s, e, t)
    if e.problem and e.problem.status == 409:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return refused(s, e)


def _compared(s: Situation, e: Evidence, *, patched: bool) -> Situation:
    """The remote draft was shown: is it what was reviewed?"""
    if e.remote is None:
        raise AssertionError("only an answer that showed the campaign can be compared")
    if e.remote.differences:
        if patched:
            return park(replace(s, differences=e.remote.differences), Reason.DIFFERS, e)
        return replace(s, step=Step.PATCH, not_before=e.at)
    return _next(replace(s, differences=()), e)


def _next(s: Situation, e: Evidence) -> Situation:
    """What is still to do before this delivery's own request."""
    if s.old_remote_id:
        step = Step.REMOVE_OLD
    elif s.utm_todo:
        step = Step.UTM
    elif s.boost_todo:
        step = Step.BOOST
    else:
        step = Step.TEST if s.purpose == Purpose.TEST else Step.SEND
    return replace(s, state=State.HANDING_OVER, step=step, not_before=e.at, problem=None, looks=0)


def old_removed(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A leftover draft mails nobody, so only "it is no longer a draft" stops us."""
    if e.kind == Kind.NO and e.problem and e.problem.status == 409:
        left = ("The version before this one has left draft in Omnisend.",)
        return park(replace(s, differences=left), Reason.DIFFERS, e)
    return _next(replace(s, old_remote_id=""), e)


def tagged(s: Situation, e: Evidence, t: Timing) -> Situation:
    """Link tags are replaced whole, so a lost answer is simply asked for again."""
    if e.kind == Kind.YES:
        return _next(replace(s, utm_todo=False), e)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return later(s, e, t)
    if e.problem and e.problem.status == 409:
        return replace(s, step=Step.LOOK, not_before=e.at, problem=e.problem)
    return refused(s, e)


def boosted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The attached booster: made, found, or refused; without it the parent is not sent."""
    if e.kind == Kind.YES and e.remote is not None:
        if e.remote.differences and s.boost_id:
            return park(replace(s, differences=e.remote.differences), Reason.BOOSTER, e)
        if e.remote.differences:
            return replace(s, boost_id=e.remote.id, not_before=e.at)  # the same step patches what is there
        return _next(replace(s, boost_todo=False, boost_id=e.remote.id, unknown_since=None), e)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return later(s, e, t) if s.boost_id else unknown(s, e, t, Step.FIND_BOOST)
    if e.problem and e.problem.slug == BOOSTER_EXISTS and not s.boost_id:
        return replace(unknown(s, e, t, Step.FIND_BOOST), ever_unknown=s.ever_unknown)
    if e.problem and e.problem.status == 404 and s.boost_id:
        return replace(s, boost_id="", not_before=e.at)  # it was deleted meanwhile: make it anew
    return park(s, Reason.BOOSTER, e)


def boost_found(s: Situation, e: Evidence, t: Timing) -> Situation:
    """There is at most one booster per parent. One that is ours or says the same is taken, no other."""
    if s.unknown_since is None:
        raise AssertionError("only a booster whose creation is open is searched for")
    deadline = e.at + dt.timedelta(seconds=t.handover)
    again = replace(
        s, state=State.HANDING_OVER, unknown_since=None, not_before=e.at, deadline=deadline, looks=0
    )
    if e.found:
        only = e.found[0]
        if only.status == "draft" and not only.differences:
            return _next(replace(again, boost_todo=False, boost_id=only.id), e)
        differs = (
            (only.differences or (f"It is {only.status} in Omnisend.",))
            if only.status != "draft"
            else only.differences
        )
        return replace(park(replace(again, differences=differs), Reason.BOOSTER, e), problem=s.problem)
    if e.asked_at < s.unknown_since + dt.timedelta(seconds=t.quiet):
        return later(s, e, t)
    return replace(again, step=Step.BOOST)


def unknown(s: Situation, e: Evidence, t: Timing, step: Step) -> Situation:
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


def adopted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The draft of a lost creation turned up: go on with it, with the time a hand-over has."""
    if e.remote is None:
        raise AssertionError("only a draft that was shown can be adopted")
    deadline = e.at + dt.timedelta(seconds=t.handover)
    s = replace(s, state=State.HANDING_OVER, unknown_since=None, deadline=deadline)
    s = replace(s, remote_id=e.remote.id, remote_status=e.remote.status, problem=None, looks=0)
    return _compared(s, e, patched=False)


def refused(s: Situation, e: Evidence) -> Situation:
    """A clear no to a create, patch or send."""
    status = e.problem.status if e.problem else None
    reason = {402: Reason.PLAN, 403: Reason.RECONNECT, 404: Reason.GONE, 410: Reason.VERSION}
    return park(s, reason.get(status or 0, Reason.FIX), e)
