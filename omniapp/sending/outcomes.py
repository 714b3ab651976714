"""What a campaign's page says and offers. One pure function over what was recorded.

Every text says what happened, whether anything went out, and what comes next; at most one action is primary.
"""

import datetime as dt
from collections.abc import Callable

from omniapp.campaigns.models import Campaign
from omniapp.sending import ab_words, booster_words, canceling, mirrored, parked, wording
from omniapp.sending.ended_words import never_found_out
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.recording import stoppable
from omniapp.sending.rows import problem_from
from omniapp.sending.states import DRAFTING, FINAL, State, Step
from omniapp.sending.telling import COPY, GIVE_UP, Page
from omniapp.stores.models import Store


def describe(
    campaign: Campaign,
    delivery: Delivery | None,
    store: Store,
    *,
    now: dt.datetime,
    errand: Delivery | None = None,
) -> Outcome:
    """The state of this campaign in words. ``delivery`` is its newest one, None if Send was never pressed;
    ``errand`` the newest copy or deletion in Omnisend."""
    if busy := mirrored.busy(errand, store, now=now):
        return busy
    if mirrored.speaks(campaign, delivery):
        return mirrored.describe(campaign, store, errand, delivery=delivery, now=now)
    if delivery is None:
        draft = Outcome(
            "draft",
            "quiet",
            "file-pen",
            "Draft",
            "It is kept here, and Omnisend has a draft of it. A draft reaches nobody."
            if campaign.omnisend_id
            else "It is kept here. Omnisend has not seen it yet.",
            went_out="Nothing was sent.",
            actions=(Action("edit", "Go on writing", "link", primary=True),),
        )
        return booster_words.adapt(draft, campaign, None, wording.Wording(store.tz, now))
    page = Page(campaign, delivery, store, now)
    outcome = ab_words.adapt(_DESCRIBED[State(delivery.state)](page), delivery, page.say)
    return booster_words.adapt(outcome, campaign, delivery, page.say)


_STRAY = "The answer to an earlier change of this draft was lost, and the change could still arrive"


def _missing(p: Page) -> str:
    """What is to be added while Omnisend's only answer is that there is no such campaign."""
    since = p.delivery.missing_since
    if since is None:
        return ""
    return (
        f" Since {p.say.clock(since)} Omnisend answers that there is no such campaign. We ask again "
        "for a few minutes before we believe it."
    )


_A_MOMENT = dt.timedelta(seconds=10)  # that a hold may be over until a page need say so


def _stops_by(p: Page) -> str:
    return f"If it is not handed over by {p.say.moment(p.delivery.deadline)}, we stop and say so."


def _held(p: Page) -> Outcome:
    why = f"{_STRAY} until then. " if p.delivery.stray_at else ""
    gone_out = "Nothing has left us."
    if p.delivery.unknown_since is not None:
        why += "Whether an earlier send of it arrived is still open, so we look in Omnisend first. "
        gone_out = "The earlier one may have gone out; nothing of this one has left us."
    until = p.say.clock(p.delivery.hold_until)
    sentence = f"It leaves at {until}. {why}Until then you can take it back."
    next_step = ""
    if p.now >= p.delivery.hold_until + _A_MOMENT:
        sentence = (
            f"It was to leave at {until} and waits for its turn. {why}Until it leaves you can take it back."
        )
        next_step = _stops_by(p)
    return Outcome(
        "held",
        "busy",
        "hourglass",
        "Held for a moment" if not next_step else "Waits for its turn",
        sentence,
        next_step=next_step,
        went_out=gone_out,
        actions=(Action("undo", "Undo", primary=True),),
        live=True,
    )


def _stop(d: Delivery) -> tuple[Action, ...]:
    return (GIVE_UP,) if stoppable(d) else ()


def _handing_over(p: Page) -> Outcome:
    d, problem = p.delivery, problem_from(p.delivery.problem)
    sentence = {
        Step.CREATE: "We are making the draft in Omnisend.",
        Step.PATCH: "We are bringing Omnisend's draft to what you reviewed.",
        Step.READ_BACK: "An answer was lost. We are reading what Omnisend's draft says now.",
        Step.CHECK_OLD: "We are looking at the draft that is to be removed.",
        Step.REMOVE_OLD: "We are removing the draft that the new template replaced.",
        Step.UTM: "We are setting the tags of its links.",
        Step.BOOST: "We are making the booster that follows it.",
        Step.SEND: "The draft in Omnisend is what you reviewed. We are asking Omnisend to send it.",
    }.get(Step(d.step), "We are reading the campaign in Omnisend.")
    actions: tuple[Action, ...] = ()
    if d.stray_at and not d.looks and problem is None and d.not_before > p.now:
        sentence = (
            f"{_STRAY} until {p.say.clock(d.not_before)}. We wait for that, so that only what you reviewed "
            "goes out."
        )
        actions = _stop(d)
    if problem and d.not_before > p.now and d.lease_until is None:
        again = p.say.clock(d.not_before)
        if problem.status == 429:
            wait = max(1, round((d.not_before - p.now).total_seconds()))
            sentence = f"Omnisend asks us to wait {p.say.seconds(wait)}. Your place is kept."
        elif problem.status == 409:
            sentence = "Omnisend says it is no longer a draft. We are reading what it is."
        else:
            sentence = f"We could not reach Omnisend. Trying again at {again}."
        actions = _stop(d)
    sentence += _missing(p)
    if d.step == Step.LOOK and not p.store.is_connected:
        sentence += f" To look, we need {p.store.name} to be connected again."
        actions = (_reconnect(p, primary=True),)
    asking = d.step == Step.SEND and d.lease_until is not None
    return Outcome(
        "handing-over",
        "busy",
        "send",
        "Handing over",
        sentence,
        went_out="It may be going out." if asking or d.step == Step.LOOK else "Nothing was sent yet.",
        next_step=_stops_by(p),
        actions=actions,
        details=p.say.details(problem),
        live=True,
    )


