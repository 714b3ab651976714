"""What differs between kinds of campaigns, as data. Pure.

Source: Omnisend API 2026-03-15, Create campaign. ``best`` is for regular emails alone, ``local`` for emails.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

TIMINGS = {
    ("regular", "email"): ("now", "at", "local", "best"),
    ("regular", "sms"): ("now", "at"),
    ("abTest", "email"): ("now", "at", "local"),
    ("booster", "email"): ("now", "at"),
    ("booster", "sms"): ("now", "at"),
}
NAMES = {
    ("regular", "email"): "Email",
    ("regular", "sms"): "SMS",
    ("abTest", "email"): "A/B test",
    ("booster", "email"): "Booster",
    ("booster", "sms"): "SMS booster",
}


def timings(campaign: "Campaign") -> tuple[str, ...]:
    """How such a campaign may be timed; nothing for a booster that schedules itself."""
    if campaign.sends_itself:
        return ()
    return TIMINGS.get((campaign.type, campaign.channel), ())


def name(campaign: "Campaign") -> str:
    """``Email``, ``A/B test`` ..., or Omnisend's word for a kind that cannot be made here, like ``push``."""
    return NAMES.get((campaign.type, campaign.channel), campaign.channel)
