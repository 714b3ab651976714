"""A worker that is told to end, as for an upgrade: the request it made is answered and recorded first."""

import pathlib
import subprocess
from contextlib import AbstractContextManager

import pytest

from omniapp.celery import app
from omniapp.sending.models import Delivery
from omniapp.sending.states import State, Step
from tests.programs import running
from tests.sending.conftest import Stage
from tests.waiting import eventually

SLOW = 4.0  # seconds until the answer


def worker(stage: Stage, log: pathlib.Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A Celery worker of ``sends``, as README.md starts it."""
    return running(
        *("celery", "-A", "omniapp", "worker", "-Q", "sends", "--concurrency", "1"),
        log=log,
        OMNISEND_APP_URL=stage.sandbox.app_url,
        OMNISEND_API_URL=stage.sandbox.api_url,
        CLOCK_URL=f"{stage.sandbox.app_url}/_sandbox/clock",
        SENDING_HOLD="0",
    )


@pytest.mark.django_db(transaction=True)
def test_it_ends_with_what_it_began_and_leaves_nothing_unknown(stage: Stage, tmp_path: pathlib.Path) -> None:
    stage.fault("send", "latency", seconds=SLOW)
    delivery = stage.send(stage.campaign())
    with worker(stage, tmp_path / "worker.log") as process:
        app.send_task("omniapp.sending.tasks.drain")
        asked = Delivery.objects.filter(pk=delivery.pk, step=Step.SEND, lease_until__isnull=False)
        eventually(asked.exists, within=90, what="The request")
        process.terminate()
        assert process.wait(60) == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == (State.FOLLOWING, None)
    assert delivery.unknown_since is None
    assert not delivery.ever_unknown
    assert stage.sends() == 1
