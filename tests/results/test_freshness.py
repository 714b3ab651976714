"""How old numbers may grow."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp.results import budget
from omniapp.results.freshness import DAY, HOUR, REACHES_BACK, is_stale, may_age

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("since", "age"),
    [
        (0 * DAY, 5 * MINUTE),
        (2 * HOUR, 10 * MINUTE),
        (2 * DAY, HOUR),
        (10 * DAY, 6 * HOUR),
        (90 * DAY, DAY),
    ],
)
def test_the_older_a_campaign_the_older_its_numbers_may_be(since: dt.timedelta, age: dt.timedelta) -> None:
    assert may_age(since, spent=0, has_numbers=True) == age


def test_numbers_that_are_missing_are_asked_for_soon() -> None:
    assert may_age(10 * DAY, spent=0, has_numbers=False) == 2 * MINUTE


@given(since=st.timedeltas(dt.timedelta(), 400 * DAY), spent=st.integers(0, 55), known=st.booleans())
def test_who_has_spent_more_waits_longer(since: dt.timedelta, spent: int, known: bool) -> None:
    age = may_age(since, spent=spent, has_numbers=known)
    assert age <= may_age(since, spent=spent + 1, has_numbers=known)


def test_somebody_who_looks_all_day_long_never_uses_a_day_up() -> None:
    stamps: list[float] = []
    now, asked_at = NOW, None
    while now < NOW + 3 * DAY:
        seconds = now.timestamp()
        spent = sum(stamp > seconds - budget.DAY for stamp in stamps)
        if is_stale(asked_at=asked_at, sent_at=now - 2 * HOUR, has_numbers=False, spent=spent, now=now):
            assert budget.allows(stamps, seconds, first_look=False)
            stamps.append(seconds)
            asked_at = now
        now += dt.timedelta(seconds=15)
    assert len(stamps) > 90


def test_what_was_never_asked_for_is_stale_and_what_is_out_of_reach_never() -> None:
    def stale(sent_at: dt.datetime | None) -> bool:
        return is_stale(asked_at=None, sent_at=sent_at, has_numbers=False, spent=0, now=NOW)

    assert stale(NOW)
    assert stale(None)
    assert not stale(NOW - REACHES_BACK - HOUR)


def test_it_is_stale_from_its_age_on() -> None:
    def stale(age: dt.timedelta) -> bool:
        return is_stale(asked_at=NOW - age, sent_at=NOW - 2 * HOUR, has_numbers=True, spent=0, now=NOW)

    assert stale(10 * MINUTE)
    assert not stale(9 * MINUTE)
