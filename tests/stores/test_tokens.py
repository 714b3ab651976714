"""Where a token is, and where it must never be."""

import logging
import pickle

import pytest
from django.views.debug import SafeExceptionReporterFilter
from pytest_django.fixtures import Settings

from omniapp import omnisend
from omniapp.stores import connection, operations, tokens
from omniapp.stores.errors import NeedsReconnect
from omniapp.stores.models import Store, Token
from tests import cast
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
SECRETS = (f"access-of-{ALPINE_WOOL}", f"refresh-of-{ALPINE_WOOL}")


def test_the_row_holds_neither_token_in_the_clear() -> None:
    cast.connected_store()
    row = str(Token.objects.values().get())
    assert not any(secret in row for secret in SECRETS)


def test_no_repr_shows_a_token() -> None:
    store = cast.connected_store()
    held = tokens.read(store)
    shown = [
        repr(thing)
        for thing in (
            held,
            store.token,
            connection.credentials(store),
            connection.client(store),
            connection.oauth(),
            omnisend.Grant(access_token=SECRETS[0], refresh_token=SECRETS[1], scope="", expires_in=None),
        )
    ]
    assert not any(secret in text for secret in SECRETS for text in shown)
    assert not any("omniapp-demo-secret" in text for text in shown)


def test_a_store_carries_no_token_into_a_message_or_a_template() -> None:
    store = Store.objects.get(pk=cast.connected_store().pk)
    assert not any(secret.encode() in pickle.dumps(store) for secret in SECRETS)
    assert not any(secret in str(vars(store)) for secret in SECRETS)


def test_nothing_is_logged_about_a_token(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = cast.connected_store(sandbox, expires_in=30)
    held = tokens.read(store)
    assert held is not None
    connection.run(store, omnisend.calls.get_current_brand())
    newer = tokens.read(store)
    assert newer is not None
    assert newer.access != held.access
    operations.disconnect(store, cast.CONNECTED_AT)
    assert caplog.text
    for secret in (held.access, held.refresh, newer.access, newer.refresh):
        assert secret not in caplog.text


def test_a_ciphertext_moved_to_another_store_does_not_open(caplog: pytest.LogCaptureFixture) -> None:
    alpine, harbor = cast.connected_store(), cast.other_store()
    Token.objects.filter(store=harbor).update(access=alpine.token.access)
    with pytest.raises(NeedsReconnect):
        connection.credentials(harbor)
    harbor.refresh_from_db()
    assert harbor.state == Store.State.NEEDS_RECONNECT
    assert harbor.state_reason == Store.Reason.UNREADABLE
    assert not any(secret in caplog.text for secret in SECRETS)


def test_access_and_refresh_cannot_change_places() -> None:
    store = cast.connected_store()
    row = store.token
    Token.objects.filter(pk=row.pk).update(access=row.refresh, refresh=row.access)
    with pytest.raises(NeedsReconnect):
        connection.credentials(store)


def test_a_damaged_token_does_not_stand_in_the_way_of_disconnecting() -> None:
    store = cast.connected_store()
    Token.objects.filter(store=store).update(access="tests:AAAA")
    assert operations.disconnect(store, cast.CONNECTED_AT) is False
    assert store.state == Store.State.DISCONNECTED


def test_the_token_of_a_page_is_not_among_the_settings_a_debug_page_shows(settings: Settings) -> None:

    shown = str(SafeExceptionReporterFilter().get_safe_settings())
    assert settings.TOKEN_KEYS[0].partition(":")[2] not in shown
    assert settings.OMNISEND_CLIENT_SECRET not in shown
