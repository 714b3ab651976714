"""When one of two may be called better."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp.results.compare import compare, too_few_for_shares, z_score

NAMES = ("A", "B")
people = st.integers(0, 100_000)


def kind(*sides: tuple[int | None, int | None]) -> str | None:
    verdict = compare(sides[0], sides[1], names=NAMES, did="opened")
    return verdict.kind if verdict else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((9, 1000), (200, 1000), "small"),
        ((200, 1000), (9, 1000), "small"),
        ((991, 1000), (200, 1000), "small"),
        ((10, 1000), (60, 1000), "second"),
        ((300, 1000), (200, 1000), "first"),
        ((300, 1000), (301, 1000), "chance"),
        ((300, 1000), (300, 1000), "chance"),
        ((None, 1000), (300, 1000), None),
        ((300, 1000), (300, None), None),
        ((0, 0), (0, 0), "small"),
    ],
)
def test_the_rule(
    first: tuple[int | None, int | None], second: tuple[int | None, int | None], expected: str | None
) -> None:
    assert kind(first, second) == expected


def test_the_textbook_example() -> None:
    assert z_score(60, 200, 90, 200) == pytest.approx(-3.098, abs=0.001)


@given(a=people, b=people, wholes=st.tuples(people, people))
def test_it_does_not_matter_which_is_named_first(a: int, b: int, wholes: tuple[int, int]) -> None:
    first, second = (min(a, wholes[0]), wholes[0]), (min(b, wholes[1]), wholes[1])
    other = {"first": "second", "second": "first"}

    found, turned = kind(first, second), kind(second, first)
    assert found is not None
    assert turned == other.get(found, found)


def test_the_sentence_says_who_and_by_what_rule() -> None:
    small = compare((3, 50), (4, 50), names=NAMES, did="clicked")
    ahead = compare((300, 1000), (200, 1000), names=NAMES, did="opened")
    assert small
    assert "10" in small.sentence
    assert ahead
    assert ahead.sentence.startswith("More people opened A than B")


@pytest.mark.parametrize(("whole", "few"), [(None, False), (0, False), (1, True), (29, True), (30, False)])
def test_few_people_have_no_percentages(whole: int | None, few: bool) -> None:
    assert too_few_for_shares(whole) is few
