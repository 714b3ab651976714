"""Who gets it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.wording import clock, listed
from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

TOO_SOON = dt.timedelta(hours=16)


def audience(campaign: "Campaign") -> Iterator[Finding]:
    if campaign.audience == "":
        yield missing("audience", "Choose who gets it: segments, or everyone subscribed.")
    elif campaign.audience == "segments" and not campaign.included:
        yield missing("audience", "Include at least one segment, or choose everyone subscribed.")
    if campaign.audience == "segments":
        excluded = set(campaign.excluded_ids)
        both = [chosen["name"] for chosen in campaign.included if chosen["id"] in excluded]
        if both:
            verb = "is" if len(both) == 1 else "are"
            yield block(
                "audience",
                "overlap",
                f"{listed(both)} {verb} both included and excluded. Choose one of the two.",
            )


def recently_reached(
    campaign: "Campaign", neighbours: "Iterable[Campaign]", *, now: dt.datetime
) -> Iterator[Finding]:
    """Warns when the same people got, or will get, another campaign within 16 hours."""
    if not campaign.audience:
        return
    leaves = campaign.moment.at or now
    for other in neighbours:
        at = other.leaves_at()
        if other.pk != campaign.pk and abs(at - leaves) < TOO_SOON and _share(campaign, other):
            zone = campaign.store.tz
            yield warn(
                "audience",
                "soon-again",
                f"Some of them also get “{other}” within 16 hours ({clock(at, zone)} {place(zone)}).",
            )


def _share(one: "Campaign", other: "Campaign") -> bool:
    """Whether both name a segment in common; everyone subscribed shares with all."""
    if "everyone" in {one.audience, other.audience}:
        return True
    return bool(set(one.included_ids) & set(other.included_ids))
