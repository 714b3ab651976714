"""Browsers that proved control of a store through Omnisend, and stay signed in for that store.

A browser may hold several stores. The session holds one key per store; the rows decide.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest

from omniapp import clock
from omniapp.people import sessions
from omniapp.people.models import MerchantSignIn
from omniapp.stores.models import Store

_SESSION_KEY = "merchant_sign_ins"


def sign_in(request: HttpRequest, store: Store) -> MerchantSignIn:
    """Signs this browser in for ``store``, under a new session id (against a planted one)."""
    row = MerchantSignIn.objects.create(store=store, created_at=clock.now())
    request.session[_SESSION_KEY] = {**_keys(request), store.brand_id: row.key}
    sessions.binding(request)
    request.session.cycle_key()
    return row


def sign_out(request: HttpRequest) -> None:
    """Signs this browser out of all its stores and of a partner's account, and empties the session."""
    MerchantSignIn.objects.filter(key__in=_keys(request).values(), ended_at=None).update(ended_at=clock.now())
    logout(request)


def end_all(store: Store) -> int:
    """Ends every browser's sign-in to ``store``; how many there were."""
    return MerchantSignIn.objects.filter(store=store, ended_at=None).update(ended_at=clock.now())


def is_signed_in(request: HttpRequest, store: Store) -> bool:
    key = _keys(request).get(store.brand_id)
    return key is not None and _valid().filter(store=store, key=key).exists()


def stores(request: HttpRequest) -> list[Store]:
    """The stores this browser is signed in to, by name."""
    keys = list(_keys(request).values())
    return list(Store.objects.filter(sign_ins__in=_valid().filter(key__in=keys)).distinct()) if keys else []


def _keys(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(_SESSION_KEY, {}))


def _valid() -> QuerySet[MerchantSignIn]:
    oldest = clock.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return MerchantSignIn.objects.filter(ended_at=None, created_at__gt=oldest)
