"""The campaigns that people write in a run: each has a name of its own, each version a subject of its own."""

import datetime as dt
import random
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
    """A new letter; one in ten with a booster, one in ten with link tags, some for a later minute."""
    campaign = operations.create(store=shop.store, actor=shop.merchant, now=now())
    changes: dict[str, Any] = {
        "name": name,
        "subject": f"{name}, version 1",
        "sender_name": shop.store.name,
        "template_id": dice.choice(shop.templates),
        "template_name": "Any",
        "audience": "everyone",
        "timing": "now",
    }
    if dice.random() < 0.1:
        changes["utm"] = TAGS
    if dice.random() < 0.05:
        at = (now() + dt.timedelta(seconds=75)).astimezone(shop.store.tz)
        changes |= {"timing": "at", "on_date": f"{at:%Y-%m-%d}", "at_time": f"{at:%H:%M}"}
    campaign = operations.save(
        campaign=campaign, version=campaign.version, changes=changes, actor=shop.merchant, now=now()
    )
    if dice.random() < 0.1:
        operations.boost(parent=campaign, actor=shop.merchant, now=now())
    return campaign


def edit(shop: Shop, campaign: Campaign, dice: random.Random) -> Campaign:
    """Another version of a letter that may be edited; one in four has another design: a new draft."""
    campaign.refresh_from_db()
    changes = {"subject": f"{campaign.name}, version {campaign.version + 1}", "timing": "now"}
    changes |= {"on_date": "", "at_time": "", "which_hour": ""}
    if dice.random() < 0.25:
        changes["template_id"] = dice.choice(shop.templates)
    return operations.save(
        campaign=campaign, version=campaign.version, changes=changes, actor=shop.merchant, now=now()
    )
