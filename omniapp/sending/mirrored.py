"""What is said of a campaign for which Omnisend's word is all we have: made, sent or changed there. Pure."""

import datetime as dt
from typing import TYPE_CHECKING

from omniapp.campaigns.models import Campaign
from omniapp.sending import mirrored_words as words
from omniapp.sending.ended_words import never_found_out
from omniapp.sending.errand_words import never_learnt
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.rows import problem_from
from omniapp.sending.states import Purpose, State
from omniapp.sending.wording import STATUS, Wording

if TYPE_CHECKING:
    from omniapp.sending.models import Delivery
    from omniapp.stores.models import Store

_BACK_TO_DRAFT = frozenset({State.UNDONE, State.GIVEN_UP, State.REPLACED})
_WORKING = frozenset({State.HANDING_OVER, State.CHECKING})
#: While it has one of these, something will happen by itself.
GOING_ON = frozenset({"scheduled", "started", "paused", "stopped", "onHold"})
OVER = frozenset({"sent", "canceled", "error", "expired"})


def speaks(campaign: Campaign, delivery: "Delivery | None") -> bool:
    """Whether Omnisend's word counts: nothing of ours stands for this campaign, or no longer."""
    if campaign.mirrored:
        return True
    state = State(delivery.state) if delivery else None
    if state is not None and state not in _BACK_TO_DRAFT and state != State.UNFOLLOWED:
        return False
    read = campaign.omnisend_read_at
    if delivery is not None and (read is None or (delivery.ended_at and read <= delivery.ended_at)):
        return False
    return campaign.gone_at is not None or campaign.omnisend_status not in ("", "draft")


def describe(
    campaign: Campaign,
    store: "Store",
    errand: "Delivery | None",
    *,
    delivery: "Delivery | None" = None,
    now: dt.datetime,
) -> Outcome:
    """Omnisend's status in our words, as of the last reading. ``errand``: the newest copy or deletion."""
    say = Wording(store.tz, now)
    if campaign.gone_at is not None:
        return _gone(campaign, store, say)
    told = words.TOLD.get(campaign.omnisend_status) or words.new(campaign.omnisend_status)
    sentences = [told.sentence(campaign, say), _whose(campaign, delivery, say)]
    actions = list(_actions(campaign, store, say))
    tone, details = told.tone, say.details(None)
    if errand is not None and errand.state == State.REFUSED:
        sentences.append(_not_done(errand, say))
        tone, details = "warn", say.details(problem_from(errand.problem))
    if errand is not None and errand.made is not None and errand.made.deleted_at is None:
        sentences.append(f"A copy was made at {say.clock(errand.ended_at or errand.created_at)}.")
        href = errand.made.get_absolute_url()
        actions.insert(0, Action("open-copy", "Open the copy", "link", href, primary=True))
    return Outcome(
        f"there-{campaign.omnisend_status or 'unknown'}",
        tone,
        told.icon,
        told.title,
        " ".join(sentences),
        went_out=told.went_out,
        next_step=_read(campaign, say),
        actions=tuple(actions),
        details=details,
        live=campaign.omnisend_status in GOING_ON,
    )


def _not_done(errand: "Delivery", say: Wording) -> str:
    """Omnisend refused the copy or the deletion, or nobody knows whether it was done."""
    copying, at = errand.purpose == Purpose.COPY, say.clock(errand.created_at)
    what = "copy" if copying else "delete"
    if never_learnt(errand):
        then = "If so, the copy is a draft, which reaches nobody." if copying else "Look there."
        return (
            f"We asked Omnisend at {at} to {what} it. The answer was lost, and we could not find out whether "
            f"it was done. {then}"
        )
    problem = problem_from(errand.problem)
    words = (problem.detail or problem.title).rstrip(".") if problem else ""
    return f"Omnisend did not {what} it when asked at {at}." + (f" Its words: “{words}”." if words else "")


