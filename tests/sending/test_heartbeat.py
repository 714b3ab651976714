"""The engine's heartbeat: that it is there, what it costs, and when it is too old."""

import datetime as dt

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from omniapp import clock
from omniapp.sending import due, engine, heartbeat
from omniapp.sending.models import Heartbeat

pytestmark = pytest.mark.django_db


def rested(seconds: float) -> None:
    """The engine last ran so many seconds ago, by the database's clock."""
    heartbeat.Pulse().beat()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sending_heartbeat SET at = clock_timestamp() - make_interval(secs => %s)", [seconds]
        )


def test_a_run_with_nothing_to_do_says_that_it_ran() -> None:
    assert heartbeat.age() is None

    engine.drain()

    age = heartbeat.age()
    assert age is not None
    assert age < 30


def test_a_run_that_could_not_look_for_work_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the queue cannot be read")

    monkeypatch.setattr(due.Round, "pick", broken)
    with pytest.raises(RuntimeError):
        engine.drain()

    assert heartbeat.age() is None


def test_many_turns_of_one_run_beat_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pulse = heartbeat.Pulse()
    with django_assert_num_queries(1):
        for _ in range(1000):
            pulse.beat()


def test_many_runs_in_the_same_moment_write_once() -> None:
    heartbeat.Pulse().beat()
    first = Heartbeat.objects.get().at
    for _ in range(5):
        heartbeat.Pulse().beat()

    assert Heartbeat.objects.get().at == first


def test_after_a_standstill_the_next_run_ends_it() -> None:
    rested(120)
    assert heartbeat.standstill(clock.now()) is not None

    engine.drain()

    assert heartbeat.standstill(clock.now()) is None


@pytest.mark.parametrize(("seconds", "stands"), [(1, False), (29, False), (31, True), (3600, True)])
def test_it_stands_still_after_thirty_seconds(settings: Settings, seconds: float, stands: bool) -> None:
    settings.SENDING_STANDSTILL = 30.0
    assert heartbeat.stands_still(seconds) is stands


def test_what_never_ran_stands_still() -> None:
    assert heartbeat.stands_still(None)
    assert heartbeat.standstill(clock.now()) == heartbeat.Standstill(None)


def test_since_when_is_said_on_the_pages_clock() -> None:
    """A demo's clock may be days ahead of the database's."""
    rested(600)
    ahead = dt.datetime(2027, 3, 4, 12, 0, tzinfo=dt.UTC)
    found = heartbeat.standstill(ahead)

    assert found is not None
    assert found.since is not None
    assert dt.timedelta(seconds=600) <= ahead - found.since < dt.timedelta(seconds=660)
