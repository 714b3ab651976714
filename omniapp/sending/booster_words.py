"""What is different on the page of a booster: what it waits for, what its campaign does to it. Pure."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse

from omniapp.campaigns import boosters, seen
from omniapp.campaigns.models import Campaign
from omniapp.sending.boosting import BOOSTER_EXISTS
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.states import Reason, State
from omniapp.sending.wording import Wording

if TYPE_CHECKING:
    from omniapp.sending.models import Delivery

GIVE_UP = Action("give-up", "Stop, keep it as a draft")
NEVER_SENT = {"canceled": "canceled", "error": "stopped by an error", "expired": "expired unsent"}


def adapt(outcome: Outcome, booster: Campaign, delivery: "Delivery | None", say: Wording) -> Outcome:
    """The same outcome where nothing about a booster is special. Omnisend copies none."""
    if booster.type != Campaign.Type.BOOSTER:
        return outcome
    outcome = replace(outcome, actions=tuple(one for one in outcome.actions if one.verb != "copy"))
    if delivery is None:
        return _draft(outcome, booster)
    if delivery.state == State.FOLLOWING and delivery.attached:
        return _following(outcome, booster, delivery, say)
    if delivery.state != State.NEEDS_PERSON:
        return outcome
    if delivery.reason == Reason.GONE and delivery.attached:
        return _went_with_it(outcome, booster)
    if delivery.reason == Reason.GONE and not delivery.remote_id:
        return _no_parent(outcome)
    if delivery.problem and delivery.problem.get("slug") == BOOSTER_EXISTS:
        return _taken(outcome, booster)
    return outcome


def _draft(outcome: Outcome, booster: Campaign) -> Outcome:
    if booster.attached and booster.parent is not None:
        return _attached(outcome, booster, booster.parent)
    said = f"It follows “{booster.parent}”, but nobody gets it until you review it and press Send."
    return replace(outcome, title="Written, not sent", icon="zap", sentence=said)


def _attached(outcome: Outcome, booster: Campaign, parent: Campaign) -> Outcome:
    goes = replace(outcome, title="Goes with its campaign", icon="zap")
    if booster.locked_reason:
        said = f"It goes with “{parent}”, which is on its way. Some time after that is sent, it goes out too."
        return replace(goes, sentence=said, went_out="It did not go out yet.", actions=())
    if boosters.attaches(parent):
        return replace(
            goes, sentence=f"It goes with “{parent}”: some time after that is sent, it goes out by itself."
        )
    said = f"“{parent}” is no draft any more, and went without this booster. Nobody gets it."
    room = Action("boost-anew", "Make room for a new one", "link", _place_of(booster, parent), primary=True)
    return replace(goes, tone="warn", title="Left behind", icon="unlink", sentence=said, actions=(room,))


def _place_of(booster: Campaign, parent: Campaign) -> str:
    return reverse("merchant:boost", kwargs={"brand_id": booster.store.brand_id, "pk": parent.pk})


def _following(outcome: Outcome, booster: Campaign, delivery: "Delivery", say: Wording) -> Outcome:
    parent = booster.parent
    if parent is None:
        return outcome
    if delivery.remote_status == "scheduled":
        at = seen.planned(delivery.shown) or leaves_at(delivery, parent)
        words = f"It goes out {say.moment(at)}: " if at else ""
        return replace(outcome, sentence=f"{words}{_delay(delivery)} after “{parent}” was sent.")
    if delivery.remote_status not in ("", "draft"):
        return outcome
    waiting = replace(
        outcome,
        key="scheduled",
        tone="good",
        icon="hourglass",
        title="Waits for its campaign",
        went_out="Nothing went out yet.",
    )
    status = parent.omnisend_status
    if status in NEVER_SENT:
        said = f"“{parent}” was {NEVER_SENT[status]}, so this booster does not schedule itself."
        return replace(waiting, tone="warn", icon="unlink", title="Its campaign was not sent", sentence=said)
    at = leaves_at(delivery, parent)
    if at is not None:
        return replace(
            waiting, sentence=f"It goes out about {say.moment(at)}, {_delay(delivery)} after “{parent}”."
        )
    return replace(waiting, sentence=f"It goes out by itself {_delay(delivery)} after “{parent}” was sent.")


def leaves_at(delivery: "Delivery", parent: Campaign) -> dt.datetime | None:
    """When an attached booster goes out: its parent's sending and the delay. None before that was sent."""
    part = delivery.snapshot.booster
    sent = boosters.sent_at(parent)
    return sent + dt.timedelta(hours=part.delay.hours) if part and part.delay and sent else None


def _delay(delivery: "Delivery") -> str:
    part = delivery.snapshot.booster
    return str(part.delay) if part and part.delay else "some time"


def _went_with_it(outcome: Outcome, booster: Campaign) -> Outcome:
    status = booster.parent.omnisend_status if booster.parent else ""
    if status not in NEVER_SENT:
        return outcome
    said = f"“{booster.parent}” was {NEVER_SENT[status]}, and Omnisend no longer has its booster."
    return replace(
        outcome,
        title="Gone with its campaign",
        icon="unlink",
        sentence=said,
        went_out="Nothing was sent.",
        actions=(Action("was-not-sent", "Close it", primary=True),),
    )


def _no_parent(outcome: Outcome) -> Outcome:
    said = "The campaign it follows is no longer in Omnisend, so it cannot be boosted."
    return replace(
        outcome,
        title="Its campaign is gone",
        icon="unlink",
        sentence=said,
        went_out="Nothing was sent.",
        actions=(GIVE_UP,),
    )


def _taken(outcome: Outcome, booster: Campaign) -> Outcome:
    """The other one may have been made in Omnisend a moment ago: its page looks there."""
    parent = booster.parent
    if parent is None:
        return outcome
    here = _place_of(booster, parent)
    said = f"“{parent}” has another booster in Omnisend already, and one is all it can have."
    return replace(
        outcome, title="Needs you: another booster", sentence=said,
        actions=(
            Action("boost", "Show it", "link", f"{here}?look=1", primary=True),
            Action("boost-anew", "Delete it, then send this one", "link", f"{here}?look=1"),
            Action("resume", "It is gone: send this one"),
            GIVE_UP,
        ),
    )  # fmt: skip
