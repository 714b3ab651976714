"""What every campaign has: a name, a language, an age, a quiet time before it."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp import omnisend
from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.check.message import too_long

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

OLD_AFTER = dt.timedelta(days=30)
QUIET_FOR = dt.timedelta(days=90)


def name(campaign: "Campaign") -> Iterator[Finding]:
    if not campaign.name:
        yield missing("name", "Give the campaign a name. Readers never see it.")
    yield from too_long("name", "name", campaign.name)


def language(campaign: "Campaign") -> Iterator[Finding]:
    """A booster has its parent's."""
    if campaign.type != "booster" and campaign.language not in omnisend.LANGUAGES:
        yield block(
            "language", "language", "Omnisend has no such language for campaigns. Choose one of the list."
        )


def age(campaign: "Campaign", *, now: dt.datetime) -> Iterator[Finding]:
    if now - campaign.updated_at > OLD_AFTER:
        days = (now - campaign.updated_at).days
        yield warn(
            "name", "old", f"Nobody changed this draft for {days} days. Is it still what you want to say?"
        )


def quiet_time(
    campaign: "Campaign", *, now: dt.datetime, last_sent_at: dt.datetime | None
) -> Iterator[Finding]:
    """After 90 days without a campaign Omnisend checks the first one. ``last_sent_at`` None: not known."""
    if last_sent_at is None or campaign.type == "booster":
        return
    quiet = (campaign.moment.at or now) - last_sent_at
    if quiet > QUIET_FOR:
        yield warn(
            "timing",
            "quiet-time",
            f"It is the first campaign after {quiet.days} days. Omnisend may send it to about a thousand "
            "contacts first and watch for an hour before it goes on: it then says “paused”, which is normal.",
        )
