"""All stores as rows: their connection, what goes next, what became of the last, what waits for a person."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet as Rows

from omniapp.campaigns.models import Campaign
from omniapp.partner import marks
from omniapp.partner.marks import Mark
from omniapp.partner.troubles import needs_somebody
from omniapp.sending import mirrored
from omniapp.sending.models import NEEDS_SOMEBODY, Delivery, DeliveryEvent
from omniapp.sending.states import LIVE, Reason
from omniapp.stores.models import Store

NEWS: Final = ("pk", "moved", "read_at", "state_since", "connected_at", "tags")
PLAN_REMEMBERED = dt.timedelta(days=30)
_PARKED: Final[Rows[Delivery]] = Delivery.objects.filter(NEEDS_SOMEBODY, store=OuterRef("pk"))
_PLAN = Exists(_PARKED.filter(reason=Reason.PLAN))
_GIVEN_AT: Final = Coalesce(F("token__given_at"), F("connected_at"))  # of the access in hand
_SENDS = Campaign.objects.live().filter(store=OuterRef("pk"), sends_at__isnull=False)
#: What the address may ask for, by its word there. Each may look at ``next_id``.
SHOWN: Final[dict[str, tuple[str, Q | Exists]]] = {
    "all": ("All", Q()),
    "needs-you": ("Needs you", Exists(_PARKED)),
    "reconnect": ("Needs reconnecting", Q(state=Store.State.NEEDS_RECONNECT)),
    "plan": ("Plan limit", _PLAN),
    "idle": ("Nothing planned", Q(next_id=None)),
    "disconnected": ("Disconnected", Q(state=Store.State.DISCONNECTED)),
}
ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "name": ("name", "brand_id"),
    "needs": (F("needs").desc(), "name", "brand_id"),
    "next": (F("next_at").asc(nulls_last=True), "name", "brand_id"),
    "last": (F("last_at").desc(nulls_last=True), "name", "brand_id"),
    "access": (_GIVEN_AT.asc(), "name", "brand_id"),
}


@dataclass(frozen=True)
class Sending:
    """A campaign in a store's row."""

    campaign: Campaign
    at: dt.datetime
    mark: Mark


@dataclass(frozen=True)
class Row:
    """One store. ``plan``: a send waits for its plan now; ``plan_at``: when one was last refused for it."""

    store: Store
    needs: int
    next: Sending | None
    last: Sending | None
    plan: bool
    plan_at: dt.datetime | None
    access_days: int

    @property
    def access_age(self) -> str:
        """Of the access that is used now, which may be renewed every hour."""
        many = self.access_days
        return f"{many} day{'s' if many > 1 else ''}" if many else "less than a day"


def chosen(stores: QuerySet[Store], now: dt.datetime, *, show: str, sort: str) -> QuerySet[Store]:
    """Those to be shown, in their order. Looks up only what that asks for, since it does so for all."""
    coming, gone = _coming(now), _gone(now)
    if show == "idle":
        stores = stores.annotate(next_id=Subquery(coming.values("pk")[:1]))
    if sort == "needs":
        waits = FilteredRelation("deliveries", condition=needs_somebody("deliveries__"))
        stores = stores.annotate(parked=waits, needs=Count("parked"))
    if sort == "next":
        stores = stores.annotate(next_at=Subquery(coming.values("sends_at")[:1]))
    if sort == "last":
        stores = stores.annotate(last_at=Subquery(gone.values("sends_at")[:1]))
    return stores.filter(SHOWN[show][1]).order_by(*ORDERS[sort])


def with_facts(stores: QuerySet[Store], now: dt.datetime) -> QuerySet[Store]:
    """What rows speak of."""
    refused = DeliveryEvent.objects.filter(store=OuterRef("pk"), status=402, at__gt=now - PLAN_REMEMBERED)
    counted = _PARKED.order_by().values("store").annotate(many=Count("pk")).values("many")
    return with_news(stores).annotate(
        waiting=Coalesce(Subquery(counted), 0),
        given_at=_GIVEN_AT,
        plan=_PLAN,
        plan_at=Subquery(refused.order_by("-at").values("at")[:1]),
        next_one=Subquery(_coming(now).values("pk")[:1]),
        last_one=Subquery(_gone(now).values("pk")[:1]),
    )


def _coming(now: dt.datetime) -> QuerySet[Campaign]:
    ahead = _SENDS.filter(sends_at__gt=now).exclude(omnisend_status__in=sorted(mirrored.OVER))
    return ahead.order_by("sends_at")


def _gone(now: dt.datetime) -> QuerySet[Campaign]:
    return _SENDS.filter(sends_at__lte=now).order_by("-sends_at")


def rows(stores: Sequence[Any], now: dt.datetime) -> list[Row]:
    """One query for all of them. ``stores``: as from ``with_facts``."""
    ids = {one for store in stores for one in (store.next_one, store.last_one) if one}
    columns = ("name", "store_id", "sends_at", "mirrored", "omnisend_status", "gone_at")
    campaigns = marks.with_newest(Campaign.objects.filter(pk__in=ids)).only(*columns).in_bulk()

    def sending(store: Store, pk: int | None) -> Sending | None:
        campaign = campaigns.get(pk or 0)
        if campaign is None or campaign.sends_at is None:
            return None
        campaign.store = store  # known already: its address must not ask the database once more
        return Sending(campaign, campaign.sends_at, marks.of(campaign))

    return [
        Row(
            store=store,
            needs=store.waiting,
            next=sending(store, store.next_one),
            last=sending(store, store.last_one),
            plan=store.plan,
            plan_at=store.plan_at,
            access_days=max((now - store.given_at).days, 0),
        )
        for store in stores
    ]


def with_news(stores: QuerySet[Store]) -> QuerySet[Store]:
    """The little that changes whenever a row does. What is final does not, so only the rest is added up."""
    live = Delivery.objects.filter(store=OuterRef("pk"), state__in=sorted(LIVE)).order_by().values("store")
    return stores.annotate(
        moved=Subquery(live.annotate(sum=Sum(F("revision") + F("pk"))).values("sum")),
        read_at=F("campaign_sync__changed_at"),
    )


def seen(told: Iterable[tuple[Any, ...]]) -> str:
    """A mark that changes with whatever these stores' rows show. ``told``: NEWS of each, in any order."""
    return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()[:16]
