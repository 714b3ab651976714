"""Beat may ring never, once or twice: what is due goes out, and goes out once."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from omniapp.sending import engine, heartbeat, tasks
from omniapp.sending.models import Delivery
from omniapp.sending.states import State
from tests.sending.conftest import Stage
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)
CAMPAIGNS = 6


@pytest.fixture
def accepted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Six accepted clicks whose bells were lost, at an Omnisend that sends whatever it is asked to."""
    monkeypatch.setattr(tasks.drain, "delay", lambda: None)
    stage.sandbox.switch(draft_guard=False)
    for number in range(CAMPAIGNS):
        stage.send(stage.campaign(name=f"Warm socks {number}"))
    return stage


def all_handed_over() -> bool:
    return set(Delivery.objects.values_list("state", flat=True)) <= {State.FOLLOWING, State.SENT}


def assert_each_went_out_once(stage: Stage) -> None:
    sent = sorted(send["campaignID"] for send in stage.sandbox.sends())
    assert len(sent) == len(set(sent)) == CAMPAIGNS


@contextlib.contextmanager
def ringing(beats: int, ring: Callable[[], object]) -> Iterator[None]:
    """So many beats, each ringing without a pause, until the block ends."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.is_set():
                ring()
                stop.wait(0.02)
        finally:
            connection.close()

    with ThreadPoolExecutor(beats) as pool:
        started = [pool.submit(beat) for _ in range(beats)]
        try:
            yield
        finally:
            stop.set()
        for one in started:
            one.result()


def test_without_any_beat_the_command_does_the_work(accepted: Stage) -> None:
    said = StringIO()
    call_command("drain", "--once", stdout=said)

    assert all_handed_over()
    assert "Nothing is due any more." in said.getvalue()
    assert_each_went_out_once(accepted)


@pytest.mark.parametrize("beats", [1, 2, 4])
def test_however_many_beats_ring_each_goes_out_once(accepted: Stage, beats: int) -> None:
    with ringing(beats, tasks.drain):
        eventually(all_handed_over, within=60, what="Handing over")

    assert_each_went_out_once(accepted)


def test_the_command_beside_a_beat_sends_nothing_twice(accepted: Stage) -> None:
    with ringing(1, tasks.drain), ringing(1, lambda: call_command("drain", "--once", stdout=StringIO())):
        eventually(all_handed_over, within=60, what="Handing over")

    assert_each_went_out_once(accepted)


def run_the_command() -> None:
    """Until something tells it to stop; what a signal does is then as before."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        call_command("drain")
    finally:
        signal.signal(signal.SIGTERM, before)


def test_the_command_runs_until_it_is_told_to_stop_and_beats_meanwhile(
    accepted: Stage, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SENDING_BEAT = 0.01
    runs: list[int] = []
    drain = engine.drain

    def told_in_the_third(*, seconds: float) -> int:
        runs.append(0)
        if len(runs) == 3:
            signal.raise_signal(signal.SIGTERM)  # the run goes on to its end
        runs[-1] = drain(seconds=seconds)
        return runs[-1]

    monkeypatch.setattr(engine, "drain", told_in_the_third)
    run_the_command()

    assert len(runs) == 3
    assert heartbeat.age() is not None
    assert_each_went_out_once(accepted)


def test_the_command_outlives_a_database_that_was_away(
    accepted: Stage, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.SENDING_BEAT = 0.01
    drain, turns = engine.drain, iter(["away", "gone meanwhile", "there again"])

    def disturbed(*, seconds: float) -> int:
        turn = next(turns)
        if turn == "there again":
            signal.raise_signal(signal.SIGTERM)
            return drain(seconds=seconds)
        connection.connection.close()  # as a server that was restarted does
        return drain(seconds=seconds)

    monkeypatch.setattr(engine, "drain", disturbed)
    run_the_command()

    assert_each_went_out_once(accepted)
