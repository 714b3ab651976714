"""Changing the key that seals tokens."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from omniapp.stores import connection
from omniapp.stores.models import Token
from tests import cast

pytestmark = pytest.mark.django_db
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


def run(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("reencrypt_tokens", *options)
    return capsys.readouterr().out.strip()


def test_every_token_moves_to_the_first_key_and_still_opens(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    stores = [cast.connected_store(), cast.other_store(), cast.lapsed_store()]
    before = connection.credentials(stores[0]).token
    settings.TOKEN_KEYS = [NEW, *settings.TOKEN_KEYS]
    assert run(capsys, "--batch", "2") == "3 sealed anew, 0 renewed meanwhile."
    assert all(
        row.access.startswith("new:") and row.refresh.startswith("new:") for row in Token.objects.all()
    )
    settings.TOKEN_KEYS = [NEW]
    assert connection.credentials(stores[0]).token == before


def test_a_second_run_finds_nothing_to_do(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    cast.connected_store()
    settings.TOKEN_KEYS = [NEW, *settings.TOKEN_KEYS]
    run(capsys)
    row = Token.objects.get()
    assert run(capsys) == "0 sealed anew, 0 renewed meanwhile."
    assert Token.objects.get().access == row.access


def test_a_row_sealed_half_by_each_key_is_finished(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    store = cast.connected_store()
    old_refresh = store.token.refresh
    settings.TOKEN_KEYS = [NEW, *settings.TOKEN_KEYS]
    run(capsys)
    Token.objects.update(refresh=old_refresh)
    assert run(capsys) == "1 sealed anew, 0 renewed meanwhile."
    assert Token.objects.get().refresh.startswith("new:")


def test_what_does_not_open_is_counted_and_left(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    alpine, harbor = cast.connected_store(), cast.other_store()
    Token.objects.filter(store=harbor).update(access=alpine.token.access)
    settings.TOKEN_KEYS = [NEW, *settings.TOKEN_KEYS]
    with pytest.raises(CommandError, match="1 do not open"):
        call_command("reencrypt_tokens")
    assert Token.objects.get(store=alpine).access.startswith("new:")
    assert Token.objects.get(store=harbor).access == alpine.token.access


def test_a_key_taken_away_too_early_is_named(settings: Settings) -> None:
    cast.connected_store()
    settings.TOKEN_KEYS = [NEW]
    with pytest.raises(ImproperlyConfigured, match="'tests'"):
        call_command("reencrypt_tokens")


def test_a_disconnected_store_has_nothing_to_seal(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    cast.connected_store()
    Token.objects.update(access="", refresh="")
    settings.TOKEN_KEYS = [NEW, *settings.TOKEN_KEYS]
    assert run(capsys) == "0 sealed anew, 0 renewed meanwhile."
