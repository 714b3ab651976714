"""What happened, newest first: all records as one.

``Place`` names where a line stands, so that a page goes on where the last one ended, whatever was added
meanwhile.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from omniapp.partner.lines import Line, lines
from omniapp.partner.records import ALL, Record

Row = dict[str, Any]
#: Which lines of which record; a record that is not there has none of them.
Wanted = Mapping[Record, Q]
_NEWEST, _OLDEST = ("-at", "-rank", "-id"), ("at", "rank", "id")


class Place(NamedTuple):
    """Where a line stands. Greater is newer."""

    at: dt.datetime
    rank: int
    pk: int

    @classmethod
    def of(cls, row: Row) -> "Place":
        return cls(row["at"], row["rank"], row["id"])

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """As it stands in an address; None if it is nothing of ours."""
        at, _, rest = text.partition("_")
        rank, _, pk = rest.partition("_")
        ranks = {str(record.rank) for record in ALL}
        if rank not in ranks or not (pk.isdecimal() and pk.isascii() and len(pk) < 19):
            return None
        try:
            moment = dt.datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)
        except ValueError:
            return None
        return cls(moment, int(rank), int(pk))

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{self.rank}_{self.pk}"

    def older(self, rank: int) -> Q:
        """What stands before this place, of the record with ``rank``. The first part is for the index."""
        if rank == self.rank:
            return Q(at__lte=self.at) & (Q(at__lt=self.at) | Q(pk__lt=self.pk))
        return Q(at__lte=self.at) if rank < self.rank else Q(at__lt=self.at)

    def newer(self, rank: int) -> Q:
        if rank == self.rank:
            return Q(at__gte=self.at) & (Q(at__gt=self.at) | Q(pk__gt=self.pk))
        return Q(at__gte=self.at) if rank > self.rank else Q(at__gt=self.at)


def older(wanted: Wanted, place: Place | None, many: int) -> list[Row]:
    """The ``many`` newest, or the newest before ``place``. One query."""
    found = (
        record.rows(where, place.older(record.rank) if place else Q()) for record, where in wanted.items()
    )
    return _first(found, _NEWEST, many)


def newer(wanted: Wanted, place: Place, many: int) -> list[Row]:
    """The ``many`` next after ``place``, the newest first."""
    found = (record.rows(where, place.newer(record.rank)) for record, where in wanted.items())
    return _first(found, _OLDEST, many)[::-1]


def _first(found: Iterator[QuerySet[Any, Row]], by: tuple[str, ...], many: int) -> list[Row]:
    """Of each record no more than are needed, by its own index, and the first of them all."""
    parts = [_by_time(rows, by)[:many] for rows in found]
    if len(parts) < 2:
        return [row for part in parts for row in part]
    return list(parts[0].union(*parts[1:], all=True).order_by(*by)[:many])


def _by_time(rows: QuerySet[Any, Row], by: tuple[str, ...]) -> QuerySet[Any, Row]:
    return rows.order_by(*(name for name in by if not name.endswith("rank")))


def everything(wanted: Wanted, *, at_once: int) -> Iterator[list[Line]]:
    """All of it, newest first, ``at_once`` lines at a time; so many rows of each record are in memory."""
    found = (
        _by_time(record.rows(where, Q()), _NEWEST).iterator(chunk_size=at_once)
        for record, where in wanted.items()
    )
    rows = merge(*found, key=Place.of, reverse=True)
    while some := list(islice(rows, at_once)):
        yield lines(some)
