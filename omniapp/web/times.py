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
    return _day(at.astimezone(zone))


def moment(at: dt.datetime, zone: dt.tzinfo) -> str:
    """ "Thu 26 Nov 09:00"."""
    local = at.astimezone(zone)
    return f"{_day(local)} {local.hour:02}:{local.minute:02}"


def second(at: dt.datetime, zone: dt.tzinfo) -> str:
    """ "09:00:13", for evidence."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def _day(local: dt.datetime) -> str:
    """Names of our own: a list says hundreds of days, and ``strftime`` is slow."""
    year = "" if local.year == clock.now().astimezone(local.tzinfo).year else f" {local.year}"
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
