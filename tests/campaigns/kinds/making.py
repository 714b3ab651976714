"""Drafts of every kind for tests. Not stored."""

import copy
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store
from tests.campaigns.making import draft

PARENT_ID = "d10000000000000000000001"
STOP = "Reply STOP to opt out"
LINK = "Unsubscribe [[unsubscribe_link]]"
SMS: dict[str, Any] = {
    "channel": "sms",
    "name": "Flash sale",
    "message": "Sale until midnight: alpinewool.shop/sale",
    "stop_text": STOP,
    "unsubscribe_text": LINK,
}
A: dict[str, str] = {
    "subject": "Winter wool is here",
    "preheader": "Hats and socks until Sunday",
    "sender_name": "Alpine Wool",
    "template_id": "b10000000000000000000001",
    "template_name": "Plain letter",
}
B = A | {"subject": "Your feet will thank you", "template_id": "b10000000000000000000002"}
AB: dict[str, Any] = {
    "type": "abTest",
    "name": "Which subject",
    "variants": {"a": A, "b": B},
    "test_share": "30",
    "winning_metric": "openRate",
    "decision_amount": "4",
}
NO_WORDS: dict[str, Any] = {
    "subject": "",
    "preheader": "",
    "sender_name": "",
    "template_id": "",
    "template_name": "",
    "audience": "",
}
BOOSTER: dict[str, Any] = NO_WORDS | {"type": "booster", "name": "Once more", "send_to": "nonOpeners"}


def sms(store: Store | None = None, **content: Any) -> Campaign:
    return draft(store, **(NO_WORDS | SMS | {"audience": "everyone"} | content))


def ab_test(store: Store | None = None, **content: Any) -> Campaign:
    own = copy.deepcopy(NO_WORDS | AB | {"audience": "everyone"} | content)  # no test changes another's
    return draft(store, **own)


def attached(parent: Campaign | None = None, **content: Any) -> Campaign:
    """A booster two days after its parent, which is a draft."""
    parent = parent or draft()
    timing = {"attached": True, "delay_amount": "48", "timing": ""}
    return draft(parent.store, **(BOOSTER | timing | {"parent": parent} | content))


def following(parent: Campaign | None = None, **content: Any) -> Campaign:
    """A booster of a campaign that was sent, tomorrow at nine."""
    parent = parent or sent()
    timing = {"timing": "at", "on_date": "2026-11-22", "at_time": "09:00"}
    return draft(parent.store, **(BOOSTER | timing | {"parent": parent} | content))


def sent(store: Store | None = None, at: str = "2026-11-20T08:00:00Z", **content: Any) -> Campaign:
    """A campaign that was sent the day before."""
    data = {"id": PARENT_ID, "status": "sent", "startedAt": at}
    remote = {"omnisend_id": PARENT_ID, "omnisend_status": "sent", "omnisend_data": data}
    return draft(store, **(remote | content))
