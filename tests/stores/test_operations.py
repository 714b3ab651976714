"""Connecting and disconnecting a store."""

import datetime as dt
import zoneinfo

import pytest

from omniapp import omnisend
from omniapp.stores import connection, operations
from omniapp.stores.errors import NeedsReconnect
from omniapp.stores.models import Store, Token
from tests import cast
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
LATER = cast.CONNECTED_AT + dt.timedelta(days=20)


def grant(token: str = "newer", **changes: object) -> omnisend.Grant:
    values = {"access_token": token, "refresh_token": None, "scope": cast.SCOPES, "expires_in": None}
    return omnisend.Grant(**values | changes)  # type: ignore[arg-type]


def test_a_new_store_is_what_omnisend_says_of_it() -> None:
    store, created = operations.connect(brand=cast.brand(), grant=grant(), now=LATER)
    assert created
    assert (store.name, store.domain, store.currency) == ("Alpine Wool", "alpinewool.example", "EUR")
    assert store.tz == zoneinfo.ZoneInfo("Europe/Vilnius")
    assert store.connected_at == store.state_since == LATER
    assert store.get_absolute_url() == f"/s/{ALPINE_WOOL}/"


def test_connecting_again_takes_over_what_changed_at_omnisend() -> None:
    before = cast.connected_store()
    store, created = operations.connect(brand=cast.brand(name="Alpine & Sons"), grant=grant(), now=LATER)
    assert not created
    assert store.pk == before.pk
    assert (store.name, store.connected_at, store.state_since) == ("Alpine & Sons", LATER, cast.CONNECTED_AT)
    assert connection.credentials(store).token == "newer"


def test_connecting_again_without_a_refresh_token_keeps_no_old_one() -> None:
    store = cast.connected_store()
    operations.connect(brand=cast.brand(), grant=grant(), now=LATER)
    assert Token.objects.get(store=store).refresh == ""


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe"])
def test_a_zone_nobody_knows_is_read_as_utc(name: str) -> None:
    assert cast.connected_store(timezone=name).tz == zoneinfo.ZoneInfo("UTC")


def test_a_brand_without_a_name_is_called_by_its_website() -> None:
    assert cast.connected_store(name="").name == "https://alpinewool.example"


def test_news_about_an_older_token_does_not_touch_the_new_connection() -> None:
    store = cast.connected_store()
    old = connection.credentials(store).generation
    operations.connect(brand=cast.brand(), grant=grant(), now=LATER)
    assert operations.mark_needs_reconnect(store, LATER, generation=old) is False
    store.refresh_from_db()
    assert store.is_connected


def test_disconnecting_forgets_the_token_here_and_withdraws_it_there(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    token = connection.credentials(store).token
    assert operations.disconnect(store, LATER) is True
    assert (store.state, store.state_since) == (Store.State.DISCONNECTED, LATER)
    assert Token.objects.get().access == Token.objects.get().refresh == ""
    with pytest.raises(NeedsReconnect):
        connection.credentials(store)
    client = omnisend.Client(token, api_url=sandbox.api_url, transport=connection.transport())
    with pytest.raises(omnisend.Unauthorized):
        client.run(omnisend.calls.get_current_brand())


def test_disconnecting_works_also_when_omnisend_does_not_answer(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.fault("POST /oauth2/revoke", "cut", times=0, effect="none")
    assert operations.disconnect(store, LATER) is False
    assert store.state == Store.State.DISCONNECTED
    assert Token.objects.get().access == ""


def test_disconnecting_twice_changes_nothing_more(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    operations.disconnect(store, LATER)
    assert operations.disconnect(store, LATER + dt.timedelta(days=1)) is False
    assert store.state_since == LATER


def test_a_generation_never_comes_back(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    first = connection.credentials(store).generation
    operations.disconnect(store, LATER)
    operations.connect(brand=cast.brand(), grant=grant(), now=LATER)
    assert connection.credentials(store).generation > first
    assert store.pk == Store.objects.get().pk


def test_whatever_omnisend_says_of_a_brand_fits() -> None:
    store = cast.connected_store(name="A\x00" + "b" * 400, website="w" * 900, currency="E" * 40, timezone="")
    store.refresh_from_db()
    assert store.name == "A" + "b" * 254
    assert (len(store.website), store.currency, store.timezone) == (500, "E" * 8, "UTC")
