"""Drafts for tests."""

import datetime as dt
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)  # ten o'clock in Vilnius

COMPLETE: dict[str, Any] = {
    "name": "Winter wool",
    "subject": "Winter wool is here",
    "preheader": "Hats and socks until Sunday",
    "sender_name": "Alpine Wool",
    "template_id": "b10000000000000000000001",
    "template_name": "Plain letter",
    "audience": "everyone",
    "timing": "now",
}
VIP = {"id": "c10000000000000000000001", "name": "VIP"}
TEAM = {"id": "c10000000000000000000002", "name": "Our own team"}


def draft(store: Store | None = None, **content: Any) -> Campaign:
    """A complete draft that sends to everyone now, unless said otherwise. Not stored."""
    fields = COMPLETE | {"created_at": NOW, "updated_at": NOW, "updated_by": "Ana"} | content
    return Campaign(store=store or alpine_wool(), **fields)


def stored_draft(store: Store, **content: Any) -> Campaign:
    """The same, stored."""
    campaign = draft(store, **content)
    campaign.save()
    return campaign


def alpine_wool(zone: str = "Europe/Vilnius") -> Store:
    """A store that is not stored."""
    return Store(pk=1, brand_id="a10000000000000000000001", name="Alpine Wool", timezone=zone)
