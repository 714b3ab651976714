"""What stands between a draft and sending it: the findings shown before Review. Pure.

``block`` is what Omnisend would refuse or nobody could mean, ``warn`` is for a person to judge.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from omniapp.campaigns.check.audience import audience, recently_reached
from omniapp.campaigns.check.finding import Finding
from omniapp.campaigns.check.message import message
from omniapp.campaigns.check.when import when

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

__all__ = ["Finding", "findings"]

OLD_AFTER = dt.timedelta(days=30)


def findings(
    campaign: "Campaign", *, now: dt.datetime, neighbours: "Iterable[Campaign]" = ()
) -> list[Finding]:
    """Everything to say about ``campaign``, in the order of the page; blocking ones first within a field.

    ``neighbours`` are the store's other campaigns that left or will leave within hours of this one.
    """
    return [
        *message(campaign),
        *audience(campaign),
        *recently_reached(campaign, neighbours, now=now),
        *when(campaign, now=now),
        *_age(campaign, now=now),
    ]


def _age(campaign: "Campaign", *, now: dt.datetime) -> Iterable[Finding]:
    if now - campaign.updated_at > OLD_AFTER:
        days = (now - campaign.updated_at).days
        yield Finding(
            "warn",
            "name",
            "old",
            f"Nobody changed this draft for {days} days. Is it still what you want to say?",
        )
