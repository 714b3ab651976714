"""What is said of a piece of news: the words of its page, as they were when it was new."""

import re

import structlog
from pydantic import ValidationError

from omniapp import clock
from omniapp.sending import outcomes
from omniapp.sending.mistakes import MISTAKES
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.outcome import Outcome
from omniapp.stores.models import StoreEvent
from omniapp.web import times

log = structlog.get_logger(__name__)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d")
# When the campaign has moved on since: what this line said, and no more.
_SHORT = {
    "campaign.needs_person": ("Needs you", "It came to need somebody. Its page says what became of that."),
    "campaign.on_hold": ("On hold", "Omnisend put it on hold. Its page says what became of that."),
    "campaign.sent": ("Sent", "Omnisend sent it."),
    "campaign.canceled": ("Canceled", "It was canceled in Omnisend."),
    "campaign.failed": ("Failed", "Omnisend ended it."),
    "campaign.stopped": ("Stopped", "It was stopped before it was handed over to Omnisend."),
    "campaign.unfollowed": ("No longer followed", "Its store was disconnected while Omnisend had it."),
}


def of_delivery(event: DeliveryEvent, type_: str) -> dict[str, str]:
    """``title`` and ``text``, ``name`` of the campaign; ``reason`` as the engine calls it."""
    delivery = event.delivery
    name = delivery.campaign.name or "A campaign without a name"
    title, text = _SHORT[type_]
    same = (delivery.state, delivery.reason) == (event.state_after, event.reason)
    outcome = _described(delivery) if same and _readable(delivery) else None
    if outcome is not None:
        title = outcome.title
        text = " ".join(part for part in (outcome.sentence, outcome.went_out, outcome.next_step) if part)
        if _CLOCK.search(text):
            text += f" Times are those of {times.place(delivery.store.tz)}."
    return {"name": name, "title": title, "text": text, "reason": event.reason}


def _readable(delivery: Delivery) -> bool:
    """What was reviewed may be of another age. That is no reason to tell nobody."""
    try:
        return bool(delivery.snapshot)
    except ValidationError:
        return False


def _described(delivery: Delivery) -> Outcome | None:
    """None after a mistake of ours with this one: it is told in short words, and nobody else waits."""
    try:
        return outcomes.describe(delivery.campaign, delivery, delivery.store, now=clock.now())
    except MISTAKES:
        log.exception("outcome not described", delivery=delivery.pk, store=delivery.store.brand_id)
        return None


def of_store(event: StoreEvent) -> dict[str, str]:
    if event.kind == StoreEvent.Kind.LAPSED:
        return {
            "title": "Needs reconnecting",
            "text": f"{event.note} Nothing is sent for this store until somebody connects it again.",
        }
    return {
        "title": "Disconnected",
        "text": f"Disconnected by {event.actor}. omniapp has no access to this store any more. What was held "
        "here is stopped; what is scheduled in Omnisend stays there.",
    }
