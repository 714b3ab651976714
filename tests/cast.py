"""The cast: stores and people that tests name. Plain functions; every one needs the database.

Stores are those of the local Omnisend. Without ``sandbox`` a store holds a made-up token that opens nothing.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from omniapp import omnisend
from omniapp.install import tasks
from omniapp.people import merchants, sign_ins
from omniapp.people.models import StoreAccess, User
from omniapp.sending import heartbeat
from omniapp.stores import operations
from omniapp.stores.models import Store
from tests.sandbox_control import ALPINE_WOOL, FRESH_START, HARBOR_TEA, NORDIC_CANDLE, Sandbox

PASSWORD = "twelve sheep on a hill"
CONNECTED_AT = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
SCOPES = (
    "brands.read campaigns.read campaigns.write email-templates.read email-templates.write "
    "segments.read analytics.read"
)
_BRANDS: dict[str, dict[str, Any]] = {
    ALPINE_WOOL: {
        "name": "Alpine Wool", "website": "https://alpinewool.example", "currency": "EUR",
        "timezone": "Europe/Vilnius",
    },
    HARBOR_TEA: {
        "name": "Harbor Tea", "website": "https://harbortea.example", "currency": "USD",
        "timezone": "America/New_York",
    },
    NORDIC_CANDLE: {
        "name": "Nordic Candle", "website": "https://nordiccandle.example", "currency": "GBP",
        "timezone": "Europe/London",
    },
    FRESH_START: {
        "name": "Fresh Start", "website": "https://freshstart.example", "currency": "INR",
        "timezone": "Asia/Kolkata",
    },
}  # fmt: skip


def brand(brand_id: str = ALPINE_WOOL, **changes: Any) -> omnisend.Brand:
    """What Omnisend answers about a brand."""
    return omnisend.Brand.model_validate(
        {"brandID": brand_id, "platform": "custom", "connected": True} | _BRANDS.get(brand_id, {}) | changes
    )


def connect(
    brand_id: str,
    sandbox: Sandbox | None = None,
    *,
    scope: str = SCOPES,
    expires_in: int | None = None,
    at: dt.datetime = CONNECTED_AT,
    **changes: Any,
) -> Store:
    """A connected store, on a site that sends. With ``sandbox`` its token really works there."""
    heartbeat.Pulse().beat()
    if sandbox:
        told = sandbox.token(brand_id, scope=scope, expires_in=expires_in)
        access, refresh = told["access_token"], told.get("refresh_token")
    else:
        access, refresh = f"access-of-{brand_id}", f"refresh-of-{brand_id}"
    grant = omnisend.Grant(access_token=access, refresh_token=refresh, scope=scope, expires_in=expires_in)
    return operations.connect(brand=brand(brand_id, **changes), grant=grant, now=at)[0]


def connected_store(sandbox: Sandbox | None = None, **how: Any) -> Store:
    """Alpine Wool, connected: Europe/Vilnius, EUR."""
    return connect(ALPINE_WOOL, sandbox, **how)


def other_store(sandbox: Sandbox | None = None, **how: Any) -> Store:
    """Harbor Tea, connected: America/New_York, USD. Not the one the test is about."""
    return connect(HARBOR_TEA, sandbox, **how)


def lapsed_store(sandbox: Sandbox | None = None) -> Store:
    """Nordic Candle: Omnisend stopped accepting its token, so it needs reconnecting."""
    store = connect(NORDIC_CANDLE, sandbox)
    operations.mark_needs_reconnect(store, CONNECTED_AT + dt.timedelta(days=3))
    return store


def partner(
    *stores: Store, email: str = "ana@agency.example", edit: bool = True, send: bool = True, **fields: Any
) -> User:
    """A partner with a password (PASSWORD) and access to ``stores``. ``is_owner=True``: to every store."""
    user = User.objects.create_user(email, PASSWORD, **fields)
    for store in stores:
        StoreAccess.objects.create(user=user, store=store, can_edit=edit, can_send=send)
    return user


def merchant_browser(client: Client, *stores: Store) -> Client:
    """``client``, signed in as somebody who proved control of ``stores``; of Alpine Wool if none is named."""
    request = HttpRequest()
    request.session = client.session
    for store in stores or (connected_store(),):
        merchants.sign_in(request, store)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key or ""
    return client


def partner_browser(client: Client, user: User) -> Client:
    """``client``, signed in as ``user``, who gave the password just now."""
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    sign_ins.prove(request)
    request.session.save()
    return client


def forget_install_secrets() -> None:
    """What the clock does every minute."""
    tasks.forget()
