"""Stores of a run: brands of the local Omnisend, connected with tokens that work there."""

from typing import Any

from omniapp.sending import operations
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
