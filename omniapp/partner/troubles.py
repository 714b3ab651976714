"""All that waits for a person over all stores: a query over what the engine recorded."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, Max, Q, QuerySet, Sum
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

    @property
    def fix(self) -> Fix:
        may_be_out = self.accepted_at is not None or self.unknown_since is not None
        return fixes.of(self.state, self.reason, self.slug or "", may_be_out=may_be_out)

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
        KeyTextTransform("slug", "parked__problem"),
    )  # fmt: skip
    return [Trouble(*row) for row in rows]


def silent(user: User, narrowed: Narrowed) -> QuerySet[Campaign]:
    """Boosters that are written and that nobody sent."""
    return of_theirs(Campaign.objects.live().filter(SILENT_BOOSTERS), user).filter(narrowed.of("store__"))


def mark(found: Sequence[Trouble], silent: int) -> str:
    """Changes with whatever the page of these shows. ``silent``: how many boosters it knows of."""
    sent = [one for one in found if one.delivery]
    lapsed = {one.store_id: one.state_since for one in found if one.lapsed}
    return _mark(
        len(sent),
        sum(one.revision for one in sent),
        max((one.delivery or 0 for one in sent), default=0),
        len(lapsed),
        max(lapsed.values(), default=None),
        silent,
    )


def seen(user: User, narrowed: Narrowed, *, only: str = "") -> str:
    """The mark of what a page would show now, for three light queries. ``only``: of one group."""
    sent = of_theirs(Delivery.objects.filter(NEEDS_SOMEBODY), user).filter(narrowed.of("store__"))
    moved = sent.aggregate(many=Count("pk"), sum=Sum("revision"), newest=Max("pk"))
    lapsed = stores_of(user).filter(narrowed.of(""), state=Store.State.NEEDS_RECONNECT)
    told = lapsed.aggregate(many=Count("pk"), at=Max("state_since"))
    known = silent(user, narrowed).count() if only in ("", "boosters") else 0
    return _mark(moved["many"], moved["sum"] or 0, moved["newest"] or 0, told["many"], told["at"], known)


def _mark(parked: int, moved: int, newest: int, lapsed: int, at: dt.datetime | None, silent: int) -> str:
    return f"{parked}.{moved}.{newest}.{lapsed}.{at.timestamp() if at else 0:.0f}.{silent}"
