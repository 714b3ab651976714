"""Many ask for one store's access at the same moment: one renewal, and everybody gets on."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections
from django.db.models import F
from django.db.models.functions import Now

from omniapp import omnisend
from omniapp.stores import connection, refreshing, tokens
from omniapp.stores.errors import NeedsReconnect, RefreshUnsettled
from omniapp.stores.models import Store, Token
from tests import cast
from tests.sandbox_control import ALPINE_WOOL, Sandbox
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
BRAND = omnisend.calls.get_current_brand()


def at_once(count: int, ask: Callable[[], T]) -> list[T]:
    """``count`` threads, each with its own database connection."""

    def asking() -> T:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(asking) for _ in range(count)]
        return [future.result(timeout=30) for future in futures]


def expiring(sandbox: Sandbox, **switches: object) -> Store:
    sandbox.switch(**({"token_seconds": 3600} | switches))
    return cast.connect(
        ALPINE_WOOL, sandbox, expires_in=1, at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)
    )


def refreshes(sandbox: Sandbox) -> int:
    return len([entry for entry in sandbox.log() if entry["path"] == "/oauth2/token"])


def test_twelve_threads_renew_an_ended_token_once(sandbox: Sandbox) -> None:
    store = expiring(sandbox, old_access_survives=False)
    sandbox.fault("POST /oauth2/token", "latency", seconds=0.3)
    got = at_once(12, lambda: connection.credentials(Store.objects.get(pk=store.pk)))
    assert refreshes(sandbox) == 1
    assert len({one.token for one in got}) == 1
    assert {one.generation for one in got} == {2}


def test_twelve_calls_that_all_get_401_renew_once(sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.fault("POST /oauth2/token", "latency", seconds=0.3)
    old = connection.credentials(store).generation
    assert all(at_once(12, lambda: connection.recover_from_401(store, generation=old)))
    assert refreshes(sandbox) == 1
    assert connection.run(store, BRAND).name == "Alpine Wool"


def test_everybody_hears_that_omnisend_refuses_for_good(sandbox: Sandbox) -> None:
    store = expiring(sandbox)
    sandbox.disconnect(ALPINE_WOOL)

    def ask() -> str:
        try:
            connection.credentials(Store.objects.get(pk=store.pk))
        except NeedsReconnect:
            return "needs reconnecting"
        return "has access"

    assert set(at_once(8, ask)) == {"needs reconnecting"}
    assert refreshes(sandbox) <= 2


def test_those_who_wait_do_not_wait_for_ever(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_PATIENCE", 0.2)
    store = expiring(sandbox)
    Token.objects.update(refreshing_until=Now() + dt.timedelta(seconds=30))
    with pytest.raises(RefreshUnsettled):
        connection.credentials(store)
    assert refreshes(sandbox) == 0


def test_the_lease_of_one_who_died_runs_out(sandbox: Sandbox) -> None:
    store = expiring(sandbox, refresh_tokens="keep")
    Token.objects.update(refreshing_until=Now() - dt.timedelta(seconds=1), answer_lost=True)
    assert connection.credentials(store).generation == 2
    assert not Token.objects.get().answer_lost


def test_one_who_waits_takes_what_the_other_got(sandbox: Sandbox) -> None:
    store = expiring(sandbox)
    Token.objects.update(refreshing_until=Now() + dt.timedelta(seconds=30))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(at_once, 1, lambda: connection.credentials(store))
        eventually(waiting.running, what="The wait")
        newer = omnisend.Grant(access_token="newer", refresh_token=None, scope="", expires_in=None)
        assert tokens.renew(store, newer, of=1, now=dt.datetime.now(dt.UTC))
        assert waiting.result(timeout=10)[0].token == "newer"
    assert refreshes(sandbox) == 0


def test_a_lease_is_no_lock_on_the_row(sandbox: Sandbox) -> None:
    store = expiring(sandbox)
    sandbox.fault("POST /oauth2/token", "latency", seconds=0.5)
    with ThreadPoolExecutor(1) as pool:
        renewing = pool.submit(at_once, 1, lambda: connection.credentials(store))
        eventually(lambda: Token.objects.exclude(refreshing_until=None).exists(), what="The lease")
        Store.objects.filter(pk=store.pk).update(name=F("name"))
        assert Token.objects.get().generation == 1
        assert renewing.result(timeout=10)[0].generation == 2
