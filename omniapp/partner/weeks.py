"""The table of a month or a week: its days with what there is room for, and its weeks with their gaps."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from omniapp.partner.days import View
from omniapp.partner.planned import Entry, Looked

ROOM: Final[dict[View, int]] = {"month": 3, "week": 10}


@dataclass(frozen=True)
class Day:
    """A field of the table. ``more``: how many there was no room for; ``twice``: stores with several."""

    date: dt.date
    entries: list[Entry]
    many: int
    twice: int
    outside: bool

    @property
    def more(self) -> int:
        return self.many - len(self.entries)

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def weekday(self) -> str:
        return f"{self.date:%a}"

    @property
    def month(self) -> str:
        return f"{self.date:%B}"

    @property
    def said(self) -> str:
        return f"{self.date.day} {self.date:%B}"


@dataclass(frozen=True)
class Week:
    """A row of the table. ``quiet``: how many connected stores send nothing in it."""

    days: list[Day]
    quiet: int

    @property
    def number(self) -> int:
        return self.days[0].date.isocalendar().week


def weeks_of(looked: Looked, connected: int) -> tuple[list[Week], int]:
    """And how many connected stores send nothing at all. ``connected``: of those asked for. Three queries."""
    span = looked.clocks.span
    totals, first = looked.overview(ROOM[span.view])
    shown, winners = looked.by_day(first), looked.winners()

    def day(number: int, date: dt.date) -> Day:
        entries = sorted([*shown.get(date, ()), *winners.get(date, ())], key=lambda entry: entry.at)
        many = totals.campaigns[number] + len(winners.get(date, ()))
        outside = bool(span.month) and date.month != span.month
        return Day(date, entries[: ROOM[span.view]], many, totals.twice[number], outside)

    days = [day(number, date) for number, date in enumerate(span.dates)]
    weeks = [
        Week(days[start : start + 7], connected - totals.sending[start // 7])
        for start in range(0, len(days), 7)
    ]
    return weeks, connected - totals.ever
