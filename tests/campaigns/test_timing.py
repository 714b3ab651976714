"""Typed dates and times on zones that skip and repeat hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omniapp.campaigns import timing

VILNIUS = ZoneInfo("Europe/Vilnius")
ZONES = [
    "Europe/Vilnius",
    "America/New_York",
    "America/Havana",  # skips and repeats midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kolkata",
    "Pacific/Apia",  # skipped a whole day in 2011
    "America/St_Johns",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
dates = st.dates(dt.date(2005, 1, 1), dt.date(2035, 12, 31))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))


def clock_readings(date: dt.date, time: dt.time, zone: ZoneInfo) -> list[dt.datetime]:
    """Every moment at which a clock in ``zone`` shows exactly this, found by looking at all offsets."""
    naive = dt.datetime.combine(date, time)
    found = set()
    for quarters in range(-14 * 4, 15 * 4):
        moment = (naive - dt.timedelta(minutes=15 * quarters)).replace(tzinfo=dt.UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == naive:
            found.add(moment)
    return sorted(found)


@given(dates, times, zones)
@example(dt.date(2027, 3, 28), dt.time(3, 30), VILNIUS)
@example(dt.date(2027, 10, 31), dt.time(3, 30), VILNIUS)
@example(dt.date(2011, 12, 30), dt.time(9, 0), ZoneInfo("Pacific/Apia"))
@example(dt.date(2026, 10, 4), dt.time(2, 15), ZoneInfo("Australia/Lord_Howe"))
@example(dt.date(2027, 3, 14), dt.time(0, 30), ZoneInfo("America/Havana"))
def test_a_time_that_exists_once_is_found_and_others_are_named(
    date: dt.date, time: dt.time, zone: ZoneInfo
) -> None:
    found = timing.place(date, time, zone)
    readings = clock_readings(date, time, zone)
    if len(readings) == 1:
        assert (found.at, found.trouble) == (readings[0], "")
    elif not readings:
        assert (found.at, found.trouble) == (None, "gap")
        assert found.around is not None
        before, after = found.around
        assert before < after
        assert before.replace(tzinfo=None) < dt.datetime.combine(date, time) < after.replace(tzinfo=None)
    else:
        assert (found.at, found.trouble) == (None, "twice")
        assert timing.place(date, time, zone, which_hour="first").at == readings[0]
        assert timing.place(date, time, zone, which_hour="second").at == readings[-1]


@given(dates, zones)
def test_a_day_begins_with_the_first_moment_of_that_date(date: dt.date, zone: ZoneInfo) -> None:
    start = timing.start_of_day(date, zone)
    assert start is not None
    if not clock_readings(date, dt.time(12), zone):
        return  # a date that was left out of the calendar
    assert start.astimezone(zone).date() == date
    assert (start - dt.timedelta(seconds=1)).astimezone(zone).date() < date


@given(dates, zones)
def test_a_day_changes_clocks_when_its_offsets_differ(date: dt.date, zone: ZoneInfo) -> None:
    offsets = {
        dt.datetime.combine(date, dt.time(), zone).utcoffset(),
        dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), zone).utcoffset(),
    }
    assert timing.changes_clocks(date, zone) == (len(offsets) == 2)


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["now", "at", "local", "best", "", "x"]))
def test_whatever_is_typed_is_read_without_an_error(date: str, time: str, kind: str) -> None:
    found = timing.read(kind, date, time, VILNIUS)
    assert found.at is None or found.date is not None


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("kind", ["at", "best"])
def test_the_ends_of_the_calendar_are_no_error(date: str, kind: str) -> None:
    for zone in ZONES:
        midnight = timing.read(kind, date, "00:00", ZoneInfo(zone))
        last_minute = timing.read(kind, date, "23:59", ZoneInfo(zone))
        assert {midnight.date, last_minute.date} <= {None, dt.date.fromisoformat(date)}
        assert timing.changes_clocks(dt.date.fromisoformat(date), ZoneInfo(zone)) in {True, False}


@pytest.mark.parametrize("text", ["2026-11-26", " 26.11.2026", "26 Nov 2026", "26 November 2026 "])
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert timing.parse_date(text) == dt.date(2026, 11, 26)


@pytest.mark.parametrize("text", ["09:05", "9:05", "09:05:59", "9.05"])
def test_times_are_read_as_people_write_them(text: str) -> None:
    assert timing.parse_time(text) == dt.time(9, 5)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "2026-02-30", "12/31/2026"])
def test_what_is_no_date_or_time_is_none(text: str) -> None:
    assert timing.parse_date(text) is None
    assert timing.parse_time(text) is None
