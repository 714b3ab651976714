"""Which stores ``/stores/`` shows, and in which order."""

import datetime as dt
from typing import Any, Final

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet as Rows

from omniapp.campaigns.models import Campaign
from omniapp.partner.troubles import needs_somebody
from omniapp.sending import mirrored
from omniapp.sending.models import NEEDS_SOMEBODY, Delivery
from omniapp.sending.states import Reason
from omniapp.stores.models import Store

_PARKED: Final[Rows[Delivery]] = Delivery.objects.filter(NEEDS_SOMEBODY, store=OuterRef("pk"))
_GIVEN_AT: Final = Coalesce(F("token__given_at"), F("connected_at"))  # of the access in hand
_SENDS = Campaign.objects.live().filter(store=OuterRef("pk"), sends_at__isnull=False)
#: What the address may ask for, by its word there. Each may look at ``next_id``.
SHOWN: Final[dict[str, tuple[str, Q | Exists]]] = {
    "all": ("All", Q()),
    "needs-you": ("Needs you", Exists(_PARKED)),
    "reconnect": ("Needs reconnecting", Q(state=Store.State.NEEDS_RECONNECT)),
    "plan": ("Plan limit", Exists(_PARKED.filter(reason=Reason.PLAN))),
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


def _coming(now: dt.datetime) -> QuerySet[Campaign]:
    ahead = _SENDS.filter(sends_at__gt=now).exclude(omnisend_status__in=sorted(mirrored.OVER))
    return ahead.order_by("sends_at")


def _gone(now: dt.datetime) -> QuerySet[Campaign]:
    return _SENDS.filter(sends_at__lte=now).order_by("-sends_at")
