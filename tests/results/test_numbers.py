"""Counts, shares and money as people read them."""

from decimal import Decimal

import pytest

from omniapp.results.numbers import Numbers, money, percent, share


def test_unknown_is_not_nothing() -> None:
    assert not Numbers()
    assert Numbers(sent=0)
    assert share(None, 100) is None
    assert share(0, 100) == 0


def test_both_together_know_what_each_knows() -> None:
    a = Numbers(sent=10, opened=4, revenue=Decimal("1.50"))
    b = Numbers(sent=20, opened=None, revenue=Decimal("2.25"))

    assert a + b == Numbers(sent=30, opened=None, revenue=Decimal("3.75"))


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (None, ""),
        (0.0, "0.0 %"),
        (0.0004, "under 0.1 %"),
        (0.0424, "4.2 %"),
        (1.0, "100.0 %"),
        (1.2, ""),
    ],
)
def test_a_share_in_words(fraction: float | None, words: str) -> None:
    assert percent(fraction) == words


def test_a_share_of_nobody_is_none() -> None:
    assert share(3, 0) is None
    assert share(3, None) is None


def test_money_names_its_currency() -> None:
    assert money(Decimal("1234.5"), "EUR") == "1,234.50 EUR"
    assert money(Decimal(0), "") == "0.00"
    assert money(None, "EUR") == ""
