"""A 429 although there seemed to be room, a Redis that forgot, and a Redis that is away."""

import time

import pytest
from django.conf import settings as configured
from pytest_django.fixtures import Settings
from redis import Redis

from omniapp import budgets
from omniapp.budgets import How, Lane, Settled, Wish, budget
from omniapp.budgets.local import PART, LocalBudget
from omniapp.budgets.shared import BORN, CAUTIOUS, LEAST
from tests.waiting import eventually

SEND = "POST /campaigns/{id}/send"
NOBODY, THERE = "redis://127.0.0.1:9/0", configured.REDIS_URL


def granted(count: int = 1000, *, operation: str = SEND, brand: str = "alpine") -> tuple[str, ...]:
    return budgets.take_many([Wish(brand, operation, Lane.SEND, count)])[0].slots


def settle(slots: tuple[str, ...], how: How, retry_after: float | None = None) -> None:
    budgets.settle_many([Settled(slot, how, retry_after) for slot in slots])


def give_back(slots: tuple[str, ...]) -> None:
    settle(slots, How.NOT_WRITTEN)


def test_a_429_closes_the_brand_for_as_long_as_it_says() -> None:
    settle(granted(1), How.LIMITED, 40)

    grant = budgets.take("alpine", SEND, lane=Lane.SEND)
    assert grant.slots == ()
    assert 39 < grant.wait <= 40
    assert budgets.take("harbor", SEND, lane=Lane.SEND).slots


def test_a_429_without_a_time_closes_it_for_a_moment() -> None:
    settle(granted(1), How.LIMITED)

    assert 5 < budgets.take("alpine", SEND, lane=Lane.SEND).wait <= 6


def test_a_429_halves_what_is_taken_and_a_second_surprise_does_so_again() -> None:
    settle(granted(1), How.LIMITED, 0)
    first = granted()
    assert len(first) == 199
    give_back(first[1:])
    settle(first[:1], How.LIMITED, 0)
    assert len(granted()) in {98, 99}


def test_many_429s_of_one_flight_are_one_surprise() -> None:
    settle(granted(50), How.LIMITED, 0)

    assert len(granted()) == 150


def test_a_budget_never_falls_to_nothing() -> None:
    for _ in range(12):
        slots = granted()
        give_back(slots[1:])
        settle(slots[:1], How.LIMITED, 0)
        give_back(slots)

    assert len(granted()) == 400 * LEAST


def test_a_narrow_limit_does_not_close_the_others() -> None:
    settle(granted(1, operation="POST /analytics/reports"), How.LIMITED, 7200)

    assert not granted(1, operation="POST /analytics/reports")
    assert len(granted(400)) == 399


def test_what_was_halved_comes_back_slowly(settings: Settings) -> None:
    settings.BUDGET_MINUTE, settings.SENDING_LEASE = 1.0, 0.1
    began = time.monotonic()
    settle(granted(1), How.LIMITED, 0)
    give_back(few := granted())
    assert 199 <= len(few) < 400

    def whole() -> bool:
        give_back(slots := granted())
        return len(slots) == 400

    eventually(whole, within=60)
    assert time.monotonic() - began >= 5


def test_a_young_memory_is_cautious_and_grows_to_the_whole(settings: Settings) -> None:
    settings.BUDGET_MINUTE = 3.0
    with Redis.from_url(configured.REDIS_URL) as redis:
        redis.flushdb()
    first = granted()
    assert len(first) == 400 * CAUTIOUS
    give_back(first)

    def whole() -> bool:
        give_back(slots := granted())
        return len(slots) == 400

    eventually(whole, within=60)


def test_every_key_passes_away() -> None:
    settle(granted(3)[:1], How.LIMITED)
    settle(granted(1, brand="harbor", operation="POST /segments"), How.ANSWERED)

    with Redis.from_url(configured.REDIS_URL) as redis:
        kept = [key for key in redis.scan_iter("omniapp:budget:*") if redis.ttl(key) < 0]
        assert kept == []
        assert redis.ttl(BORN) > 0


@pytest.fixture
def _away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis cannot be reached, and this process has spent nothing on its own yet."""
    monkeypatch.setattr(budget, "_absence", budget._Absence())
    monkeypatch.setattr(budget, "_local", LocalBudget())
    settings.REDIS_URL = NOBODY


@pytest.mark.usefixtures("_away")
def test_without_redis_a_process_goes_on_with_a_small_part() -> None:
    slots = granted()
    assert len(slots) == 400 * PART
    assert granted() == ()
    assert granted(1, brand="harbor")
    assert len(granted(operation="POST /segments", brand="harbor")) == 1

    give_back(slots[:5])
    assert len(granted()) == 5


@pytest.mark.usefixtures("_away")
def test_without_redis_a_429_is_kept_to_as_well() -> None:
    settle(granted(1), How.LIMITED, 40)

    grant = budgets.take("alpine", SEND, lane=Lane.SEND)
    assert grant.slots == ()
    assert 39 < grant.wait <= 40


@pytest.mark.usefixtures("_away")
def test_when_redis_is_back_it_learns_what_was_spent_meanwhile(settings: Settings) -> None:
    slots = granted(50)
    settings.REDIS_URL = THERE

    def known() -> bool:
        settle(slots, How.ANSWERED)
        give_back(found := granted())
        return len(found) == 350

    eventually(known, within=20)


def test_a_local_slot_counts_until_its_answer_has_left_the_window() -> None:
    now = 0.0
    local = LocalBudget(lambda: now)
    wish = Wish("alpine", SEND, Lane.SEND, 1000)
    slots = local.take([wish])[0].slots
    assert len(slots) == 50
    now = 20.0
    local.settle([Settled(slots[0], How.ANSWERED)])
    now = 79.0
    assert local.take([wish])[0].slots == ()
    assert local.take([wish])[0].wait == 1.0
    now = 80.0
    assert len(local.take([wish])[0].slots) == 1
    now = configured.SENDING_LEASE + 60.0
    assert len(local.take([wish])[0].slots) == 49
