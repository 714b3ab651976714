"""Connecting a store and disconnecting it. Atomic, and nothing waits for the network inside a transaction."""

import datetime as dt
import logging

from django.db import transaction

from omniapp import omnisend
from omniapp.stores import tokens
from omniapp.stores.models import Store
from omniapp.stores.states import mark_needs_reconnect
from omniapp.stores.tokens import Held
from omniapp.stores.transports import oauth

__all__ = ["close", "connect", "disconnect", "mark_needs_reconnect", "revoke"]
logger = logging.getLogger(__name__)


@transaction.atomic
def connect(*, brand: omnisend.Brand, grant: omnisend.Grant, now: dt.datetime) -> tuple[Store, bool]:
    """Stores the brand with its new grant, or refreshes what we know of it; True with it: it is new to us.

    The access from before is replaced in the same transaction: until this succeeds, it stays as it was.
    """
    known = {
        "name": _fit(brand.name, 255) or _fit(brand.website, 255) or brand.brand_id,
        "website": _fit(brand.website, 500),
        "timezone": _fit(brand.timezone, 64) or "UTC",
        "currency": _fit(brand.currency, 8),
        "platform": _fit(brand.platform, 64),
        "scope": grant.scope,
        "state": Store.State.CONNECTED,
        "state_reason": Store.Reason.NONE,
        "connected_at": now,
        "forgotten_at": None,
    }
    store, created = Store.objects.select_for_update(no_key=True).get_or_create(
        brand_id=brand.brand_id, defaults=known | {"state_since": now}
    )
    if not created:
        if store.state != Store.State.CONNECTED:
            store.state_since = now
        for name, value in known.items():
            setattr(store, name, value)
        store.save(update_fields=[*known, "state_since"])
    tokens.replace(store, grant, now=now)
    return store, created


def _fit(text: str, longest: int) -> str:
    """What a column holds of somebody else's text; PostgreSQL takes no NUL."""
    return text.replace("\x00", "").strip()[:longest]


@transaction.atomic
def close(store: Store, now: dt.datetime) -> Held | None:
    """Forgets the store's access here; what it was, for ``revoke`` once the transaction is over."""
    locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    held = tokens.forget(locked)
    if locked.state != Store.State.DISCONNECTED:
        locked.state, locked.state_reason, locked.state_since = Store.State.DISCONNECTED, "", now
        locked.save(update_fields=["state", "state_reason", "state_since"])
    store.refresh_from_db(fields=["state", "state_reason", "state_since"])
    return held


def disconnect(store: Store, now: dt.datetime) -> bool:
    """Forgets the store's access here, then asks Omnisend to withdraw it; whether Omnisend said yes to that.

    Our copy is gone whatever Omnisend answers.
    """
    held = close(store, now)
    return held is not None and revoke(held.access, held.refresh)


def revoke(access: str, refresh: str | None) -> bool:
    """Asks Omnisend to withdraw both tokens, as well as it goes; whether it said yes to all (RFC 7009)."""
    done = True
    for token in filter(None, (refresh, access)):
        try:
            oauth().revoke(token)
        except omnisend.OmnisendError as trouble:
            logger.warning("Omnisend did not withdraw an access: %s", trouble)
            done = False
    return done
