"""Days, weeks and months of a calendar, and when they begin in each store's zone. Pure."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, DateTimeField, F, Func, IntegerField, Value, When

View = Literal["month", "week", "day"]
DAY: Final = dt.timedelta(days=1)
WEEK: Final = 7 * DAY


@dataclass(frozen=True)
class Span:
    """``many`` days from ``first`` on. A month is shown in whole weeks; ``month``: the one meant."""

    view: View
    first: dt.date
    many: int
    month: int = 0

    @classmethod
    def of(cls, view: View, on: dt.date) -> "Span":
        """The one that holds ``on``."""
        if view == "day":
            return cls(view, on, 1)
        if view == "week":
            return cls(view, _monday(on), 7)
        first = _monday(on.replace(day=1))
        weeks = (_month_after(on) - DAY - first).days // 7 + 1
        return cls(view, first, 7 * weeks, on.month)

    @property
    def end(self) -> dt.date:
        """The first day after it."""
        return self.first + self.many * DAY

    @property
    def dates(self) -> list[dt.date]:
        return [self.first + number * DAY for number in range(self.many)]

    @property
    def meant(self) -> tuple[int, int]:
        """The numbers of the days that are meant, 1 for the first: of a month without its weeks' edges."""
        if not self.month:
            return 1, self.many
        first = self._first_of_month
        return (first - self.first).days + 1, (_month_after(first) - self.first).days

    @property
    def before(self) -> dt.date:
        """A day of the month, week or day before."""
        return (self._first_of_month if self.month else self.first) - DAY

    @property
    def after(self) -> dt.date:
        return _month_after(self._first_of_month) if self.month else self.end

    @property
    def _first_of_month(self) -> dt.date:
        return (self.first + 6 * DAY).replace(day=1)


def begins(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first moment of ``day`` there, also where clocks skip or repeat midnight."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


@dataclass(frozen=True)
class Clocks:
    """In which zones the days of ``span`` are counted: in each store's, or all in ``reference``."""

    span: Span
    names: tuple[str, ...]
    reference: zoneinfo.ZoneInfo | None = None

    def bounds(self) -> dict[tuple[dt.datetime, ...], list[str]]:
        """When each day begins and the last one ends, with the zones where that is so."""
        found: defaultdict[tuple[dt.datetime, ...], list[str]] = defaultdict(list)
        for name in self.names:
            zone = self.reference or zone_named(name) or zoneinfo.ZoneInfo("UTC")
            found[tuple(begins(day, zone) for day in [*self.span.dates, self.span.end])].append(name)
        return found

    @property
    def earliest(self) -> dt.datetime:
        return begins(self.span.first, self.reference or dt.timezone(dt.timedelta(hours=14)))

    @property
    def latest(self) -> dt.datetime:
        return begins(self.span.end, self.reference or dt.timezone(dt.timedelta(hours=-12)))

    def day(self, moment: str = "sends_at", zone: str = "store__timezone") -> Case:
        """Of which day a row is, 1 for the first. The database counts them, by beginnings found here."""

        def count(bounds: Iterable[dt.datetime]) -> Func:
            value = Value(list(bounds), output_field=ArrayField(DateTimeField()))
            return Func(F(moment), value, function="width_bucket", output_field=IntegerField())

        found = self.bounds()
        usual: Any = max(found, key=lambda bounds: len(found[bounds]), default=None)
        others = [
            When(**{f"{zone}__in": names}, then=count(bounds))
            for bounds, names in found.items()
            if bounds != usual
        ]
        return Case(*others, default=count(usual) if usual else Value(0), output_field=IntegerField())


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY


def _month_after(day: dt.date) -> dt.date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)
