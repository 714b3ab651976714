"""What happened over all stores, newest first: the record of sends and the record of stores, as one.

Both are read by time and merged. ``Place`` names where a line stands, so that a page goes on where the last
one ended, whatever was added meanwhile.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import F, Q, QuerySet

from omniapp.campaigns.models import Campaign
from omniapp.partner.scope import of_theirs
from omniapp.people.actors import SYSTEM
from omniapp.people.models import User
from omniapp.sending.evidence import told, told_of
from omniapp.sending.models import DeliveryEvent
from omniapp.sending.outcome import Tone
from omniapp.stores.models import Store, StoreEvent

Event = DeliveryEvent | StoreEvent
#: Of two lines at the same moment the one of the store is older: it is connected before it sends.
RANKS: Final = {StoreEvent: 0, DeliveryEvent: 1}
_STORE: Final = tuple(f"store__{column}" for column in ("brand_id", "name", "website", "timezone"))
_SEND: Final = (
    "at", "kind", "actor", "step", "outcome", "method", "path", "status", "slug", "request_id",
    "milliseconds", "remote_status", "note", "store", "campaign", "campaign__name", *_STORE,
)  # fmt: skip
_TONES: Final[dict[str, Tone]] = {"connected": "good", "reconnected": "good", "lapsed": "warn"}


class Place(NamedTuple):
    """Where a line stands. Greater is newer."""

    at: dt.datetime
    rank: int
    pk: int

    @classmethod
    def of(cls, event: Event) -> "Place":
        return cls(event.at, RANKS[type(event)], event.pk)

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """As it stands in an address; None if it is nothing of ours."""
        at, _, rest = text.partition("_")
        rank, _, pk = rest.partition("_")
        if rank not in ("0", "1") or not (pk.isdecimal() and pk.isascii() and len(pk) < 19):
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


@dataclass(frozen=True)
class Wanted:
    """Which lines of either record; None: none of it."""

    sends: Q | None = field(default_factory=Q)
    stores: Q | None = field(default_factory=Q)


@dataclass(frozen=True)
class Line:
    """One thing that happened. ``who``: somebody, or ``omniapp``."""

    at: dt.datetime
    store: Store
    who: str
    title: str
    text: str
    tone: Tone
    campaign: Campaign | None = None
    event: DeliveryEvent | None = None  # of a send, with what Omnisend answered

    @property
    def by_itself(self) -> bool:
        """Whether no person did it."""
        return self.who == SYSTEM.label

    @property
    def call(self) -> str:
        return f"{self.event.method} {self.event.path}".strip() if self.event else ""


def events(user: User, wanted: Wanted, *, newest_first: bool = True) -> list[QuerySet[Any]]:
    """Both records of this partner's stores, each by time."""
    found: list[QuerySet[Any]] = []
    if wanted.sends is not None:
        sends = told_of(of_theirs(DeliveryEvent.objects.filter(wanted.sends), user))
        found.append(sends.select_related("store", "campaign").only(*_SEND))
    if wanted.stores is not None:
        stores = of_theirs(StoreEvent.objects.filter(wanted.stores), user)
        found.append(stores.select_related("store").only("at", "kind", "actor", "note", "store", *_STORE))
    by_time = (F("at").desc(), F("pk").desc()) if newest_first else (F("at").asc(), F("pk").asc())
    return [one.order_by(*by_time) for one in found]


def older(user: User, wanted: Wanted, place: Place | None, many: int) -> list[Event]:
    """The ``many`` newest, or the newest before ``place``. At most two queries."""
    found = events(user, wanted)
    if place:
        found = [one.filter(place.older(RANKS[one.model])) for one in found]
    return list(islice(merge(*(one[:many] for one in found), key=Place.of, reverse=True), many))


def newer(user: User, wanted: Wanted, place: Place, many: int) -> list[Event]:
    """The ``many`` next after ``place``, the newest first."""
    found = [
        one.filter(place.newer(RANKS[one.model]))[:many] for one in events(user, wanted, newest_first=False)
    ]
    return list(islice(merge(*found, key=Place.of), many))[::-1]


def everything(user: User, wanted: Wanted, *, at_once: int) -> Iterator[Line]:
    """All of it, newest first, ``at_once`` rows of each record in memory at a time."""
    found = (one.iterator(chunk_size=at_once) for one in events(user, wanted))
    return map(line, merge(*found, key=Place.of, reverse=True))


def line(event: Event) -> Line:
    """In the words that stand on the campaign's own page."""
    if isinstance(event, StoreEvent):
        title, note = event.get_kind_display(), event.note[:1].upper() + event.note[1:]
        return Line(event.at, event.store, event.actor, title, note, _TONES.get(event.kind, "quiet"))
    title, text, tone = told(event)
    event.campaign.store = event.store  # known already: its address must not ask the database once more
    who = event.actor or SYSTEM.label
    return Line(event.at, event.store, who, title[:1].upper() + title[1:], text, tone, event.campaign, event)
