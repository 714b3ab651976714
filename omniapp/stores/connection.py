"""Talking to Omnisend for one store: its token, renewed when it must be, once for all processes."""

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings

from omniapp import clock, omnisend
from omniapp.budgets import Lane, WithinBudget
from omniapp.stores import refreshing, tokens
from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled
from omniapp.stores.models import Store
from omniapp.stores.states import mark_needs_reconnect
from omniapp.stores.tokens import Held
from omniapp.stores.transports import oauth, transport
from omniapp.stores.vault import Unopenable

__all__ = [
    "Credentials",
    "client",
    "credentials",
    "credentials_at_hand",
    "oauth",
    "recover_from_401",
    "run",
    "transport",
]

T = TypeVar("T")
_EARLY = dt.timedelta(seconds=60)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Credentials:
    """A token that should work now, and which of the store's tokens it is. ``repr`` hides it."""

    token: str = field(repr=False)
    generation: int


def credentials(store: Store) -> Credentials:
    """A token for ``store``; renewed first when it ends within a minute.

    Raises NeedsReconnect, or RefreshUnsettled (an omnisend.NotReached) when it has ended and could not be
    renewed just now. May ask Omnisend for a renewal, so never call it inside a transaction.
    """
    held = _held(store)
    if held.expires_by(clock.now() + _EARLY):
        held = _renewed(store, held)
    return Credentials(held.access, held.generation)


def credentials_at_hand(stores: Collection[int]) -> dict[int, Credentials]:
    """For each of these stores a token that works now, in one query and without asking anybody.

    Left out is whose token ends within a minute, cannot be read, or is none: ask ``credentials`` for those.
    """
    found = tokens.read_many(stores, until=clock.now() + _EARLY)
    return {store_id: Credentials(token, generation) for store_id, token, generation in found}


def client(store: Store, *, deadline: float | None = None, lane: Lane = Lane.SEND) -> omnisend.Client:
    """A client with a token as from ``credentials``, and its errors. ``deadline``: seconds for one call.

    It keeps to the store's budget, and raises budgets.BudgetSpent (an omnisend.RateLimited) beyond it.
    """
    return _client(store, credentials(store), deadline, lane)


def run(store: Store, call: omnisend.Call[T], *, deadline: float | None = None, lane: Lane = Lane.SEND) -> T:
    """Runs one call, for reads and pages. A 401 renews the access once and tries once more.

    Raises what ``credentials`` raises, NeedsReconnect after a final 401, and every omnisend.OmnisendError,
    budgets.BudgetSpent among them.
    """
    used = credentials(store)
    try:
        return _client(store, used, deadline, lane).run(call)
    except omnisend.Unauthorized as no:
        if not recover_from_401(store, generation=used.generation):
            raise NeedsReconnect(f"{store.name} needs to be connected again.") from no
    used = credentials(store)
    try:
        return _client(store, used, deadline, lane).run(call)
    except omnisend.Unauthorized as no:
        mark_needs_reconnect(store, clock.now(), generation=used.generation)
        raise NeedsReconnect(f"{store.name} needs to be connected again.") from no


def recover_from_401(store: Store, *, generation: int) -> bool:
    """After a 401 with the token of ``generation``: True, ask ``credentials`` and try once more; False, the
    store needs reconnecting and says so. Raises RefreshUnsettled when neither is known yet."""
    try:
        held = _held(store)
        if held.generation == generation:
            refreshing.refresh(store, held)
    except NeedsReconnect:
        return False
    return True


def _held(store: Store) -> Held:
    if not Store.objects.filter(pk=store.pk, state=Store.State.CONNECTED).exists():
        raise NeedsReconnect(f"{store.name} needs to be connected again.")
    try:
        held = tokens.read(store)
    except Unopenable as damage:
        logger.exception("The access of store %s cannot be read", store.brand_id)
        mark_needs_reconnect(store, clock.now(), reason=Store.Reason.UNREADABLE)
        raise NeedsReconnect(f"{store.name} needs to be connected again.") from damage
    if held is None:
        mark_needs_reconnect(store, clock.now())
        raise NeedsReconnect(f"{store.name} needs to be connected again.")
    return held


def _renewed(store: Store, held: Held) -> Held:
    """A newer token; the one at hand while it still works and a newer one cannot be had."""
    still_good = not held.expires_by(clock.now())
    if still_good and not held.refresh:
        return held
    try:
        return refreshing.refresh(store, held)
    except RefreshUnsettled:
        if still_good:
            return held
        raise


def _client(store: Store, used: Credentials, deadline: float | None, lane: Lane) -> omnisend.Client:
    seconds = settings.SENDING_REQUEST_DEADLINE if deadline is None else deadline
    within = WithinBudget(transport(), store.brand_id, lane)
    return omnisend.Client(used.token, api_url=settings.OMNISEND_API_URL, transport=within, deadline=seconds)
