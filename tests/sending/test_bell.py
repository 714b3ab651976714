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
