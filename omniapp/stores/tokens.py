"""A store's token row: sealed when it is written, opened when it is used."""

import contextlib
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import F

from omniapp import omnisend
from omniapp.stores.models import Store, Token
from omniapp.stores.vault import Unopenable, vault

# As a query set it would name each store in a parameter of its own, and take three times as long.
_AT_HAND = """
    SELECT token.store_id, store.brand_id, token.access, token.generation
    FROM stores_token AS token JOIN stores_store AS store ON store.id = token.store_id
    WHERE token.store_id = ANY(%(stores)s) AND store.state = %(connected)s AND token.access <> ''
        AND (token.expires_at IS NULL OR token.expires_at > %(until)s)
"""


@dataclass(frozen=True)
class Held:
    """What a store's token row holds, opened. Its ``repr`` shows neither of the two."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: dt.datetime | None
    generation: int
    answer_lost: bool

    def expires_by(self, moment: dt.datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= moment


def read(store: Store) -> Held | None:
    """The store's token as it is now; None: it has none. Raises vault.Unopenable for a damaged one."""
    row = Token.objects.filter(store_id=store.pk).exclude(access="").first()
    return None if row is None else _opened(row, store.brand_id)


def read_many(stores: Collection[int], *, until: dt.datetime) -> Iterator[tuple[int, str, int]]:
    """For those of these stores that are connected and have a token for longer than ``until``, in one query:
    the store's primary key, the token and its generation.

    A damaged one is left out; ``read`` says what is wrong with it.
    """
    if not stores:
        return
    with connection.cursor() as cursor:
        cursor.execute(_AT_HAND, {"stores": list(stores), "until": until, "connected": Store.State.CONNECTED})
        found = cursor.fetchall()
    for store_id, brand_id, access, generation in found:
        with contextlib.suppress(ImproperlyConfigured, ValueError):  # Unopenable is one
            yield store_id, vault().open(access, owner=brand_id, kind="access"), generation


def _opened(row: Token, brand_id: str) -> Held:
    return Held(
        access=vault().open(row.access, owner=brand_id, kind="access"),
        refresh=vault().open(row.refresh, owner=brand_id, kind="refresh") if row.refresh else "",
        expires_at=row.expires_at,
        generation=row.generation,
        answer_lost=row.answer_lost,
    )


def replace(store: Store, grant: omnisend.Grant, *, now: dt.datetime) -> None:
    """Writes a new grant, whatever was there: a person connected the store."""
    Token.objects.get_or_create(store_id=store.pk)
    Token.objects.filter(store=store).update(
        **_columns(store, grant, now=now) | {"refresh": _seal_refresh(store, grant)}
    )


def renew(store: Store, grant: omnisend.Grant, *, of: int, now: dt.datetime) -> bool:
    """Writes what a refresh brought, if the row still is of generation ``of``; whether it was.

    A grant without a refresh token keeps the one there is.
    """
    columns = _columns(store, grant, now=now)
    if grant.refresh_token:
        columns["refresh"] = _seal_refresh(store, grant)
    return bool(Token.objects.filter(store=store, generation=of).update(**columns))


def forget(store: Store) -> Held | None:
    """Empties the row and returns what it held. The generation goes on, so that old news stays old."""
    try:
        held = read(store)
    except Unopenable:
        held = None  # nobody can use it, and it is about to be gone
    Token.objects.filter(store=store).update(
        access="",
        refresh="",
        expires_at=None,
        given_at=None,
        refreshing_until=None,
        generation=F("generation") + 1,
    )
    return held


def _columns(store: Store, grant: omnisend.Grant, *, now: dt.datetime) -> dict[str, object]:
    lasts = grant.expires_in
    return {
        "access": vault().seal(grant.access_token, owner=store.brand_id, kind="access"),
        "expires_at": None if lasts is None else now + dt.timedelta(seconds=lasts),
        "given_at": now,
        "generation": F("generation") + 1,
        "refreshing_until": None,
        "answer_lost": False,
    }


def _seal_refresh(store: Store, grant: omnisend.Grant) -> str:
    if not grant.refresh_token:
        return ""
    return vault().seal(grant.refresh_token, owner=store.brand_id, kind="refresh")
