"""Times as people read them: always in a named zone, never in the server's."""

import datetime as dt
from zoneinfo import ZoneInfo

from omniapp import clock


def place(zone: dt.tzinfo) -> str:
    """The zone as a place: "Vilnius" for Europe/Vilnius, "UTC" for UTC."""
    key = zone.key if isinstance(zone, ZoneInfo) else str(zone)
    return key.rsplit("/", 1)[-1].replace("_", " ")


def day(at: dt.datetime, zone: dt.tzinfo) -> str:
    """ "Thu 26 Nov", with the year when it is not the present one."""
    return _day(at.astimezone(zone), zone)


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    """ "Thu 26 Nov 09:00"."""
    local = at.astimezone(zone)
    return f"{_day(local, zone)} {local:%H:%M}"


def second(at: dt.datetime, zone: dt.tzinfo) -> str:
    """ "09:00:13", for evidence."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def _day(local: dt.datetime, zone: dt.tzinfo) -> str:
    year = "" if local.year == clock.now().astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"
