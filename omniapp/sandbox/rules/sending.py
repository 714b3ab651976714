"""When a campaign goes. Source: Omnisend API 2026-03-15, Create campaign."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from omniapp.sandbox.models import Brand, Sending
from omniapp.sandbox.rules.fields import Fields

STRATEGIES = ("immediate", "scheduled", "personalized")
GOALS = ("opens", "clicks", "orders")
A_YEAR = timedelta(days=365)


def read_sending(
    fields: Fields | None, brand: Brand, now: datetime, *, channel: str, kind: str, creating: bool
) -> Sending:
    """Settings given whole. Without any: immediate. An update must name its strategy, a creation need not."""
    if fields is None:
        return Sending()
    strategy = fields.choice("strategy", STRATEGIES, required=not creating) or "immediate"
    by_zone = fields.flag("isTZOptimizationEnabled")
    if by_zone and channel != "email":
        fields.error("isTZOptimizationEnabled", "not_allowed", "Only available in email campaigns")
    if strategy == "immediate":
        fields.not_allowed("scheduledAt", "Must not be set for the immediate strategy")
        fields.not_allowed("optimizeFor", "Only allowed for the personalized strategy")
        return Sending("immediate", by_time_zone=by_zone)
    at = fields.moment("scheduledAt", required=True)
    if strategy == "scheduled":
        fields.not_allowed("optimizeFor", "Only allowed for the personalized strategy")
        if at and not now < at <= now + A_YEAR:
            fields.error("scheduledAt", "invalid_value", "Must be in the future and within one year")
        return Sending("scheduled", at, by_time_zone=by_zone)
    if channel != "email" or kind != "regular" or not brand.personalized:
        fields.error(
            "strategy", "not_allowed", "Personalized sending is not available for this campaign or plan"
        )
    if fields.has("isTZOptimizationEnabled"):
        fields.not_allowed("isTZOptimizationEnabled", "Must not be set for the personalized strategy")
    goal = fields.choice("optimizeFor", GOALS, required=True)
    if at:
        at = midnight(brand, at)
        if not midnight(brand, now) <= at <= now + A_YEAR:
            fields.error("scheduledAt", "invalid_value", "Must be today or later and within one year")
    return Sending("personalized", at, goal)


def midnight(brand: Brand, moment: datetime) -> datetime:
    """The start of the moment's day in the brand's zone."""
    zone = ZoneInfo(brand.timezone)
    return datetime.combine(moment.astimezone(zone).date(), time(), zone).astimezone(UTC)


def has_passed(brand: Brand, sending: Sending, now: datetime) -> bool:
    """Whether the time chosen lies behind us; a personalized one holds until its day has ended."""
    if sending.scheduled_at is None:
        return False
    if sending.strategy == "personalized":
        return sending.scheduled_at < midnight(brand, now)
    return sending.scheduled_at <= now


def start_of(brand: Brand, sending: Sending, now: datetime) -> datetime:
    """When sending starts if accepted now; a personalized send of today starts with the next whole hour."""
    if sending.scheduled_at is None:
        return now
    if sending.strategy == "personalized" and sending.scheduled_at == midnight(brand, now):
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return sending.scheduled_at
