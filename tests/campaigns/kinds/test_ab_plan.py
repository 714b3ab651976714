"""The plan of an A/B test in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp.campaigns.ab_plan import per_cent, plan
from omniapp.campaigns.amounts import Wait, whole

FOUR_HOURS = Wait(amount=4, unit="h")
NO_NUMBERS = ("", "-1", "1.5", "٣", "²", "1" * 7, "%")


def test_the_plan_in_one_sentence() -> None:
    assert plan(30, "openRate", FOUR_HOURS).sentence == (
        "15 % get A, 15 % get B; after 4 hours the better one by opens goes to the other 70 %"
    )
    assert plan(15, "clickRate", Wait(amount=1, unit="d")).sentence == (
        "7.5 % get A, 7.5 % get B; after 1 day the better one by clicks goes to the other 85 %"
    )
    assert plan(100, "", None).sentence == "50 % get A, 50 % get B; nobody is left for a winner"


def test_the_steps_of_the_timeline() -> None:
    steps = plan(25, "openRate", FOUR_HOURS).steps
    assert [(step.key, step.share, step.after) for step in steps] == [
        ("a", 25, dt.timedelta()),
        ("b", 25, dt.timedelta()),
        ("decide", 0, dt.timedelta(hours=4)),
        ("rest", 150, dt.timedelta(hours=4)),
    ]
    assert [step.key for step in plan(100, "openRate", FOUR_HOURS).steps] == ["a", "b"]


@given(st.integers(10, 100))
def test_the_shares_add_up(share: int) -> None:
    found = plan(share, "openRate", FOUR_HOURS)
    assert sum(step.share for step in found.steps) == 200
    written = [float(text.removesuffix(" %") or 0) for text in (found.each, found.each, found.rest)]
    assert sum(written) == 100


@pytest.mark.parametrize(
    ("share", "metric", "decision"),
    [(9, "openRate", FOUR_HOURS), (101, "", None), (30, "", FOUR_HOURS), (30, "openRate", None)],
)
def test_an_impossible_plan_is_refused(share: int, metric: str, decision: Wait | None) -> None:
    with pytest.raises(ValueError, match="test"):
        plan(share, metric, decision)


def test_half_per_cents() -> None:
    assert [per_cent(halves) for halves in (15, 30, 1, 200)] == ["7.5 %", "15 %", "0.5 %", "100 %"]


@pytest.mark.parametrize(
    ("text", "number"),
    [("30", 30), (" 30 % ", 30), ("30%", 30), ("007", 7), *((bad, None) for bad in NO_NUMBERS)],
)
def test_numbers_as_typed(text: str, number: int | None) -> None:
    assert whole(text) == number


def test_waits_as_typed() -> None:
    assert str(Wait.read("1", "h")) == "1 hour"
    assert str(Wait.read("2", "d")) == "2 days"
    assert Wait.read("2", "w") is None
    assert Wait.read("soon", "h") is None
    day = Wait.read("1", "d")
    assert day is not None
    assert day.hours == 24
