"""What a reading of the campaign means: settling an unknown, and following it to its end.

Statuses are Omnisend's own: draft, scheduled, started, paused, sent, canceled, onHold, error, stopped,
expired. A status we do not know is followed like "started".
"""

import datetime as dt
from dataclasses import replace

from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import FINAL, Purpose, Reason, State, Step
from omniapp.sending.waiting import handover_by, later, pace, park

_ENDS = {"sent": State.SENT, "canceled": State.CANCELED, "error": State.FAILED, "expired": State.FAILED}
_LONGEST_WAIT = {"scheduled": 1800.0, "draft": 600.0, "onHold": 600.0, "paused": 120.0}  # seconds; others 60


def ended(s: Situation) -> bool:
    """Whether nothing more will happen by itself or by a person."""
    return s.state in FINAL


def sender(s: Situation) -> str:
    """Who sent what is no draft any more: we, if a send of ours may have arrived, or somebody in Omnisend."""
    return "us" if s.ever_unknown else "omnisend"


def settle_by_reading(s: Situation, e: Evidence, t: Timing) -> Situation:
    """CHECKING: positive evidence counts at once, negative only after the quiet time."""
    since = s.unknown_since
    if e.remote is None or since is None:
        raise AssertionError("checking reads a campaign because an outcome is unknown")
    if e.remote.status != "draft":
        s = replace(
            s,
            state=State.FOLLOWING,
            unknown_since=None,
            stray_at=None,
            sent_by=sender(s),
            accepted_at=s.accepted_at or e.at,
            problem=None,
            deadline=follow_by(s, e.at, t),
        )
        return follow(s, e, t)
    quiet_ends = since + dt.timedelta(seconds=t.quiet)
    if e.asked_at < quiet_ends:
        waiting = later(s, e, t)
        # The look that can settle it is the first one after the quiet time: do not sleep past that.
        return replace(waiting, not_before=min(waiting.not_before, quiet_ends), remote_status="draft")
    if s.sends == 0:
        # The unknown was an earlier delivery's. This one was clicked since, and may now go its way.
        return _begins(s, e, t, anew=s.old_remote_id == s.remote_id)
    return replace(park(s, Reason.NOT_ARRIVED, e), unknown_since=None, remote_status="draft")


def _begins(s: Situation, e: Evidence, t: Timing, *, anew: bool) -> Situation:
    """With the draft that is there, or with one made ``anew``."""
    return replace(
        s,
        state=State.HANDING_OVER,
        step=Step.CREATE if anew else Step.PATCH,
        remote_id="" if anew else s.remote_id,
        remote_status="" if anew else "draft",
        not_before=e.at,
        unknown_since=None,
        ever_unknown=False,
        missing_since=None,
        deadline=handover_by(s, e, t),
        problem=None,
        looks=0,
    )


def not_there(e: Evidence) -> bool:
    """Whether the answer was that there is no such campaign."""
    return e.kind == Kind.NO and e.problem is not None and e.problem.status == 404


def missing(s: Situation, e: Evidence, t: Timing) -> Situation:
    """No such campaign. One answer may be a stray one, and what it denies may be on its way: it counts once
    it was the only answer for the quiet time."""
    since = s.missing_since or e.at
    s = replace(s, missing_since=since)
    proven = max(since, s.unknown_since or since) + dt.timedelta(seconds=t.quiet)
    if e.asked_at >= proven:
        return _gone(s, e, t)
    if e.at >= s.deadline and not conflicting(s):
        return park(s, Reason.UNKNOWN if s.state == State.CHECKING else Reason.OVERDUE, e)
    waiting = later(s, e, t)
    problem = s.problem if conflicting(s) else e.problem
    return replace(waiting, not_before=min(waiting.not_before, proven), problem=problem)


def _gone(s: Situation, e: Evidence, t: Timing) -> Situation:
    if s.state == State.CHECKING and s.sends == 0 and s.ever_unknown:
        # The unknown was an earlier delivery's, and a person said that it was not sent.
        old = "" if s.old_remote_id == s.remote_id else s.old_remote_id
        return _begins(replace(s, boost_id="", old_remote_id=old), e, t, anew=True)
    if conflicting(s):
        s = replace(s, unknown_since=s.unknown_since or e.at)
    return park(s, Reason.GONE, e)


