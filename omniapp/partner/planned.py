"""What goes out on which day over all stores: counted by the database, shown as far as there is room."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Window

from omniapp.campaigns.amounts import Wait, whole
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import SEND_ALL
from omniapp.partner import marks
from omniapp.partner.days import WEEK, Clocks
from omniapp.partner.marks import Mark
from omniapp.partner.scope import Narrowed, of_theirs, stores_of
from omniapp.people.models import User
from omniapp.stores.models import Store

WINNER: Final = Mark("busy", "trophy", "Winner of an A/B test")
MOST_WINNERS = 500
#: These did not go out and will not, so their day is free: a calendar tells what readers get.
_NOT_SENT: Final = ("canceled", "expired")
_COLUMNS: Final = (
    "name", "sends_at", "type", "mirrored", "omnisend_status", "gone_at",
    "store__name", "store__brand_id", "store__timezone",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One send on its day. ``zone``: whose time is shown; ``same``: how many its store has on that day."""

    at: dt.datetime
    zone: dt.tzinfo
    campaign: Campaign
    mark: Mark
    same: int = 1

    @property
    def clock(self) -> str:
        return f"{self.at.astimezone(self.zone):%H:%M}"

    @property
    def day(self) -> dt.date:
        return self.at.astimezone(self.zone).date()

    @property
    def store(self) -> Store:
        return self.campaign.store

    @property
    def address(self) -> str:
        return f"/s/{self.store.brand_id}/campaigns/{self.campaign.pk}/"


@dataclass
class Totals:
    """Counts of whole days and weeks, by their number, 0 for the first."""

    campaigns: Counter[int] = field(default_factory=Counter)
    twice: Counter[int] = field(default_factory=Counter)  # stores with two or more on that day
    sending: Counter[int] = field(default_factory=Counter)  # connected stores with any in that week
    ever: int = 0  # connected stores with any on the days that are meant


