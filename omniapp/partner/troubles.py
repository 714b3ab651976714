"""All that waits for a person over all stores: a query over what the engine recorded."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, FilteredRelation, Max, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KeyTextTransform

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.queries import SILENT_BOOSTERS
from omniapp.partner import fixes
from omniapp.partner.fixes import Fix
from omniapp.partner.scope import Narrowed, of_theirs, stores_of
from omniapp.people.models import User
from omniapp.sending.models import NEEDS_SOMEBODY, Delivery
from omniapp.stores.models import Store


class Trouble(NamedTuple):
    """What decides where it belongs, and no more. Without ``delivery``: a store whose connection is lost."""

    store_id: int
    name: str
    brand_id: str
    timezone: str
    connection: str
    state_since: dt.datetime
    delivery: int | None
    state: str
    reason: str
    revision: int
    accepted_at: dt.datetime | None
    unknown_since: dt.datetime | None
    slug: str
    reviewed: int | None  # the campaign's version that was reviewed, and its present one
    version: int | None

    @property
    def fix(self) -> Fix:
        may_be_out = self.accepted_at is not None or self.unknown_since is not None
        edited = self.reviewed != self.version
        return fixes.of(self.state, self.reason, self.slug or "", may_be_out=may_be_out, edited=edited)

    @property
    def lapsed(self) -> bool:
        return self.connection == Store.State.NEEDS_RECONNECT

    @property
    def store(self) -> Store:
        return Store(
            pk=self.store_id,
            name=self.name,
            brand_id=self.brand_id,
            timezone=self.timezone,
            state_since=self.state_since,
        )


def needs_somebody(way: str) -> Q:
    """NEEDS_SOMEBODY, for rows from which ``way`` leads to deliveries."""
    on_hold = {f"{way}state": "following", f"{way}remote_status": "onHold"}
    return Q(**{f"{way}state": "needs_person"}) | Q(**on_hold)


def of(user: User, narrowed: Narrowed) -> list[Trouble]:
    """All there is for this partner, by the stores' names. One query."""
    stores = stores_of(user).filter(narrowed.of(""))
    found = stores.annotate(parked=FilteredRelation("deliveries", condition=needs_somebody("deliveries__")))
    found = found.filter(Q(parked__isnull=False) | Q(state=Store.State.NEEDS_RECONNECT))
    rows = found.order_by("name", "pk", "parked__pk").values_list(
        "pk", "name", "brand_id", "timezone", "state", "state_since", "parked__pk", "parked__state",
        "parked__reason", "parked__revision", "parked__accepted_at", "parked__unknown_since",
        KeyTextTransform("slug", "parked__problem"), "parked__version", "parked__campaign__version",
    )  # fmt: skip
    return [Trouble(*row) for row in rows]


def silent(user: User, narrowed: Narrowed) -> QuerySet[Campaign]:
    """Boosters that are written and that nobody sent."""
    return of_theirs(Campaign.objects.live().filter(SILENT_BOOSTERS), user).filter(narrowed.of("store__"))


def mark(found: Sequence[Trouble], silent: int) -> str:
    """Changes with whatever the page of these shows. ``silent``: how many boosters it knows of."""
    sent = [one for one in found if one.delivery]
    lapsed = {one.store_id for one in found if one.lapsed}
    moved, newest = sum(one.revision for one in sent), max((one.delivery or 0 for one in sent), default=0)
    return _mark((len(sent), moved, newest), (len(lapsed), sum(lapsed), 0), (silent, 0, 0))


def seen(user: User, narrowed: Narrowed, *, only: str = "") -> str:
    """The mark of what a page would show now, for one light query. ``only``: of one group."""
    there = narrowed.of("store__")
    sent = of_theirs(Delivery.objects.filter(NEEDS_SOMEBODY), user).filter(there)
    lapsed = stores_of(user).filter(narrowed.of(""), state=Store.State.NEEDS_RECONNECT)
    counted: list[QuerySet[Any, Any]] = [
        _one(sent, 0, Sum("revision"), Max("pk")),
        _one(lapsed, 1, Sum("pk"), _NOTHING),
    ]
    if only in ("", "boosters"):
        counted.append(_one(silent(user, narrowed), 2, _NOTHING, _NOTHING))
    told = {which: figures for which, *figures in counted[0].union(*counted[1:], all=True)}
    return _mark(*(tuple(told.get(which, (0, 0, 0))) for which in range(3)))


_NOTHING = Value(0, output_field=BigIntegerField())


def _one(rows: QuerySet[Any], which: int, total: Any, newest: Any) -> QuerySet[Any, Any]:
    """How many, and two more figures of them, in one row."""
    one = rows.order_by().values(which=Value(which)).annotate(many=Count("pk"), total=total, newest=newest)
    told: QuerySet[Any, Any] = one.values_list("which", "many", "total", "newest")
    return told


def _mark(*figures: tuple[int | None, ...]) -> str:
    return ".".join(str(figure or 0) for one in figures for figure in one)