def _checking(p: Page) -> Outcome:
    d = p.delivery
    drafting = d.step in DRAFTING
    what = "draft" if d.step == Step.FIND else "booster's draft"
    sentence = (
        f"The answer was lost while the {what} was being made. We are looking for it before we go on."
        if drafting
        else "We do not know yet whether Omnisend took it. We are looking; do not send it again."
    )
    sentence += _missing(p)
    if not p.store.is_connected:
        sentence += f" To look, we need {p.store.name} to be connected again."
    return Outcome(
        "checking",
        "warn",
        "search",
        "Checking",
        sentence,
        went_out="Nothing was sent: a draft reaches nobody." if drafting else "It may have gone out.",
        next_step=f"Next look at {p.say.clock(d.not_before)}. "
        f"If we do not know by {p.say.clock(d.deadline)}, we say so.",
        actions=() if p.store.is_connected else (_reconnect(p, primary=True),),
        details=p.say.details(problem_from(d.problem)),
        live=True,
    )


def _reconnect(p: Page, *, primary: bool) -> Action:
    return Action("reconnect", f"Reconnect {p.store.name}", "link", p.store.reconnect_url, primary=primary)


def _following(p: Page) -> Outcome:
    d = p.delivery
    status = d.remote_status if d.remote_status != "draft" else "accepted"
    told = wording.FOLLOWED.get(status, wording.FOLLOWED["started"])
    sentence = told.sentence(p.say, d)
    actions, asked = canceling.offered(p.campaign, d, now=p.now)
    sentence += asked + _missing(p)
    if status == "onHold":
        actions = (p.say.open_omnisend(primary=True), COPY)
    if not p.store.is_connected:
        sentence += f" We can look again once {p.store.name} is reconnected."
        actions = (_reconnect(p, primary=True), *actions)
    sentence += wording.went_out_otherwise(d)
    return Outcome(
        told.key,
        "warn" if d.differences and told.tone == "good" else told.tone,
        told.icon,
        told.title,
        sentence,
        went_out=told.went_out,
        next_step=f"Next look at {p.say.clock(d.not_before)}.",
        actions=actions,
        details=p.say.details(problem_from(d.problem)),
        live=True,
    )


def _ended(p: Page) -> Outcome:
    told, d = wording.ENDED[State(p.delivery.state)], p.delivery
    otherwise = wording.went_out_otherwise(d) if d.not_this else ""
    went_out = (
        "An earlier review of it went out once." if otherwise and d.state == State.SENT else told.went_out
    )
    actions: tuple[Action, ...] = (COPY,)
    if p.delivery.state in (State.UNDONE, State.GIVEN_UP) and not p.campaign.locked_reason:
        actions = (Action("edit", "Go on writing", "link", primary=True), COPY)
    if p.delivery.state == State.UNFOLLOWED and not p.store.is_connected:
        actions = (_reconnect(p, primary=True), COPY)
    if p.delivery.state == State.FAILED:
        actions = (Action("copy", "Copy as new draft", primary=True), p.say.open_omnisend())
    return Outcome(
        told.key,
        "warn" if otherwise and told.tone == "good" else told.tone,
        told.icon,
        told.title,
        told.sentence(p.say, d) + otherwise,
        went_out="" if d.sent_by == "omnisend" else _known(p, went_out),
        actions=actions,
        details=p.say.details(problem_from(p.delivery.problem)),
    )


def _known(p: Page, went_out: str) -> str:
    return "We could not find out ourselves whether it went out." if never_found_out(p.delivery) else went_out


_DESCRIBED: dict[State, Callable[[Page], Outcome]] = {
    **dict.fromkeys(FINAL, _ended),
    State.HELD: _held,
    State.HANDING_OVER: _handing_over,
    State.CHECKING: _checking,
    State.NEEDS_PERSON: parked.describe,
    State.FOLLOWING: _following,
}
