"""A cache that may be lost."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from omniapp.web.cache import ForgetfulCache, ForgetfulClient
from tests.sandbox_control import free_port


@pytest.fixture(autouse=True)
def _redis_is_trusted() -> Iterator[None]:
    """Before and after: no earlier silence is remembered."""
    ForgetfulClient.silent_until = float("-inf")
    yield
    ForgetfulClient.silent_until = float("-inf")


@pytest.fixture
def lost() -> ForgetfulCache:
    """A cache in a Redis where nobody listens."""
    return ForgetfulCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_it_keeps_and_forgets_as_told() -> None:
    cache.set("one", {"a": 1}, 60)
    cache.set_many({"two": 2, "three": 3}, 60)

    assert cache.get("one") == {"a": 1}
    assert cache.get_many(["two", "three", "four"]) == {"two": 2, "three": 3}
    cache.delete("one")
    assert cache.get("one", "nothing") == "nothing"


def test_a_lost_redis_holds_nothing_and_breaks_nothing(lost: ForgetfulCache) -> None:
    lost.set("one", 1, 60)
    lost.set_many({"two": 2}, 60)
    lost.delete("one")
    lost.delete_many(["two"])
    lost.clear()

    assert lost.get("one") is None
    assert lost.get("one", "nothing") == "nothing"
    assert lost.get_many(["one", "two"]) == {}
    assert "one" not in lost
    assert not lost.add("one", 1)
    assert not lost.touch("one")


def test_it_is_not_asked_again_at_once(lost: ForgetfulCache, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        lost.get("one")

    assert len([line for line in caplog.messages if "Redis does not answer" in line]) == 1


def test_it_is_asked_again_after_a_while(
    lost: ForgetfulCache, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(ForgetfulClient, "rests", 0.0)
    lost.get("one")
    found = ForgetfulCache(settings.REDIS_URL, {})
    found.set("one", 1, 60)

    assert found.get("one") == 1
