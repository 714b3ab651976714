"""Dates and times as a merchant types them, in the store's zone. Pure.

A zone with summer time skips an hour in spring and repeats one in autumn. A skipped time does not exist and
is refused; a repeated one is asked about ("first" or "second").
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

Trouble = Literal["", "date", "time", "gap", "twice"]


@dataclass(frozen=True)
class Moment:
    """What a typed date and time come to.

    ``at`` is aware, in UTC, and None when there is none (nothing typed, sent now, or ``trouble``).
    ``around`` holds the two candidates of a doubled time, and for a skipped one the moments before and
    after the gap it could stand for; local to the zone.
    """

    at: dt.datetime | None = None
    date: dt.date | None = None
    time: dt.time | None = None
    trouble: Trouble = ""
    around: tuple[dt.datetime, dt.datetime] | None = None


def read(timing: str, on_date: str, at_time: str, zone: ZoneInfo, *, which_hour: str = "") -> Moment:
    """Reads a draft's date and time. For ``best`` only the date counts: the start of that day in ``zone``."""
    if timing not in {"at", "local", "best"}:
        return Moment()
    date = parse_date(on_date)
    time = parse_time(at_time)
    if date is None and on_date.strip():
        return Moment(time=time, trouble="date")
    if timing == "best":
        return Moment(at=start_of_day(date, zone) if date else None, date=date)
    if time is None and at_time.strip():
        return Moment(date=date, trouble="time")
    if date is None or time is None:
        return Moment(date=date, time=time)
    return place(date, time, zone, which_hour=which_hour)


def place(date: dt.date, time: dt.time, zone: ZoneInfo, *, which_hour: str = "") -> Moment:
    """Finds ``date`` and ``time`` on the zone's clock; see Moment for skipped and doubled times."""
    first = dt.datetime.combine(date, time.replace(fold=0), zone)
    second = dt.datetime.combine(date, time.replace(fold=1), zone)
    try:
        one, two = first.astimezone(dt.UTC), second.astimezone(dt.UTC)
        back, forth = one.astimezone(zone), two.astimezone(zone)
    except OverflowError:
        return Moment(date=date, time=time, trouble="date")
    if one == two:
        return Moment(at=one, date=date, time=time)
    if back.replace(tzinfo=None, fold=0) != first.replace(tzinfo=None):
        # Read with the offset from before the gap it lands behind it, and the other way round.
        return Moment(date=date, time=time, trouble="gap", around=(forth, back))
    if which_hour not in {"first", "second"}:
        return Moment(date=date, time=time, trouble="twice", around=(back, forth))
    return Moment(at=one if which_hour == "first" else two, date=date, time=time, around=(back, forth))


def start_of_day(date: dt.date, zone: ZoneInfo) -> dt.datetime | None:
    """The first moment of ``date`` in ``zone``, in UTC: later than midnight where midnight is skipped."""
    try:
        return dt.datetime.combine(date, dt.time(), zone).astimezone(dt.UTC)
    except OverflowError:
        return None


def parse_date(text: str) -> dt.date | None:
    """``2026-11-26`` (what a date field sends), ``26.11.2026`` or ``26 Nov 2026``; None if it is no date."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d %b %Y", "%d %B %Y"):
        try:
            return dt.datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    return None


def parse_time(text: str) -> dt.time | None:
    """``09:00``, ``9:00`` or ``09:00:00``; None if it is no time of day. Seconds are dropped."""
    for pattern in ("%H:%M", "%H:%M:%S", "%H.%M"):
        try:
            return dt.datetime.strptime(text.strip(), pattern).time().replace(second=0)
        except ValueError:
            continue
    return None


def changes_clocks(date: dt.date, zone: ZoneInfo) -> bool:
    """Whether ``date`` is longer or shorter than 24 hours in ``zone``."""
    if date == dt.date.max:
        return False
    start, end = start_of_day(date, zone), start_of_day(date + dt.timedelta(days=1), zone)
    return start is not None and end is not None and end - start != dt.timedelta(days=1)
