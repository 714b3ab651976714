"""What a campaign's page says and offers. One pure function over what was recorded.

Every text says what happened, whether anything went out, and what comes next; at most one action is primary.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from omniapp.campaigns.models import Campaign
from omniapp.sending import ab_words, booster_words, canceling, mirrored, refusals, wording
from omniapp.sending.boosting import BOOSTER_EXISTS
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.rows import problem_from
from omniapp.sending.states import FINAL, Reason, State, Step
from omniapp.stores.models import Store


@dataclass(frozen=True)
class _Page:
    """What the describing functions work from."""

    campaign: Campaign
    delivery: Delivery
    store: Store
    now: dt.datetime
    say: wording.Wording = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "say", wording.Wording(self.store.tz, self.now))


EDIT = Action("edit", "Edit", "link")
COPY = Action("copy", "Copy as new draft")
GIVE_UP = Action("give-up", "Stop, keep it as a draft")
LOOK = Action("look-again", "Look again")
WAS_SENT = Action("was-sent", "I have checked in Omnisend: it was sent")
WAS_NOT_SENT = Action("was-not-sent", "I have checked in Omnisend: it was not sent")


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
        return mirrored.describe(campaign, store, errand, now=now)
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
    page = _Page(campaign, delivery, store, now)
    outcome = ab_words.adapt(_DESCRIBED[State(delivery.state)](page), delivery, page.say)
    return booster_words.adapt(outcome, campaign, delivery, page.say)


_STRAY = "The answer to an earlier change of this draft was lost, and the change could still arrive"


def _held(p: _Page) -> Outcome:
    why = f"{_STRAY} until then. " if p.delivery.stray_at else ""
    return Outcome(
        "held",
        "busy",
        "hourglass",
        "Held for a moment",
        f"It leaves at {p.say.clock(p.delivery.hold_until)}. {why}Until then you can take it back.",
        went_out="Nothing has left us.",
        actions=(Action("undo", "Undo", primary=True),),
        live=True,
    )


def _handing_over(p: _Page) -> Outcome:
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
    if problem is None and d.not_before > p.now and d.lease_until is None:
        sentence = (
            f"{_STRAY} until {p.say.clock(d.not_before)}. We wait for that, so that only what you reviewed "
            "goes out."
        )
        actions = (GIVE_UP,)
    if problem and d.not_before > p.now and d.lease_until is None:
        again = p.say.clock(d.not_before)
        if problem.status == 429:
            wait = max(1, round((d.not_before - p.now).total_seconds()))
            sentence = f"Omnisend asks us to wait {p.say.seconds(wait)}. Your place is kept."
        elif problem.status == 409:
            sentence = "Omnisend says it is no longer a draft. We are reading what it is."
        else:
            sentence = f"We could not reach Omnisend. Trying again at {again}."
        actions = (GIVE_UP,)
    asking = d.step == Step.SEND and d.lease_until is not None
    return Outcome(
        "handing-over",
        "busy",
        "send",
        "Handing over",
        sentence,
        went_out="It may be going out." if asking or d.step == Step.LOOK else "Nothing was sent yet.",
        next_step=f"If it is not handed over by {p.say.moment(d.deadline)}, we stop and say so.",
        actions=actions,
        details=p.say.details(problem),
        live=True,
    )


def _checking(p: _Page) -> Outcome:
    d = p.delivery
    lost_create = d.step == Step.FIND
    sentence = (
        "The answer was lost while the draft was being made. We are looking for it before we go on."
        if lost_create
        else "We do not know yet whether Omnisend took it. We are looking; do not send it again."
    )
    if not p.store.is_connected:
        sentence += f" To look, we need {p.store.name} to be connected again."
    return Outcome(
        "checking",
        "warn",
        "search",
        "Checking",
        sentence,
        went_out="Nothing was sent: a draft reaches nobody." if lost_create else "It may have gone out.",
        next_step=f"Next look at {p.say.clock(d.not_before)}. "
        f"If we do not know by {p.say.clock(d.deadline)}, we say so.",
        actions=() if p.store.is_connected else (_reconnect(p, primary=True),),
        details=p.say.details(problem_from(d.problem)),
        live=True,
    )


def _reconnect(p: _Page, *, primary: bool) -> Action:
    return Action(
        "reconnect", f"Reconnect {p.store.name}", "link", wording.reconnect_url(p.store), primary=primary
    )


def _needs_person(p: _Page) -> Outcome:
    if p.delivery.reason in (Reason.PLAN, Reason.FIX, Reason.RECONNECT, Reason.DIFFERS, Reason.VERSION):
        return refusals.describe(p.campaign, p.delivery, p.store, p.say)
    return _PARKED[Reason(p.delivery.reason)](p)


def _gone(p: _Page) -> Outcome:
    actions: tuple[Action, ...]
    unknown = p.delivery.unknown_since is not None or p.delivery.accepted_at is not None
    if unknown:
        sentence = "The campaign is no longer in Omnisend, so we cannot read there whether it went out."
        actions = (WAS_SENT, WAS_NOT_SENT, COPY) if p.delivery.accepted_at is None else (COPY,)
        went_out = "It may have gone out before it was deleted."
    else:
        sentence = (
            "Somebody deleted this campaign in Omnisend before it was sent. Our copy of it is complete."
        )
        actions = (Action("resume", "Restore from our copy and send", primary=True), EDIT, GIVE_UP)
        went_out = "Nothing was sent."
    return _parked(p, "gone", "trash-2", "Gone in Omnisend", sentence, went_out, actions)


def _doubtful(p: _Page) -> Outcome:
    sentence = (
        "The answer was lost while the draft was being made, and Omnisend now has more than one draft, or a "
        "different one, of this name. We do not touch a draft that may be yours. "
        "We can make a new one and send that."
    )
    actions = (Action("resume", "Make a new draft and send it", primary=True), EDIT, GIVE_UP)
    return _parked(p, "doubtful", "copy", "Needs you: which draft?", sentence, "Nothing was sent.", actions)


def _not_arrived(p: _Page) -> Outcome:
    sentence = (
        "The answer was lost, and it did not arrive: Omnisend still shows a draft after the quiet time."
    )
    actions = (Action("resume", "Send again", primary=True), EDIT, GIVE_UP)
    return _parked(p, "not-arrived", "undo-2", "It did not arrive", sentence, "Nothing was sent.", actions)


def _unknown(p: _Page) -> Outcome:
    sentence = (
        "We could not find out in time whether Omnisend took it. Please look in Omnisend, or let us "
        "look again. We do not send it again while this is open."
    )
    went_out = "It may have gone out."
    actions: tuple[Action, ...] = (
        Action("look-again", "Look again", primary=True),
        p.say.open_omnisend(),
        WAS_SENT,
        WAS_NOT_SENT,
    )
    if p.delivery.sends == 0 and not p.delivery.remote_id:
        sentence = "We could not find out in time whether Omnisend made the draft. A draft reaches nobody."
        went_out, actions = (
            "Nothing was sent.",
            (Action("look-again", "Look again", primary=True), WAS_NOT_SENT),
        )
    return _parked(p, "unknown", "circle-help", "Unknown", sentence, went_out, actions)


def _late(p: _Page) -> Outcome:
    sentence = f"We could not hand it over by {p.say.moment(p.delivery.deadline)}, so we stopped."
    actions: tuple[Action, ...] = (Action("resume", "Send it now", primary=True), EDIT, GIVE_UP)
    if p.delivery.snapshot.passed(p.now):
        sentence += " Its time has passed; choose a new one."
        actions = (Action("edit", "Choose a new time", "link", primary=True), GIVE_UP)
    return _parked(p, "late", "alarm-clock-off", "Not sent in time", sentence, "Nothing was sent.", actions)


def _overdue(p: _Page) -> Outcome:
    shown = wording.STATUS.get(p.delivery.remote_status, p.delivery.remote_status or "nothing")
    sentence = f"Omnisend accepted it, but has shown “{shown}” for longer than it should."
    actions = (Action("look-again", "Look again", primary=True), p.say.open_omnisend(), COPY)
    return _parked(p, "overdue", "clock-alert", "Overdue", sentence, "It may have gone out in part.", actions)


def _booster(p: _Page) -> Outcome:
    problem = problem_from(p.delivery.problem)
    why = " ".join(p.delivery.differences)
    if problem is not None and problem.slug == BOOSTER_EXISTS:
        why = f"There is another booster of this campaign in Omnisend already. {why}".strip()
    elif problem is not None and not why:
        why = f"Omnisend said: “{(problem.detail or problem.title).rstrip('.')}”."
    sentence = f"The booster that should follow it could not be made, so we stopped before the send. {why}"
    actions = (
        Action("send-without-booster", "Send without the booster", primary=True),
        Action("resume", "Try the booster again"),
        EDIT,
        GIVE_UP,
    )
    return _parked(
        p, "booster", "split", "Needs you: booster", sentence.strip(), "Nothing was sent.", actions
    )


def _parent(p: _Page) -> Outcome:
    sentence = (
        "The campaign it follows was not sent to its end, so this booster does not schedule itself. "
        "When we last looked it was a draft in Omnisend, and a draft reaches nobody."
    )
    actions = (LOOK, Action("delete-in-omnisend", "Delete it in Omnisend", primary=True), COPY)
    return _parked(p, "parent", "unlink", "Needs you: its campaign", sentence, "Nothing was sent.", actions)


def _parked(
    p: _Page, key: str, icon: str, title: str, sentence: str, went_out: str, actions: tuple[Action, ...]
) -> Outcome:
    details = p.say.details(problem_from(p.delivery.problem))
    return Outcome(key, "warn", icon, title, sentence, went_out, "", actions, details)


def _following(p: _Page) -> Outcome:
    d = p.delivery
    status = d.remote_status if d.remote_status != "draft" else "accepted"
    told = wording.FOLLOWED.get(status, wording.FOLLOWED["started"])
    sentence = told.sentence(p.say, d)
    actions, asked = canceling.offered(p.campaign, d, now=p.now)
    sentence += asked
    if status == "onHold":
        actions = (p.say.open_omnisend(primary=True), COPY)
    if not p.store.is_connected:
        sentence += f" We can look again once {p.store.name} is reconnected."
        actions = (_reconnect(p, primary=True), *actions)
    if d.differences:
        sentence += " Omnisend shows it differently from what you reviewed: " + " ".join(d.differences)
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


def _ended(p: _Page) -> Outcome:
    told = wording.ENDED[State(p.delivery.state)]
    actions: tuple[Action, ...] = (COPY,)
    if p.delivery.state in (State.UNDONE, State.GIVEN_UP) and not p.campaign.locked_reason:
        actions = (Action("edit", "Go on writing", "link", primary=True), COPY)
    if p.delivery.state == State.FAILED:
        actions = (Action("copy", "Copy as new draft", primary=True), p.say.open_omnisend())
    return Outcome(
        told.key,
        told.tone,
        told.icon,
        told.title,
        told.sentence(p.say, p.delivery),
        went_out="" if p.delivery.sent_by == "omnisend" else told.went_out,
        actions=actions,
        details=p.say.details(problem_from(p.delivery.problem)),
    )


_PARKED: dict[Reason, Callable[[_Page], Outcome]] = {
    Reason.GONE: _gone,
    Reason.DOUBTFUL: _doubtful,
    Reason.NOT_ARRIVED: _not_arrived,
    Reason.UNKNOWN: _unknown,
    Reason.LATE: _late,
    Reason.OVERDUE: _overdue,
    Reason.BOOSTER: _booster,
    Reason.PARENT: _parent,
}
_DESCRIBED: dict[State, Callable[[_Page], Outcome]] = {
    **dict.fromkeys(FINAL, _ended),
    State.HELD: _held,
    State.HANDING_OVER: _handing_over,
    State.CHECKING: _checking,
    State.NEEDS_PERSON: _needs_person,
    State.FOLLOWING: _following,
}
