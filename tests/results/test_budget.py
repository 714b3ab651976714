"""The budget: less than Omnisend allows, whatever happens."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from omniapp.omnisend import limits
from omniapp.results import budget
from omniapp.results.models import Allowance
from omniapp.results.standing import USED_UP, in_words, standing
from omniapp.stores.models import Store
from tests import cast

Trouble = Allowance.Trouble


@given(
    tries=st.lists(
        st.tuples(st.floats(0, 400), st.floats(0, budget.DEADLINE), st.booleans()), min_size=1, max_size=500
    ),
    slow=st.integers(1, 12),
)
def test_omnisends_day_is_never_overrun_however_late_requests_arrive(
    tries: list[tuple[float, float, bool]], slow: int
) -> None:
    now = 0.0
    spent: list[float] = []
    arrivals: list[float] = []
    for gap, late, first in tries * 2:
        now += gap * slow / 6
        if budget.allows(spent, now, first_look=first):
            spent.append(now)
            arrivals.append(now + late)
    arrivals.sort()
    day = next(window for window in limits.ANALYTICS.windows if window.seconds == limits.DAY)
    for i, start in enumerate(arrivals):
        assert sum(start <= at < start + day.seconds for at in arrivals[i:]) <= day.requests


def test_the_last_of_a_day_are_for_first_looks() -> None:
    spent = [float(60 * 25 * number) for number in range(budget.PER_DAY - budget.FOR_FIRST_LOOKS)]
    now = spent[-1] + 200

    assert not budget.allows(spent, now, first_look=False)
    assert budget.allows(spent, now, first_look=True)
    assert not budget.allows(spent + [now - 120] * budget.FOR_FIRST_LOOKS, now, first_look=True)


@pytest.fixture
def store(db: None) -> Store:
    return cast.connected_store()


def later(store: Store, seconds: float) -> None:
    """As if so much time had passed: the budget goes by the database's clock, which nobody turns."""
    row = Allowance.objects.get(store=store)
    row.spent = [stamp - seconds for stamp in row.spent]
    for name in ("busy_until", "resting_until"):
        moment = getattr(row, name)
        setattr(row, name, moment and moment - dt.timedelta(seconds=seconds))
    row.save()


def test_one_asks_at_a_time(store: Store) -> None:
    assert budget.claim(store, first_look=True)
    assert not budget.claim(store, first_look=True)
    budget.settle(store)
    assert budget.claim(store, first_look=True)


def test_whoever_dies_while_asking_blocks_nobody_for_long(store: Store) -> None:
    assert budget.claim(store, first_look=True)
    later(store, budget.LEASE.total_seconds() + 1)

    assert budget.claim(store, first_look=True)
    assert budget.spent_today(store) == 2


def test_a_day_has_so_many_and_then_more_come(store: Store) -> None:
    def ask() -> bool:
        given = budget.claim(store, first_look=True)
        if given:
            budget.settle(store)
        return given

    assert [ask() for _ in range(budget.PER_DAY + 1)] == [True] * budget.PER_DAY + [False]
    found = standing(store)
    assert found
    assert found.kind == USED_UP
    later(store, budget.DAY)
    assert ask()


def test_what_was_not_asked_is_given_back(store: Store) -> None:
    budget.claim(store, first_look=True)
    budget.give_back(store, rest=20)

    assert budget.spent_today(store) == 0
    assert standing(store) is None
    assert not budget.claim(store, first_look=True)
    later(store, 21)
    assert budget.claim(store, first_look=True)


def test_stores_do_not_share(store: Store) -> None:
    assert budget.claim(store, first_look=True)
    assert budget.claim(cast.other_store(), first_look=True)


def test_a_rest_is_kept_and_its_reason_told(store: Store) -> None:
    budget.claim(store, first_look=True)
    budget.settle(store, Trouble.LIMITED, rest=3 * 3600, at=cast.CONNECTED_AT)

    assert not budget.claim(store, first_look=True)
    found = standing(store)
    assert found
    assert "about 3 hours" in found.text
    later(store, 3 * 3600 + 1)
    assert standing(store) is None
    assert budget.claim(store, first_look=True)


def test_yesterdays_requests_are_forgotten(store: Store) -> None:
    budget.claim(store, first_look=True)
    budget.settle(store)
    later(store, budget.DAY + 1)
    budget.claim(store, first_look=True)

    assert len(Allowance.objects.get(store=store).spent) == 1


def test_every_trouble_has_its_words(store: Store) -> None:
    for trouble in set(Trouble) - {Trouble.NONE}:
        Allowance.objects.update_or_create(
            store=store,
            defaults={
                "trouble": trouble,
                "trouble_at": cast.CONNECTED_AT,
                "resting_until": budget.real_now() + dt.timedelta(minutes=12),
                "detail": "Unknown metric.",
            },
        )
        found = standing(store)
        assert found
        assert (found.kind, bool(found.title), bool(found.text)) == (trouble, True, True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "a minute"), (700, "about 12 minutes"), (3 * 3600, "about 3 hours"), (40_000, "about 11 hours")],
)
def test_waits_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.django_db(transaction=True)
def test_of_many_who_try_at_once_one_may() -> None:
    store = cast.connected_store()

    def attempt(_: int) -> bool:
        try:
            return budget.claim(store, first_look=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
