"""The budget in Redis: what is granted, what is given back, and what a 429 does to it."""

import time

import pytest
from pytest_django.fixtures import Settings

from omniapp import budgets
from omniapp.budgets import How, Lane, Settled, Wish
from tests.waiting import eventually

SEND = "POST /campaigns/{id}/send"


def granted(operation: str, count: int, *, lane: Lane = Lane.SEND, brand: str = "alpine") -> tuple[str, ...]:
    return budgets.take_many([Wish(brand, operation, lane, count)])[0].slots


def answer(slots: tuple[str, ...], how: How = How.ANSWERED, retry_after: float | None = None) -> None:
    budgets.settle_many([Settled(slot, how, retry_after) for slot in slots])


def test_no_more_is_granted_than_omnisend_allows() -> None:
    assert len(granted(SEND, 300)) == 300
    assert len(granted(SEND, 300)) == 100
    assert granted(SEND, 1) == ()
    assert len(granted(SEND, 1, brand="harbor")) == 1


def test_whoever_is_refused_is_told_how_long_to_wait() -> None:
    answer(granted(SEND, 400))

    assert 59 < budgets.take("alpine", SEND, lane=Lane.SEND).wait <= 60
    assert budgets.take("harbor", SEND, lane=Lane.SEND).wait == 0


def test_background_reads_leave_a_part_to_sends() -> None:
    assert len(granted("GET /campaigns", 400, lane=Lane.BACKGROUND)) == 340
    assert granted("GET /campaigns", 1, lane=Lane.BACKGROUND) == ()
    assert len(granted(SEND, 400)) == 60


@pytest.mark.parametrize(
    ("operation", "most"),
    [
        ("GET /segments", 100),
        ("POST /segments", 15),
        ("POST /email-templates/{id}/render", 40),
        ("POST /contacts/tags", 60),
        ("POST /analytics/reports", 10),
    ],
)
def test_narrow_limits_hold_together_with_the_general_one(operation: str, most: int) -> None:
    assert len(granted(operation, 400)) == most
    assert len(granted(SEND, 400)) == 400 - most


def test_a_narrow_limit_takes_nothing_when_the_general_one_is_used_up() -> None:
    slots = granted(SEND, 400)
    assert granted("POST /segments", 15) == ()
    answer(slots, How.NOT_WRITTEN)
    assert len(granted("POST /segments", 15)) == 15


def test_a_slot_counts_until_its_answer_has_left_the_window(settings: Settings) -> None:
    settings.BUDGET_MINUTE = 1.0
    slots = granted(SEND, 400)
    began = time.monotonic()
    answer(slots)
    eventually(lambda: granted(SEND, 1), within=20)
    assert time.monotonic() - began >= 1.0
