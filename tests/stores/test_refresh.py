"""Access that ends, against a local Omnisend: renewed in time, kept, or honestly given up."""

import datetime as dt

import pytest
import time_machine
from pytest_django.fixtures import Settings

from omniapp import omnisend
from omniapp.stores import connection, operations, tokens
from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled
from omniapp.stores.models import Store, Token
from tests import cast
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
BRAND = omnisend.calls.get_current_brand()


def refreshes(sandbox: Sandbox) -> int:
    return len([entry for entry in sandbox.log() if entry["path"] == "/oauth2/token"])


def store_with(sandbox: Sandbox, *, expires_in: int, **switches: object) -> Store:
    """Alpine Wool with a token of that lifetime, at an Omnisend that behaves as ``switches`` say."""
    sandbox.switch(**({"token_seconds": 3600} | switches))
    return cast.connect(ALPINE_WOOL, sandbox, expires_in=expires_in, at=dt.datetime.now(dt.UTC))


def held(store: Store) -> tokens.Held:
    found = tokens.read(store)
    assert found is not None
    return found


def test_a_token_that_never_expires_is_never_renewed(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=9000)):
        assert connection.run(store, BRAND).brand_id == ALPINE_WOOL
    assert refreshes(sandbox) == 0


@pytest.mark.parametrize(("seconds", "asked"), [(59, 1), (61, 0), (3600, 0)])
def test_it_is_renewed_a_minute_early(sandbox: Sandbox, seconds: int, asked: int) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False):
        store = store_with(sandbox, expires_in=seconds)
        assert connection.run(store, BRAND).name == "Alpine Wool"
    assert refreshes(sandbox) == asked


def test_with_rotation_the_new_refresh_token_is_kept(sandbox: Sandbox) -> None:
    store = store_with(sandbox, expires_in=30)
    before = held(store)
    connection.credentials(store)
    after = held(store)
    assert after.refresh != before.refresh
    assert after.generation == before.generation + 1
    assert after.expires_at is not None
    assert after.expires_at > dt.datetime.now(dt.UTC) + dt.timedelta(minutes=50)
    assert connection.recover_from_401(store, generation=after.generation)
    assert refreshes(sandbox) == 2


def test_without_rotation_the_old_refresh_token_is_kept(sandbox: Sandbox) -> None:
    store = store_with(sandbox, expires_in=30, refresh_tokens="keep")
    before = held(store)
    connection.credentials(store)
    assert held(store).refresh == before.refresh
    assert connection.recover_from_401(store, generation=held(store).generation)


def test_a_token_without_refresh_token_is_used_to_its_end(sandbox: Sandbox) -> None:
    sandbox.switch(refresh_tokens="none")
    store = store_with(sandbox, expires_in=30)
    assert connection.run(store, BRAND).name == "Alpine Wool"
    with (
        time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=31)),
        pytest.raises(NeedsReconnect),
    ):
        connection.credentials(store)
    store.refresh_from_db()
    assert store.state_reason == Store.Reason.REFUSED


