"""What a booster says about itself. Source: Omnisend API 2026-03-15, Create campaign."""

from datetime import timedelta

from omniapp.sandbox.models import Booster
from omniapp.sandbox.rules.fields import Fields

AUDIENCES = ("nonOpeners", "nonClickers")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST_DELAY = {"h": 240, "d": 10}
TEN_DAYS = timedelta(days=10)


def read_booster(fields: Fields, *, channel: str) -> Booster | None:
    """The parent, whom to reach, and the delay; whether a delay belongs here depends on the parent."""
    settings = fields.child("boosterSettings", required=True)
    if settings is None:
        return None
    parent = settings.identifier("campaignID", required=True)
    send_to = settings.choice("sendTo", AUDIENCES, required=True)
    delay = settings.child("delay")
    if delay is None:
        return Booster(parent, send_to)
    unit = delay.choice("unit", tuple(UNITS), required=True)
    least = 0 if channel == "sms" else 1  # 0 means together with the parent, for SMS only
    amount = delay.integer("amount", least, LONGEST_DELAY.get(unit), required=True)
    return Booster(parent, send_to, (amount, unit) if amount is not None and unit else None)


def length(delay: tuple[int, str]) -> timedelta:
    return delay[0] * UNITS[delay[1]]
