"""The booster attached to a draft: made or brought up to date before its parent is sent, or nothing is sent.

Nothing here mails anybody: a booster schedules itself only once its parent was sent.
"""

import datetime as dt
from dataclasses import replace

from omniapp.sending.drafting import go_on, unknown
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import Reason, State, Step
from omniapp.sending.waiting import astray, handover_by, later, park

BOOSTER_EXISTS = "booster-already-exists"


def boosted(s: Situation, e: Evidence, t: Timing) -> Situation:
    """The attached booster: made, found, or refused; without it the parent is not sent."""
    if e.kind == Kind.YES and e.remote is not None:
        if e.remote.differences and s.boost_id:
            return park(replace(s, differences=e.remote.differences), Reason.BOOSTER, e)
        if e.remote.differences:
            return replace(s, boost_id=e.remote.id, not_before=e.at)  # the same step patches what is there
        return go_on(replace(s, boost_todo=False, boost_id=e.remote.id, unknown_since=None), e)
    if e.kind in (Kind.UNKNOWN, Kind.LEASE_LOST):
        return unknown(astray(s, e) if s.boost_id else s, e, t, Step.FIND_BOOST)
    if e.problem and e.problem.slug == BOOSTER_EXISTS and not s.boost_id:
        return replace(unknown(s, e, t, Step.FIND_BOOST), ever_unknown=s.ever_unknown)
    if e.problem and e.problem.status == 404 and s.boost_id:
        return replace(s, boost_id="", not_before=e.at)  # it was deleted meanwhile: make it anew
    return park(s, Reason.BOOSTER, e)


def boost_found(s: Situation, e: Evidence, t: Timing) -> Situation:
    """There is at most one booster per parent. One that is ours or says the same is taken, no other."""
    if s.unknown_since is None:
        raise AssertionError("only a booster whose making is open is searched for")
    again = replace(s, state=State.HANDING_OVER, unknown_since=None, deadline=handover_by(s, e, t))
    if e.found:
        only = e.found[0]
        if only.status == "draft" and not only.differences:
            return go_on(replace(again, boost_todo=False, boost_id=only.id), e)
        if only.status == "draft" and only.id == s.boost_id:
            return replace(later(again, e, t), step=Step.BOOST)  # ours, and the change did not arrive
        differs = (
            (only.differences or (f"It is {only.status} in Omnisend.",))
            if only.status != "draft"
            else only.differences
        )
        return replace(park(replace(again, differences=differs), Reason.BOOSTER, e), problem=s.problem)
    if e.asked_at < s.unknown_since + dt.timedelta(seconds=t.quiet):
        return later(s, e, t)
    return replace(again, step=Step.BOOST, boost_id="", not_before=e.at, looks=0)
