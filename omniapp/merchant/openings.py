"""What a store's first page says of boosters: those nobody sent, and a campaign that could have one."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from omniapp.campaigns import boosters
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.queries import SILENT_BOOSTERS
from omniapp.stores.models import Store

LOOKED_AT = 10


@dataclass(frozen=True)
class Opening:
    """A campaign of the last ten days that could still be boosted, and when it was sent."""

    campaign: Campaign
    sent_at: dt.datetime


def silent_boosters(store: Store, campaigns: QuerySet[Campaign]) -> list[Campaign]:
    """Boosters that are written and that nobody gets, because they were never sent."""
    found = list(campaigns.filter(SILENT_BOOSTERS).select_related("parent")[:LOOKED_AT])
    for booster in found:
        booster.store = store
    return found


def to_boost(store: Store, campaigns: QuerySet[Campaign], *, now: dt.datetime) -> Opening | None:
    """The one sent last that can be boosted without doubt: within ten days, and without a booster."""
    there = Campaign.objects.live().filter(parent=OuterRef("pk"), gone_at=None)
    sent = campaigns.filter(
        ~Exists(there),
        type=Campaign.Type.REGULAR,
        channel=Campaign.Channel.EMAIL,
        omnisend_status="sent",
        gone_at=None,
    )
    openings = []
    for campaign in sent[:LOOKED_AT]:
        campaign.store = store
        at = boosters.sent_at(campaign)
        if at is not None and not boosters.why_not(campaign, now=now):
            openings.append(Opening(campaign, at))
    return max(openings, key=lambda opening: opening.sent_at, default=None)
