"""Whatever a reading says in the log names its store and the worker's task, in each of its threads."""

import pytest
from pytest_django.fixtures import Settings

from omniapp.campaigns import sync
from omniapp.celery import _name_the_task
from tests import cast
from tests.listening import Written, written
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, Sandbox

__all__ = ["written"]


@pytest.mark.django_db(transaction=True)  # threads see only what is committed
@pytest.mark.parametrize("at_once", [1, 2])
def test_every_line_names_its_store_and_the_task(
    sandbox: Sandbox, settings: Settings, written: Written, at_once: int
) -> None:
    settings.SYNC_CONCURRENCY = at_once
    cast.connected_store(sandbox)
    cast.other_store(sandbox)
    _name_the_task(task_id="of-this-turn")
    sync.drain(now=sandbox.now)

    read = [line for line in written.lines() if line["event"] == "campaigns read"]
    assert {(line["store"], line["task_id"]) for line in read} == {
        (ALPINE_WOOL, "of-this-turn"),
        (HARBOR_TEA, "of-this-turn"),
    }
