"""Stores of a run: brands of the local Omnisend, connected with tokens that work there."""

from typing import Any

from django.db import transaction

from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import LIVE
from omniapp.stores import operations as stores
from tests import cast
from tests.chaos.letters import Shop, now
from tests.sandbox_control import Sandbox

_ZONE = "Europe/Vilnius"


def open_shops(sandbox: Sandbox, many: int) -> list[Shop]:
    """New brands, each with a few templates, connected to us."""
    brands = sandbox.add_brand(count=many, segments=1, templates=3)["brands"]
    return [connect(sandbox, brand) for brand in brands]


def connect(sandbox: Sandbox, brand: dict[str, Any]) -> Shop:
    store = cast.connect(
        brand["brandID"], sandbox, at=now(), name=brand["name"], website=brand["website"], timezone=_ZONE
    )
    return Shop(store, brand["templateIDs"])


def reconnect(sandbox: Sandbox, shop: Shop) -> None:
    """After a 401 that no renewal helped, somebody goes through Omnisend's consent once more."""
    shop.store.refresh_from_db()
    if not shop.store.is_connected:
        at, store = now(), shop.store
        cast.connect(store.brand_id, sandbox, at=at, name=store.name, timezone=_ZONE)
        operations.store_reconnected(store=store, actor=shop.merchant, now=at)
        store.refresh_from_db()


def disconnect(shop: Shop, ended: list[tuple[str, int]]) -> None:
    """As the page does it; ``ended`` gets each letter that was live, and its delivery, before it is done."""
    with transaction.atomic():
        held = stores.close(shop.store, now())
        live = Delivery.objects.filter(store=shop.store, state__in=sorted(LIVE))
        ended += live.values_list("campaign__name", "pk")
        operations.store_disconnected(store=shop.store, actor=shop.merchant, now=now())
    if held is not None:
        stores.revoke(held.access, held.refresh)
