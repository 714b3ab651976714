"""What a watching program is told."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp import clock
from omniapp.health import checks
from omniapp.sending import engine, heartbeat
from tests import cast
from tests.merchant.scenes import NOW, scene
from tests.sandbox_control import free_port
from tests.sending.test_heartbeat import rested

pytestmark = pytest.mark.django_db
WELL = {
    "ok": True,
    "database": True,
    "redis": True,
    "sending": True,
    "oldest_due_late_seconds": 0.0,
    "wrong_clocks": {},
}


def told(client: Client) -> tuple[int, dict[str, object]]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well_while_the_engine_runs(client: Client) -> None:
    engine.drain()
    status, found = told(client)

    assert status == 200
    assert isinstance(found.pop("heartbeat_age_seconds"), float)
    assert found == WELL


def test_an_old_heartbeat_is_told(client: Client, settings: Settings) -> None:
    rested(settings.SENDING_STANDSTILL + 30)
    status, found = told(client)

    assert (status, found["ok"], found["sending"], found["redis"]) == (503, False, False, True)


def test_an_engine_that_never_ran_is_told(client: Client) -> None:
    status, found = told(client)

    assert (status, found["sending"], found["heartbeat_age_seconds"]) == (503, False, None)


def test_a_lost_redis_is_told_and_does_not_hide_that_sending_goes_on(
    client: Client, settings: Settings
) -> None:
    engine.drain()
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    status, found = told(client)

    assert (status, found["ok"], found["redis"], found["sending"]) == (503, False, False, True)


def test_a_lost_database_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> float:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(heartbeat, "age", lost)
    status, found = told(client)

    assert (status, found["database"], found["sending"]) == (503, False, False)
    assert found["oldest_due_late_seconds"] is None


def test_how_late_the_oldest_due_delivery_is() -> None:
    scene(cast.connected_store(), "handing-over")

    assert checks.health(NOW + dt.timedelta(seconds=90)).late == 90
    assert checks.health(NOW - dt.timedelta(seconds=90)).late == 0


def test_lateness_alone_is_no_illness() -> None:
    """A store may have used up what Omnisend allows it for this minute."""
    assert checks.Health(True, True, heartbeat=1.0, late=400.0).well


def test_it_is_never_kept_and_names_nobody(client: Client) -> None:
    answer = client.get("/healthz")

    assert "no-store" in answer["Cache-Control"]
    assert set(answer.json()) == {*WELL, "heartbeat_age_seconds"}


def test_it_is_answered_by_plain_http_from_inside(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    engine.drain(now=clock.now)

    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301