@dataclass(frozen=True)
class Looked:
    """Whose calendar it is, and what of it is asked for."""

    user: User
    narrowed: Narrowed
    clocks: Clocks

    def sends(self) -> QuerySet[Any]:
        """Campaigns of these days that go or went out, with their ``day``, 1 for the first."""
        return self._dated().filter(day__range=(1, self.clocks.span.many))

    def _dated(self) -> QuerySet[Any]:
        found = self._theirs().filter(sends_at__gte=self.clocks.earliest, sends_at__lt=self.clocks.latest)
        found = found.exclude(omnisend_status__in=_NOT_SENT).order_by()
        dated: QuerySet[Any] = found.annotate(day=self.clocks.day())
        return dated

    def _theirs(self) -> QuerySet[Any]:
        there = Campaign.objects.live().filter(self.narrowed.of("store__"), gone_at=None)
        return of_theirs(there, self.user)

    def overview(self, most: int) -> tuple[Totals, dict[int, int]]:
        """The totals, and the first ``most`` campaigns of each day with ``Entry.same`` of each. One query."""
        connected = ExpressionWrapper(Q(store__state=Store.State.CONNECTED), BooleanField())
        sends = self._dated().annotate(connected=connected)
        sends = sends.values("pk", "store_id", "connected", "sends_at", "day")
        sql, values = sends.query.sql_with_params()
        told, first = Totals(), {}
        with connection.cursor() as cursor:
            span = self.clocks.span
            cursor.execute(_OVERVIEW.format(sends=sql), (*values, span.many, *span.meant, most))
            for what, key, many, other in cursor.fetchall():
                if what == "first":
                    first[key] = many
                elif what == "week":
                    told.sending[key] = many
                elif what == "ever":
                    told.ever = many
                else:
                    told.campaigns[key - 1], told.twice[key - 1] = many, other
        return told, first

    def by_day(self, first: dict[int, int]) -> dict[dt.date, list[Entry]]:
        """Campaigns as ``overview`` found them, by their days. One query."""
        found: defaultdict[dt.date, list[Entry]] = defaultdict(list)
        for entry in self.entries(first):
            found[entry.day].append(entry)
        return found

    def entries(self, found: dict[int, int]) -> list[Entry]:
        """Those campaigns by time, each with how many its store has on that day. One query."""
        asked = marks.with_newest(Campaign.objects.filter(pk__in=list(found))).select_related("store")
        rows: QuerySet[Any] = asked.only(*_COLUMNS).order_by("sends_at", "pk")
        return [self._entry(one.sends_at, one, marks.of(one), found[one.pk]) for one in rows]

    def _entry(self, at: dt.datetime, campaign: Campaign, mark: Mark, same: int = 1) -> Entry:
        return Entry(at, self.clocks.reference or campaign.store.tz, campaign, mark, same)

    def first_day(self, *, twice: bool) -> QuerySet[Any]:
        """(key, ``Entry.same``) of the first day's campaigns, by time; ``twice``: of stores with several."""
        same = Window(Count("pk"), partition_by=[F("store"), F("day")])
        found = self.sends().filter(day=1).annotate(same=same).order_by("sends_at", "pk")
        found = found.filter(same__gt=1) if twice else found
        keys: QuerySet[Any] = found.values_list("pk", "same")
        return keys

    def winners(self) -> dict[dt.date, list[Entry]]:
        """When the better variants of A/B tests go to the rest, as far as that is known. One query."""
        tests = self._theirs().filter(type=Campaign.Type.AB_TEST, sends_at__lt=self.clocks.latest)
        tests = tests.filter(sends_at__gte=self.clocks.earliest - WEEK).exclude(decision_amount="")
        tests = tests.exclude(omnisend_status__in=(*_NOT_SENT, "error", "stopped")).select_related("store")
        more = ("decision_amount", "decision_unit", "test_share")
        found: defaultdict[dt.date, list[Entry]] = defaultdict(list)
        for test in tests.only(*_COLUMNS, *more).order_by("sends_at", "pk")[:MOST_WINNERS]:
            wait = Wait.read(test.decision_amount, test.decision_unit)
            if test.sends_at is None or wait is None or whole(test.test_share) == SEND_ALL:
                continue
            at = test.sends_at + dt.timedelta(hours=wait.hours)
            entry = self._entry(at, test, WINNER)
            found[entry.day].append(entry)
        return found

    def quiet(self) -> QuerySet[Store]:
        """Connected stores that send nothing on any of the days that are meant."""
        found = stores_of(self.user).filter(self.narrowed.of(""), state=Store.State.CONNECTED)
        sends = self._dated().filter(day__range=self.clocks.span.meant)
        return found.filter(~Exists(sends.filter(store=OuterRef("pk"))))


#: Counted once for all four answers: days, weeks, all of it, and the first of each day.
_OVERVIEW = """
    with sends (id, store, connected, at, day) as materialized ({sends}),
    by_store as (
        select day, store, bool_or(connected) as connected, count(*) as many
        from sends where day between 1 and %s group by day, store
    ),
    first as (select id, day, store, row_number() over (partition by day order by at, id) as place from sends)
    select 'day', day, sum(many)::int, (count(*) filter (where many > 1))::int from by_store group by day
    union all
    select 'week', (day - 1) / 7, (count(distinct store) filter (where connected))::int, 0
    from by_store group by 2
    union all
    select 'ever', 0, (count(distinct store) filter (where connected))::int, 0
    from by_store where day between %s and %s
    union all
    select 'first', id, many, 0 from first join by_store using (day, store) where place <= %s
"""


@dataclass(frozen=True)
class Known:
    """What is known of the stores before anything is counted: zones, tags, how many are connected."""

    zones: tuple[str, ...]
    tags: tuple[str, ...]
    stores: int
    connected: int  # of those asked for


def known(user: User, narrowed: Narrowed) -> Known:
    """One query."""
    asked = Count("pk", filter=narrowed.of("") & Q(state=Store.State.CONNECTED))
    rows = stores_of(user).order_by().values_list("timezone", "tags")
    groups = list(rows.annotate(many=Count("pk"), connected=asked))
    return Known(
        zones=tuple(sorted({zone for zone, *_ in groups})),
        tags=tuple(sorted(_all(tags for _, tags, *_ in groups), key=str.lower)),
        stores=sum(many for *_, many, _ in groups),
        connected=sum(connected for *_, connected in groups),
    )


def _all(lists: Iterable[list[str]]) -> set[str]:
    return {one for some in lists for one in some}
