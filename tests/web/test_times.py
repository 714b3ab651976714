"""Times in a named zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template

from omniapp.web import times

VILNIUS = ZoneInfo("Europe/Vilnius")
NOON = dt.datetime(2026, 11, 26, 12, 0, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("key", "place"),
    [("Europe/Vilnius", "Vilnius"), ("America/New_York", "New York"), ("UTC", "UTC")],
)
def test_a_zone_is_named_by_its_place(key: str, place: str) -> None:
    assert times.place(ZoneInfo(key)) == place


def test_utc_itself_has_a_name() -> None:
    assert times.place(dt.UTC) == "UTC"


@time_machine.travel(NOON, tick=False)
def test_a_moment_is_said_on_the_zones_clock() -> None:
    assert times.moment(NOON, VILNIUS) == "Thu 26 Nov 14:00"
    assert times.second(NOON, VILNIUS) == "14:00:05"


@time_machine.travel(NOON, tick=False)
def test_another_year_is_named() -> None:
    assert times.day(NOON.replace(year=2027), VILNIUS) == "Fri 26 Nov 2027"


@time_machine.travel(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC), tick=False)
def test_the_year_is_compared_on_the_zones_clock() -> None:
    assert times.day(dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC), VILNIUS) == "Fri 1 Jan"


@time_machine.travel(NOON, tick=False)
def test_the_tag_keeps_the_exact_moment_for_machines() -> None:
    template = Template('{% load web %}{% moment at zone "place" %}|{% moment at "utc" %}')
    shown = template.render(Context({"at": NOON, "zone": VILNIUS}))

    store, utc = shown.split("|")
    assert 'datetime="2026-11-26T12:00:05+00:00"' in store
    assert ">Thu 26 Nov 14:00 Vilnius</time>" in store
    assert ">Thu 26 Nov 12:00</time>" in utc
