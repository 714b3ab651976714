"""The bell of the web process rings where the workers listen."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from redis import Redis

from omniapp.campaigns import tasks as reading
from omniapp.celery import app
from omniapp.sending import tasks as sending
from omniapp.sending.models import Delivery
from omniapp.sending.states import State
from tests.sending.conftest import Stage

THREAD_OF_A_WEB_SERVER = """
import threading
import omniapp.wsgi
from omniapp.sending import tasks
listening = threading.Thread(target=lambda: print(tasks.drain.app.conf.broker_url))
listening.start()
listening.join()
"""


def test_every_thread_of_the_web_server_rings_in_redis() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "omniapp.settings",
        "SECRET_KEY": "only for this test",
        "DEBUG": "1",
        "REDIS_URL": "redis://127.0.0.1:1/7",
    }
    ran = subprocess.run(
        [sys.executable, "-c", THREAD_OF_A_WEB_SERVER],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout.strip() == "redis://127.0.0.1:1/7"


@pytest.mark.parametrize(("bell", "queue"), [(sending.drain, "sends"), (reading.sync, "reading")])
def test_a_bell_rings_in_its_own_queue_alone(bell: object, queue: str) -> None:
    with Redis.from_url(settings.REDIS_URL) as redis, app.connection_for_write(settings.REDIS_URL) as broker:
        redis.delete("sends", "reading")
        for listened_to in app.amqp.queues.values():  # as a worker declares them when it starts
            listened_to(broker.default_channel).declare()
        bell.apply_async(connection=broker)  # type: ignore[attr-defined]
        rung = {name: redis.llen(name) for name in ("sends", "reading")}
        redis.delete("sends", "reading")
    assert rung == {"sends": 0, "reading": 0} | {queue: 1}


@pytest.mark.django_db(transaction=True)
def test_a_run_that_was_long_finishes_its_request_and_rings_for_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[bool] = []
    monkeypatch.setattr(sending, "RUN", 0.05)
    monkeypatch.setattr(sending.drain, "delay", lambda: rung.append(True))
    delivery = stage.send(stage.campaign())
    stage.fault("create", "latency", seconds=0.2)
    rung.clear()

    sending.drain()

    delivery.refresh_from_db()
    assert (delivery.lease_until, bool(delivery.remote_id), rung) == (None, True, [True])
    assert delivery.state == State.HANDING_OVER  # the next step is due, and nobody began it
    rung.clear()
    monkeypatch.setattr(sending, "RUN", 30.0)
    sending.drain()
    assert not rung


@pytest.mark.django_db(transaction=True)
def test_the_next_run_begins_while_a_long_one_waits_for_its_last_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[int] = []
    monkeypatch.setattr(settings, "SENDING_CONCURRENCY", 2)
    monkeypatch.setattr(sending, "RUN", 0.3)
    monkeypatch.setattr(sending.drain, "delay", lambda: under_way.append(_leased()))
    stage.send(stage.campaign())
    stage.fault("create", "latency", seconds=1.5)
    under_way.clear()

    sending.drain()

    assert under_way == [1]
    assert not _leased()


def _leased() -> int:
    return Delivery.objects.exclude(lease_until=None).count()
