"""A worker whose clock is wrong begins nothing, and says so."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from django.test import Client

from omniapp.sending import clocks, engine
from omniapp.sending.claims import claim_due
from omniapp.sending.models import Heartbeat, WrongClock
from omniapp.sending.states import State, Step
from tests.sending.conftest import Stage

Turn = Callable[[float], None]


@pytest.fixture
def turn(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Turns this machine's clock ahead by so many seconds."""
    return lambda seconds: monkeypatch.setattr(clocks, "_here", lambda: time.time() + seconds)


@pytest.mark.parametrize("seconds", [400.0, -400.0])
def test_by_a_wrong_clock_nothing_is_begun(stage: Stage, turn: Turn, seconds: float) -> None:
    delivery = stage.send(stage.campaign())
    Heartbeat.objects.all().delete()
    turn(seconds)

    stage.step()

    delivery.refresh_from_db()
    assert delivery.state == State.HELD
    assert not Heartbeat.objects.exists()
    assert WrongClock.objects.get().ahead == pytest.approx(seconds, abs=30)


def test_by_a_wrong_clock_no_lease_is_taken_for_lost(stage: Stage, turn: Turn) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.step == Step.SEND)
    claim_due(stage.now, most=1)
    turn(400)
    stage.now += dt.timedelta(seconds=400)

    stage.step()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.unknown_since) == (State.HANDING_OVER, None)


def test_a_small_difference_keeps_nobody_from_working(stage: Stage, turn: Turn) -> None:
    Heartbeat.objects.all().delete()
    turn(clocks.MAY_DIFFER / 2)

    stage.step()

    assert Heartbeat.objects.exists()
    assert clocks.wrong() == {}


def test_healthz_names_the_machine_until_its_clock_is_right_again(
    stage: Stage, turn: Turn, client: Client
) -> None:
    turn(400)
    engine.drain()
    turn(0)
    engine.drain()

    refused = client.get("/healthz")
    assert refused.status_code == 503
    assert [round(seconds) for seconds in refused.json()["wrong_clocks"].values()] == [400]

    WrongClock.objects.all().delete()
    assert client.get("/healthz").json()["wrong_clocks"] == {}


def test_healthz_names_the_machine_that_answers_it(stage: Stage, turn: Turn, client: Client) -> None:
    turn(-60)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert [round(seconds) for seconds in answer.json()["wrong_clocks"].values()] == [-60]
