"""The campaigns that people write in a run: each has a name of its own, each version a subject of its own."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from omniapp.campaigns import operations
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor, merchant
from omniapp.stores.models import Store

TAGS = {"source": "letters", "medium": "email", "campaign": "chaos"}


class Shop(NamedTuple):
    """A store and what its people can choose from."""

    store: Store
    templates: list[str]

    @property
    def merchant(self) -> Actor:
        return merchant(self.store)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def write(shop: Shop, name: str, dice: random.Random) -> Campaign:
    """A new letter; one in ten each as an A/B test, with link tags, with a booster; some for later."""
    kind = Campaign.Type.AB_TEST if dice.random() < 0.1 else Campaign.Type.REGULAR
    campaign = operations.create(store=shop.store, actor=shop.merchant, now=now(), type=kind)
    changes: dict[str, Any] = {"name": name, "audience": "everyone", "timing": "now"}
    changes |= _content(campaign, f"{name}, version 1", lambda: dice.choice(shop.templates))
    if kind == Campaign.Type.AB_TEST:
        changes["test_share"] = "100"  # nothing is left to decide hours later
    elif dice.random() < 0.1:
        changes["utm"] = TAGS
    if dice.random() < 0.05:
        at = (now() + dt.timedelta(seconds=75)).astimezone(shop.store.tz)
        changes |= {"timing": "at", "on_date": f"{at:%Y-%m-%d}", "at_time": f"{at:%H:%M}"}
    campaign = operations.save(
        campaign=campaign, version=campaign.version, changes=changes, actor=shop.merchant, now=now()
    )
    if kind == Campaign.Type.REGULAR and dice.random() < 0.1:
        operations.boost(parent=campaign, actor=shop.merchant, now=now())
    return campaign


def edit(shop: Shop, campaign: Campaign, dice: random.Random) -> Campaign:
    """Another version of a letter that may be edited; one in four has another design: a new draft."""
    campaign.refresh_from_db()
    design = dice.choice(shop.templates) if dice.random() < 0.25 else ""
    changes: dict[str, Any] = {"timing": "now", "on_date": "", "at_time": "", "which_hour": ""}
    changes |= _content(campaign, f"{campaign.name}, version {campaign.version + 1}", lambda: design)
    return operations.save(
        campaign=campaign, version=campaign.version, changes=changes, actor=shop.merchant, now=now()
    )


def text(campaign: Campaign) -> str:
    """By which Omnisend's log of sends knows this version: its subject, or both of an A/B test."""
    return " / ".join(one["subject"] for one in campaign.variants.values()) or campaign.subject


def _content(campaign: Campaign, words: str, design: Callable[[], str]) -> dict[str, Any]:
    """What changes with new ``words``; an empty design leaves the one there is."""

    def told(subject: str) -> dict[str, str]:
        key = design()
        return {"subject": subject, "sender_name": campaign.store.name} | (
            {"template_id": key, "template_name": "Any"} if key else {}
        )

    if campaign.type != Campaign.Type.AB_TEST:
        return told(words)
    return {"variants": {key: old | told(f"{words}, {key}") for key, old in campaign.variants.items()}}
