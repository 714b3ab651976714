"""What the page says of a delivery that waits for a person: why, what went out, and what there is to do."""

from collections.abc import Callable
from dataclasses import replace

from omniapp.sending import refusals, wording
from omniapp.sending.boosting import BOOSTER_EXISTS
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.rows import problem_from
from omniapp.sending.states import DRAFTING, Reason, Step
from omniapp.sending.telling import COPY, EDIT, GIVE_UP, LOOK, WAS_NOT_SENT, WAS_SENT, Page

_ASKS = ("reconnect", "resume", "send-without-booster", "delete-in-omnisend")


def describe(p: Page) -> Outcome:
    """Why it waits. One whose own time passed meanwhile is no longer offered to be sent as it is."""
    told = _told(p)
    return told if p.store.is_connected else _disconnected(p, told)


def _told(p: Page) -> Outcome:
    d, reason = p.delivery, Reason(p.delivery.reason)
    told = _PARKED[reason](p) if reason in _PARKED else refusals.describe(p.campaign, d, p.store, p.say)
    if d.unknown_since is not None or d.accepted_at is not None:
        return told
    if p.campaign.version != d.version:
        return _edited(told) if reason in _PARKED else told
    return _time_passed(told) if d.snapshot.passed(p.now) else told


def _edited(told: Outcome) -> Outcome:
    """Only what was reviewed is sent, so nothing that sends it as it was is offered."""
    review = Action("review", "Review it again", "link", primary=True)
    sentence = f"{told.sentence} It was edited since, so it needs a new review."
    return replace(told, sentence=sentence, actions=(review, GIVE_UP))


def _time_passed(told: Outcome) -> Outcome:
    kept = [one for one in told.actions if one.verb not in ("edit", "resume", "send-without-booster")]
    choose = Action("edit", "Choose a new time", "link", "#when", primary=True)
    sentence = f"{told.sentence} Its time has passed; choose a new one."
    actions = (choose, *(replace(one, primary=False) for one in kept))
    return replace(told, sentence=sentence, actions=actions)


def _disconnected(p: Page, told: Outcome) -> Outcome:
    """Nothing can be asked of Omnisend, so the way there comes first."""
    kept = [replace(one, primary=False) for one in told.actions if one.verb not in _ASKS]
    reconnect = Action("reconnect", f"Reconnect {p.store.name}", "link", p.store.reconnect_url, primary=True)
    return replace(told, actions=(reconnect, *kept))


def _gone(p: Page) -> Outcome:
    actions: tuple[Action, ...]
    unknown = p.delivery.unknown_since is not None or p.delivery.accepted_at is not None
    if unknown:
        sentence = (
            "Omnisend answers that it no longer has this campaign, so we cannot read there whether it went "
            "out. If you say that it was not sent and send it again, we still look for this one first."
        )
        actions = (LOOK, p.say.open_omnisend(), WAS_SENT, WAS_NOT_SENT, COPY)
        went_out = "It may have gone out before it was deleted."
    else:
        sentence = (
            "Somebody deleted this campaign in Omnisend before it was sent. Our copy of it is complete."
        )
        actions = (Action("resume", "Restore from our copy and send", primary=True), EDIT, GIVE_UP)
        went_out = "Nothing was sent."
    return _parked(p, "gone", "trash-2", "Gone in Omnisend", sentence, went_out, actions)


def _doubtful(p: Page) -> Outcome:
    sentence = (
        "The answer was lost while the draft was being made, and Omnisend now has more than one draft, or a "
        "different one, of this name. We do not touch a draft that may be yours. "
        "We can make a new one and send that."
    )
    actions = (Action("resume", "Make a new draft and send it", primary=True), EDIT, GIVE_UP)
    return _parked(p, "doubtful", "copy", "Needs you: which draft?", sentence, "Nothing was sent.", actions)


def _not_arrived(p: Page) -> Outcome:
    sentence = (
        "The answer was lost, and it did not arrive: Omnisend still shows a draft after the quiet time."
    )
    actions = (Action("resume", "Send again", primary=True), EDIT, GIVE_UP)
    return _parked(p, "not-arrived", "undo-2", "It did not arrive", sentence, "Nothing was sent.", actions)


