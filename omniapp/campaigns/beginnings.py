"""What a new campaign of each kind begins with. Pure."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from omniapp.campaigns import boosters
from omniapp.campaigns.kinds import TIMINGS
from omniapp.campaigns.sms.texts import LINK_WORD

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign
    from omniapp.stores.models import Store

STOP_TEXT = "Reply STOP to opt out"
UNSUBSCRIBE_TEXT = f"Unsubscribe {LINK_WORD}"
SMS = {"stop_text": STOP_TEXT, "unsubscribe_text": UNSUBSCRIBE_TEXT}
LABELS = {("regular", "email"): "Campaign", ("regular", "sms"): "SMS", ("abTest", "email"): "A/B test"}
NO_VARIANT = {
    "subject": "",
    "preheader": "",
    "sender_name": "",
    "sender_email": "",
    "reply_to": "",
    "template_id": "",
    "template_name": "",
}
TEST = {"test_share": "30", "winning_metric": "openRate", "decision_amount": "4", "decision_unit": "h"}


def name(type: str, channel: str, *, at: dt.datetime) -> str:
    """Of a kind in LABELS. ``at``: in the store's zone."""
    return f"{LABELS[type, channel]} of {at.day} {at:%b}"


def of(type: str, channel: str, *, store: "Store", now: dt.datetime) -> dict[str, Any]:
    """Named after the day in the store's zone and signed with the store's name.

    Raises ValueError for a kind that cannot be made, and for a booster, which needs a parent.
    """
    if (type, channel) not in LABELS:
        raise ValueError(f"not a kind of campaign that can be made: {type} {channel}")
    fields: dict[str, Any] = {"name": name(type, channel, at=now.astimezone(store.tz))}
    if channel == "sms":
        return fields | SMS
    if type == "abTest":
        signed = NO_VARIANT | {"sender_name": store.name}
        return fields | TEST | {"variants": {"a": signed, "b": dict(signed)}}
    return fields | {"sender_name": store.name}


def of_booster(parent: "Campaign", channel: str) -> dict[str, Any]:
    """Two days after a draft, or at a time still to be chosen; to those who did not open it.

    An email has its parent's words and design until others are written. Raises ValueError for a channel
    that Omnisend has no boosters for.
    """
    if ("booster", channel) not in TIMINGS:
        raise ValueError(f"not a channel for boosters: {channel}")
    attached = boosters.attaches(parent)
    return {
        "parent": parent,
        "attached": attached,
        "name": f"Booster of {parent.name}".strip(),
        "language": parent.language,
        "send_to": "nonOpeners",
        "delay_amount": "48" if attached else "",
        "timing": "" if attached else "at",
    } | (SMS if channel == "sms" else {})
