"""What the engine's log lines are about."""

import logging

import pytest
from pytest_django.fixtures import Settings

from omniapp.celery import _name_the_task
from tests.listening import Written, written
from tests.sandbox_control import ALPINE_WOOL
from tests.sending.conftest import Stage

__all__ = ["written"]


@pytest.mark.django_db(transaction=True)  # threads see only what is committed
@pytest.mark.parametrize("concurrency", [1, 4])
def test_every_line_about_a_delivery_names_it_its_store_and_the_task(
    stage: Stage, written: Written, settings: Settings, caplog: pytest.LogCaptureFixture, concurrency: int
) -> None:
    caplog.set_level(logging.DEBUG, "omniapp.sending")
    settings.SENDING_CONCURRENCY = concurrency
    _name_the_task(task_id="of-this-turn")
    delivery = stage.send(stage.campaign())
    stage.fault("create", status=401)  # needs a renewal, beside the loop that sends
    stage.work(delivery)
    lines = [line for line in written.lines() if line["event"] == "delivery step"]
    assert lines
    expected = {"store": ALPINE_WOOL, "delivery": delivery.pk, "task_id": "of-this-turn"}
    assert all(expected.items() <= line.items() for line in lines)