def _whose(campaign: Campaign, delivery: "Delivery | None", say: Wording) -> str:
    if campaign.mirrored:
        return "It was made in Omnisend."
    if delivery is not None and delivery.accepted_at is not None and delivery.sent_by == "us":
        return f"We asked for it, and Omnisend accepted it at {say.clock(delivery.accepted_at)}."
    if delivery is not None and never_found_out(delivery):
        return "We had asked for it, and the answer was lost: it may be what we sent."
    return "That happened in Omnisend, not from here."


def busy(errand: "Delivery | None", store: "Store", *, now: dt.datetime) -> Outcome | None:
    """A copy or deletion that is being done just now; None if there is none."""
    if errand is None or State(errand.state) not in _WORKING:
        return None
    say = Wording(store.tz, now)
    copying = errand.purpose == Purpose.COPY
    lost = errand.state == State.CHECKING
    sentence = (
        "We asked Omnisend to copy it, design and all." if copying else "We asked Omnisend to delete it."
    )
    if lost:
        sentence += " The answer was lost, so we are looking whether it arrived."
    return Outcome(
        "copying" if copying else "deleting",
        "busy",
        "copy" if copying else "trash-2",
        "Copying in Omnisend" if copying else "Deleting in Omnisend",
        sentence,
        went_out="A copy is a draft and reaches nobody." if copying else "",
        next_step=f"If it is not done by {say.clock(errand.deadline)}, we stop and say so.",
        details=say.details(problem_from(errand.problem)),
        live=True,
    )


def _gone(campaign: Campaign, store: "Store", say: Wording) -> Outcome:
    was = STATUS.get(campaign.omnisend_status, campaign.omnisend_status)
    sentence = f"Somebody deleted it in Omnisend. The last we saw there was “{was}”."
    went_out = "Nothing was sent." if campaign.omnisend_status == "draft" else ""
    actions: tuple[Action, ...] = ()
    if not campaign.mirrored and not campaign.locked_reason:
        sentence += " What is written here is kept; when it is sent, a new one is made there."
        actions = (Action("edit", "Go on writing", "link", primary=True), Action("copy", "Copy as new draft"))
    elif campaign.type != Campaign.Type.BOOSTER and campaign.channel in Campaign.Channel:
        design = "Its design is gone with it; choose a template for the copy."
        actions = (Action("copy", "Copy the words as a new draft", hint=design),)
    return Outcome(
        "there-gone",
        "quiet",
        "trash-2",
        "Deleted in Omnisend",
        sentence,
        went_out=went_out,
        next_step=_read(campaign, say),
        actions=actions,
    )


def _actions(campaign: Campaign, store: "Store", say: Wording) -> list[Action]:
    can_copy = campaign.type != Campaign.Type.BOOSTER and campaign.channel in Campaign.Channel
    theirs = campaign.mirrored and campaign.channel == Campaign.Channel.EMAIL
    actions: list[Action] = []
    if can_copy and not theirs:
        actions.append(Action("copy", "Copy as new draft"))
    if not store.is_connected:
        again = Action("reconnect", f"Reconnect {store.name}", "link", store.reconnect_url, primary=True)
        return [again, *actions]
    if can_copy and theirs:
        hint = "Omnisend makes the copy, so its design comes along. It can then be changed and sent here."
        actions.append(Action("copy-in-omnisend", "Copy as new draft", hint=hint))
    actions.append(say.open_omnisend())
    booster = campaign.type == Campaign.Type.BOOSTER and campaign.omnisend_status == "canceled"
    if campaign.mirrored and (campaign.omnisend_status == "draft" or booster):
        actions.append(Action("delete-in-omnisend", "Delete it in Omnisend"))
    return actions


def _read(campaign: Campaign, say: Wording) -> str:
    at = campaign.omnisend_read_at
    return f"As read from Omnisend at {say.clock(at)}." if at else ""