def _unknown(p: Page) -> Outcome:
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
    if p.delivery.step in DRAFTING:
        what = "draft" if p.delivery.step == Step.FIND else "booster's draft"
        sentence = f"We could not find out in time whether Omnisend made the {what}. A draft reaches nobody."
        went_out = "Nothing was sent."
        actions = (replace(LOOK, primary=True), Action("was-not-sent", "Stop, keep it as a draft"))
    return _parked(p, "unknown", "circle-help", "Unknown", sentence, went_out, actions)


def _late(p: Page) -> Outcome:
    sentence = f"We could not hand it over by {p.say.moment(p.delivery.deadline)}, so we stopped."
    actions = (Action("resume", "Send it now", primary=True), EDIT, GIVE_UP)
    return _parked(p, "late", "alarm-clock-off", "Not sent in time", sentence, "Nothing was sent.", actions)


def _overdue(p: Page) -> Outcome:
    if p.delivery.remote_status == "draft":
        return _still_a_draft(p)
    shown = wording.STATUS.get(p.delivery.remote_status, p.delivery.remote_status or "nothing")
    sentence = f"Omnisend accepted it, but has shown “{shown}” for longer than it should."
    actions = (Action("look-again", "Look again", primary=True), p.say.open_omnisend(), COPY)
    return _parked(p, "overdue", "clock-alert", "Overdue", sentence, "It may have gone out in part.", actions)


def _still_a_draft(p: Page) -> Outcome:
    sentence = (
        "Omnisend accepted it, and yet still showed it as a draft long after. We do not send it again while "
        "it may still begin. If you find in Omnisend that it was not sent, say so: then it is a draft here, "
        "too, and before another send we look for this one first."
    )
    actions = (replace(LOOK, primary=True), p.say.open_omnisend(), WAS_NOT_SENT, COPY)
    went_out = "As far as Omnisend shows, nothing went out yet."
    return _parked(p, "overdue", "clock-alert", "Accepted, and still a draft", sentence, went_out, actions)


def _booster(p: Page) -> Outcome:
    problem = problem_from(p.delivery.problem)
    why = " ".join(p.delivery.differences)
    if problem is not None and problem.slug == BOOSTER_EXISTS:
        why = f"There is another booster of this campaign in Omnisend already. {why}".strip()
    elif problem is not None and not why:
        why = f"Omnisend said: “{(problem.detail or problem.title).rstrip('.')}”."
    sentence = f"The booster that should follow it could not be made, so we stopped before the send. {why}"
    if problem is not None and problem.slug == BOOSTER_EXISTS:
        sentence += " Without yours, that one still follows by itself once this campaign is sent."
    actions = (
        Action("send-without-booster", "Send without the booster", primary=True),
        Action("resume", "Try the booster again"),
        EDIT,
        GIVE_UP,
    )
    return _parked(
        p, "booster", "split", "Needs you: booster", sentence.strip(), "Nothing was sent.", actions
    )


def _parent(p: Page) -> Outcome:
    sentence = (
        "The campaign it follows was not sent to its end, so this booster does not schedule itself. "
        "When we last looked it was a draft in Omnisend, and a draft reaches nobody."
    )
    actions = (LOOK, Action("delete-in-omnisend", "Delete it in Omnisend", primary=True), COPY)
    return _parked(p, "parent", "unlink", "Needs you: its campaign", sentence, "Nothing was sent.", actions)


def _parked(
    p: Page, key: str, icon: str, title: str, sentence: str, went_out: str, actions: tuple[Action, ...]
) -> Outcome:
    details = p.say.details(problem_from(p.delivery.problem))
    return Outcome(key, "warn", icon, title, sentence, went_out, "", actions, details)


_PARKED: dict[Reason, Callable[[Page], Outcome]] = {
    Reason.GONE: _gone,
    Reason.DOUBTFUL: _doubtful,
    Reason.NOT_ARRIVED: _not_arrived,
    Reason.UNKNOWN: _unknown,
    Reason.LATE: _late,
    Reason.OVERDUE: _overdue,
    Reason.BOOSTER: _booster,
    Reason.PARENT: _parent,
}