def after_conflict(s: Situation, e: Evidence, t: Timing) -> Situation:
    """HANDING_OVER and reading, because Omnisend said that the campaign is not what we thought."""
    if e.kind == Kind.YES and e.remote is not None:
        if e.remote.status == "draft" or s.purpose != Purpose.SEND:
            return park(s, Reason.FIX, e, keep_problem=True)
        s = replace(s, sent_by=sender(s), accepted_at=s.accepted_at or e.at, problem=None, unknown_since=None)
        deadline = follow_by(s, e.at, t)
        return follow(replace(s, state=State.FOLLOWING, stray_at=None, deadline=deadline), e, t)
    return unread(s, e, t)


def conflicting(s: Situation) -> bool:
    """Whether a hand-over reads because Omnisend said that it is no draft any more: it may have gone out."""
    return s.state == State.HANDING_OVER and s.step == Step.LOOK and s.purpose == Purpose.SEND


def unread(s: Situation, e: Evidence, t: Timing) -> Situation:
    """A reading that brought no campaign: gone, not ours to read, or to be tried again."""
    status = e.problem.status if e.kind == Kind.NO and e.problem else None
    if conflicting(s):
        if not_there(e):
            return missing(s, e, t)
        return replace(later(s, e, t), problem=s.problem)  # the conflict is what the page has to tell
    reason = {403: Reason.RECONNECT, 404: Reason.GONE, 410: Reason.VERSION}.get(status or 0)
    return park(s, reason, e) if reason else later(s, e, t)


def follow_by(s: Situation, at: dt.datetime, t: Timing) -> dt.datetime:
    """Until when what Omnisend has at ``at`` should be at its end: a while after its time, and its test."""
    return max(s.scheduled_at or at, at) + dt.timedelta(seconds=t.following) + s.decision


def follow(s: Situation, e: Evidence, t: Timing) -> Situation:
    """FOLLOWING: take Omnisend's status as the truth, and look again until it is final.

    A steering that was refused (a POST's problem) stays to be shown until the next one, or the end.
    """
    if e.remote is None:
        raise AssertionError("following reads a campaign")
    status = e.remote.status
    changed = status != s.remote_status
    refused = s.problem if s.problem and s.problem.operation.startswith("POST ") else None
    s = replace(s, remote_status=status, step=Step.LOOK, problem=refused, looks=0 if changed else s.looks + 1)
    if s.not_this:
        s = replace(s, differences=e.remote.differences)
    if status == "scheduled":
        s = replace(s, differences=e.remote.differences)
        if e.remote.scheduled_at:  # by somebody in Omnisend it may be, for another time than was reviewed
            s = replace(s, deadline=max(s.deadline, follow_by(s, e.remote.scheduled_at, t)))
    if status in _ENDS:
        return replace(s, state=_ENDS[status], not_before=e.at, ended_at=e.at, problem=None)
    if (
        status == "draft"
        and not s.attached
        and s.accepted_at
        and e.at >= s.accepted_at + dt.timedelta(seconds=t.quiet)
    ):
        # Accepted, yet still a draft: we neither repeat it nor call it sent.
        return replace(park(s, Reason.OVERDUE, e), remote_status="draft")
    if e.at >= s.deadline:
        return park(s, Reason.OVERDUE, e)
    return replace(s, state=State.FOLLOWING, not_before=_next_look(s, e.at, t))


def _next_look(s: Situation, at: dt.datetime, t: Timing) -> dt.datetime:
    wait = min(pace(s.looks, t), 60.0)
    if s.looks >= 6:
        wait = min(
            wait * 2 ** min(s.looks - 6, 6), _LONGEST_WAIT.get(s.remote_status, 60.0) * max(t.pace, 0.01)
        )
    next_look = at + dt.timedelta(seconds=wait)
    if s.remote_status == "scheduled" and s.scheduled_at and at < s.scheduled_at:
        next_look = min(next_look, s.scheduled_at + dt.timedelta(seconds=2 * t.pace))
    return next_look
