"""Stretches of time in reports: the named intervals, and the buckets a stretch is cut into."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_YEAR = timedelta(days=366)
_LAST = {"last7Days": 7, "last30Days": 30, "last90Days": 90}
INTERVALS = (
    *("custom", "last7Days", "last30Days", "last90Days", "thisWeek", "lastWeek"),
    *("thisMonth", "lastMonth", "thisYear", "lastYear"),
)
LONGEST = {
    "hour": timedelta(days=7),
    "day": timedelta(days=60),
    "week": timedelta(weeks=52),
    "month": A_YEAR,
}


def range_of(interval: str, now: datetime, timezone: str) -> tuple[datetime, datetime]:
    """A named interval around `now`, by the calendar of the brand's zone."""
    if interval in _LAST:
        return now - timedelta(days=_LAST[interval]), now
    unit = interval.removeprefix("this").removeprefix("last").lower()
    begins = start_of(unit, now, timezone)
    if interval.startswith("this"):
        return begins, now
    return start_of(unit, begins - timedelta(hours=12), timezone), begins


def start_of(unit: str, moment: datetime, timezone: str) -> datetime:
    """When the hour, day, week, month or year of a moment began there, in UTC."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    if unit == "hour":
        return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    day = local.date()
    if unit == "week":
        day -= timedelta(days=day.weekday())
    if unit in ("month", "year"):
        day = day.replace(day=1)
    if unit == "year":
        day = day.replace(month=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def buckets(
    unit: str, since: datetime, until: datetime, timezone: str
) -> Iterator[tuple[datetime, datetime, datetime]]:
    """(beginning of the bucket, from, to) for each piece of a stretch."""
    at = since
    while at < until:
        begins = start_of(unit, at, timezone)
        ends = _next(unit, begins, timezone)
        yield begins, at, min(ends, until)
        at = ends


def _next(unit: str, begins: datetime, timezone: str) -> datetime:
    # Long enough to be in the next one, also where a day has 25 hours; never long enough to jump over it.
    steps = {"hour": 1.5, "day": 36, "week": 7 * 24 + 12, "month": 31 * 24 + 12}
    return start_of(unit, begins + timedelta(hours=steps[unit]), timezone)
