"""Renewing a store's access: one process asks, all others wait for what it got.

Whoever renews holds a lease in the token's row, taken by compare-and-set and measured by the database's
clock, which all share. It outlasts the call's own deadline; when its holder dies it runs out by itself.
"""

import datetime as dt
import time

from django.db.models import Q
from django.db.models.functions import Now

from omniapp import clock, omnisend
from omniapp.stores import tokens
from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled, StoreError
from omniapp.stores.models import Store, Token
from omniapp.stores.states import mark_needs_reconnect
from omniapp.stores.tokens import Held
from omniapp.stores.transports import oauth

_LEASE = dt.timedelta(seconds=30)
_PATIENCE = 5.0  # seconds that others wait for the one who asks
_BETWEEN_LOOKS = 0.05


def refresh(store: Store, held: Held) -> Held:
    """A token that is newer than ``held``. One request to Omnisend at most, however many ask at once.

    Raises NeedsReconnect when Omnisend refuses for good (the store says why from then on), RefreshUnsettled
    when this time it did not work.
    """
    if not held.refresh:
        raise _give_up(store, held, Store.Reason.REFUSED)
    if not _claim(store, held.generation):
        return _await_the_other(store, held)
    try:
        grant = oauth().refresh(held.refresh)
    except omnisend.GrantRefused as no:
        raise _refused(store, held, no) from no
    except omnisend.OmnisendError as trouble:
        _release(store, held, answer_lost=held.answer_lost or not isinstance(trouble, omnisend.NotReached))
        raise RefreshUnsettled(f"The access could not be renewed: {trouble}") from trouble
    tokens.renew(store, grant, of=held.generation, now=clock.now())
    return _now_held(store)


def _claim(store: Store, generation: int) -> bool:
    """Takes the lease. Until an answer is read, it counts as lost: this process may die while it waits."""
    free = Q(refreshing_until=None) | Q(refreshing_until__lt=Now())
    row = Token.objects.filter(free, store=store, generation=generation)
    return bool(row.update(refreshing_until=Now() + _LEASE, answer_lost=True))


def _refused(store: Store, held: Held, no: omnisend.GrantRefused) -> StoreError:
    """What a refusal means: invalid_grant is for good, anything else is about this site's registration."""
    error: StoreError = RefreshUnsettled(f"Omnisend did not renew the access: {no}")
    if no.error == "invalid_grant":
        reason = Store.Reason.ANSWER_LOST if held.answer_lost else Store.Reason.GRANT_REFUSED
        error = _give_up(store, held, reason)
    _release(store, held, answer_lost=held.answer_lost)
    return error


def _release(store: Store, held: Held, *, answer_lost: bool) -> None:
    Token.objects.filter(store=store, generation=held.generation).update(
        refreshing_until=None, answer_lost=answer_lost
    )


def _await_the_other(store: Store, held: Held) -> Held:
    deadline = time.monotonic() + _PATIENCE
    busy = True
    while busy and time.monotonic() < deadline:
        # Asked before the token is read: who ends the lease has written the outcome by then.
        busy = Token.objects.filter(store=store, refreshing_until__gt=Now()).exists()
        latest = _now_held(store)
        if latest.generation != held.generation:
            return latest
        if busy:
            time.sleep(_BETWEEN_LOOKS)
    raise RefreshUnsettled("Another process is renewing this store's access and has not succeeded yet.")


def _now_held(store: Store) -> Held:
    """The token as it is now. Raises NeedsReconnect when the store lost it meanwhile."""
    held = tokens.read(store)
    if held is None or not Store.objects.filter(pk=store.pk, state=Store.State.CONNECTED).exists():
        raise NeedsReconnect(f"{store.name} needs to be connected again.")
    return held


def _give_up(store: Store, held: Held, reason: Store.Reason) -> NeedsReconnect:
    mark_needs_reconnect(store, clock.now(), reason=reason, generation=held.generation)
    return NeedsReconnect(f"{store.name} needs to be connected again.")