def test_a_401_renews_once_and_tries_again(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.fault("GET /brands/current", status=401)
    assert connection.run(store, BRAND).name == "Alpine Wool"
    assert refreshes(sandbox) == 1


def test_a_second_401_says_that_the_store_needs_reconnecting(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.fault("GET /brands/current", times=0, status=401)
    with pytest.raises(NeedsReconnect):
        connection.run(store, BRAND)
    store.refresh_from_db()
    assert store.state == Store.State.NEEDS_RECONNECT
    assert refreshes(sandbox) == 1


def test_a_merchant_who_disconnects_inside_omnisend_is_noticed(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.disconnect(ALPINE_WOOL)
    with pytest.raises(NeedsReconnect):
        connection.run(store, BRAND)
    store.refresh_from_db()
    assert (store.state, store.state_reason) == (Store.State.NEEDS_RECONNECT, Store.Reason.GRANT_REFUSED)
    sandbox.clear_log()
    with pytest.raises(NeedsReconnect):
        connection.run(store, BRAND)
    assert sandbox.log() == []


def test_an_old_401_finds_the_newer_token_and_asks_nobody(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    old = connection.credentials(store)
    assert connection.recover_from_401(store, generation=old.generation)
    assert connection.recover_from_401(store, generation=old.generation)
    assert refreshes(sandbox) == 1


def test_a_refresh_that_did_not_get_through_costs_nothing(sandbox: Sandbox, settings: Settings) -> None:
    store = store_with(sandbox, expires_in=30)
    settings.OMNISEND_APP_URL = "http://127.0.0.1:9"
    assert connection.credentials(store).token == held(store).access
    row = Token.objects.get()
    assert (row.refreshing_until, row.answer_lost) == (None, False)
    settings.OMNISEND_APP_URL = sandbox.app_url
    before = held(store)
    assert connection.credentials(store).token != before.access


def test_an_ended_token_that_cannot_be_renewed_now_asks_nothing_of_the_api(
    sandbox: Sandbox, settings: Settings
) -> None:
    store = store_with(sandbox, expires_in=30)
    settings.OMNISEND_APP_URL = "http://127.0.0.1:9"
    sandbox.clear_log()
    with (
        time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=31)),
        pytest.raises(RefreshUnsettled) as trouble,
    ):
        connection.run(store, BRAND)
    assert isinstance(trouble.value, omnisend.NotReached)
    assert trouble.value.may_have_arrived is False
    assert sandbox.log() == []
    store.refresh_from_db()
    assert store.is_connected


def test_an_answer_lost_after_rotation_is_said_honestly(sandbox: Sandbox) -> None:
    store = store_with(sandbox, expires_in=30)
    sandbox.fault("POST /oauth2/token", "cut", effect="before")
    assert connection.credentials(store).token == held(store).access
    assert Token.objects.get().answer_lost
    with pytest.raises(NeedsReconnect):
        connection.credentials(store)
    store.refresh_from_db()
    assert store.state_reason == Store.Reason.ANSWER_LOST
    assert "answer was lost" in store.get_state_reason_display()


def test_an_answer_lost_without_rotation_is_made_up_for(sandbox: Sandbox) -> None:
    store = store_with(sandbox, expires_in=30, refresh_tokens="keep")
    sandbox.fault("POST /oauth2/token", "cut", effect="before")
    connection.credentials(store)
    connection.credentials(store)
    row = Token.objects.get()
    assert (row.generation, row.answer_lost) == (2, False)


@pytest.mark.parametrize("fault", [{"status": 503}, {"kind": "html", "status": 502}, {"status": 429}])
def test_trouble_at_omnisend_does_not_cost_the_connection(sandbox: Sandbox, fault: dict[str, object]) -> None:
    store = store_with(sandbox, expires_in=30)
    sandbox.fault("POST /oauth2/token", **fault)  # type: ignore[arg-type]
    connection.credentials(store)
    store.refresh_from_db()
    assert store.is_connected
    connection.credentials(store)
    assert held(store).generation == 2


def test_a_wrong_client_secret_does_not_cost_the_connections(sandbox: Sandbox, settings: Settings) -> None:
    store = store_with(sandbox, expires_in=30)
    settings.OMNISEND_CLIENT_SECRET = "mistyped"
    connection.credentials(store)
    store.refresh_from_db()
    assert store.is_connected


def test_connecting_again_while_a_refresh_is_out_keeps_the_newer_connection(sandbox: Sandbox) -> None:
    store = store_with(sandbox, expires_in=30)
    old = held(store)
    fresh = omnisend.Grant(access_token="fresh", refresh_token=None, scope=cast.SCOPES, expires_in=None)
    operations.connect(brand=cast.brand(), grant=fresh, now=cast.CONNECTED_AT)
    late = omnisend.Grant(access_token="late", refresh_token=None, scope=cast.SCOPES, expires_in=None)
    assert tokens.renew(store, late, of=old.generation, now=cast.CONNECTED_AT) is False
    assert connection.credentials(store).token == "fresh"
