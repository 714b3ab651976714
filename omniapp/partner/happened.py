"""What happened, newest first: all records as one.

``Place`` names where a line stands, so that a page goes on where the last one ended, whatever was added
meanwhile.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from omniapp.partner.lines import Line, lines
from omniapp.partner.records import ALL, Record

Places = QuerySet[Any, tuple[Any, ...]]
#: Which lines of which record; a record that is not there has none of them.
Wanted = Mapping[Record, Q]
_NEWEST, _OLDEST = ("-at", "-rank", "-id"), ("at", "rank", "id")


class Place(NamedTuple):
    """Where a line stands. Greater is newer."""

    at: dt.datetime
    rank: int
    pk: int

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


def older(wanted: Wanted, place: Place | None, many: int) -> list[Place]:
    """The ``many`` newest, or the newest before ``place``. One query."""
    found = (
        record.places(where & place.older(record.rank) if place else where)
        for record, where in wanted.items()
    )
    return _first(found, _NEWEST, many)


def newer(wanted: Wanted, place: Place, many: int) -> list[Place]:
    """The ``many`` next after ``place``, the newest first."""
    found = (record.places(where & place.newer(record.rank)) for record, where in wanted.items())
    return _first(found, _OLDEST, many)[::-1]


def _first(found: Iterable[Places], by: tuple[str, ...], many: int) -> list[Place]:
    """Of each record no more than are needed, by its own index, and the first of them all."""
    parts = [_by_time(places, by)[:many] for places in found]
    if not parts:
        return []
    first = parts[0].union(*parts[1:], all=True).order_by(*by)[:many] if parts[1:] else parts[0]
    return [Place(*one) for one in first]


def _by_time(places: Places, by: tuple[str, ...]) -> Places:
    return places.order_by(*(name for name in by if not name.endswith("rank")))


def everything(wanted: Wanted, *, at_once: int) -> Iterator[list[Line]]:
    """All of it, newest first, ``at_once`` lines at a time; so many places of each record are in memory."""
    found = (
        _by_time(record.places(where), _NEWEST).iterator(chunk_size=at_once)
        for record, where in wanted.items()
    )
    places = merge(*found, reverse=True)
    while some := list(islice(places, at_once)):
        yield lines(some)
