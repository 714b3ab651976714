"""Fixtures for all tests. The network beyond this machine is closed by pytest's options in pyproject.toml."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from pytest_django.fixtures import Settings
from redis import Redis

from omniapp.budgets import budget
from omniapp.budgets.local import LocalBudget
from omniapp.budgets.shared import BORN
from tests.sandbox_control import Sandbox, running_sandbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser's test shares two cores with everything else: it may try again, and the summary says so."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _fresh_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose Redis was away asks it again only after a second: not the next test's second."""
    monkeypatch.setattr(budget, "_absence", budget._Absence())
    monkeypatch.setattr(budget, "_local", LocalBudget())


@pytest.fixture(autouse=True)
def _fresh_redis() -> Iterator[None]:
    """What one test left in Redis, cached answers and bells, the next one does not find.

    It remembers for long already: a young memory makes the budgets cautious.
    """
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.set(BORN, 0)
    yield
    cache.clear()


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A local Omnisend in its own process, one for each of pytest's workers."""
    with running_sandbox(tmp_path_factory.mktemp("sandbox") / "sandbox.log") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox, settings: Settings) -> Sandbox:
    """A local Omnisend as new, and the settings pointing at it."""
    sandbox_process.reset()
    settings.OMNISEND_APP_URL = sandbox_process.app_url
    settings.OMNISEND_API_URL = sandbox_process.api_url
    return sandbox_process
