"""Several processes against one exact limit whose minute lasts one second."""

import contextlib
import os
import pathlib
import sys
from collections.abc import Iterator

from django.conf import settings
from redis import Redis

from omniapp.budgets.slots import Share
from omniapp.embedded import processes
from tests.budgets.exact import ExactLog
from tests.waiting import eventually

ROOT = pathlib.Path(__file__).parent.parent.parent
RENDER = "POST /email-templates/{id}/render"
LIMIT = Share("rendering", 40, 1.0)


@contextlib.contextmanager
def spending(*limiters: str, brand: str, minutes: float, log: pathlib.Path) -> Iterator[ExactLog]:
    """What Omnisend saw of these processes, once all of them ended."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "REDIS_URL": settings.REDIS_URL,
        "BUDGET_MINUTE": str(LIMIT.seconds),
    }
    environment.pop("PYTEST_XDIST_WORKER", None)  # the address is already this worker's own
    with log.open("wb") as output, contextlib.ExitStack() as running:
        begun = []
        for limiter in limiters:
            command = [sys.executable, "-m", "tests.budgets.spender", limiter, brand, RENDER, str(minutes)]
            begun.append(processes.spawn(command, env=environment, output=output, cwd=ROOT))
            running.callback(processes.stop, begun[-1])
        eventually(lambda: all(one.poll() is not None for one in begun), within=120)
        assert [one.returncode for one in begun] == [0] * len(limiters), processes.tail(log)
    with Redis.from_url(settings.REDIS_URL) as redis:
        yield ExactLog(redis, brand, LIMIT)


def test_four_processes_use_a_budget_and_meet_no_429(tmp_path: pathlib.Path) -> None:
    with spending(*["ours"] * 4, brand="alone", minutes=5, log=tmp_path / "log") as omnisend:
        assert omnisend.refused() == []
        assert omnisend.share() > 0.5


def test_a_limiter_that_only_stamps_its_grants_is_caught(tmp_path: pathlib.Path) -> None:
    with spending("gcra", "gcra", brand="stamped", minutes=3, log=tmp_path / "log") as omnisend:
        assert len(omnisend.refused()) > LIMIT.most / 4


def test_beside_another_application_429s_are_few_and_stop(tmp_path: pathlib.Path) -> None:
    with spending("ours", "ours", "foreign", brand="shared", minutes=8, log=tmp_path / "log") as omnisend:
        accepted, refused = omnisend.accepted(), omnisend.refused()
        assert len(omnisend.accepted("foreign")) > LIMIT.most
        assert len(accepted) > 2 * LIMIT.most
        assert len(refused) < 0.1 * len(accepted)
