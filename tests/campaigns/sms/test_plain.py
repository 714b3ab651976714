"""Naming what makes a message Unicode, and offering something plainer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp.campaigns.sms.alphabet import septets
from omniapp.campaigns.sms.plain import TWINS, Odd, first_odd, plain, twin


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("It’s “here” – today… only", 'It\'s "here" - today... only'),
        ("10\u00a0% off", "10 % off"),
        ("Ačiū, Živilė", "Aciu, Zivile"),
        ("Łódź", "Lodz"),
        ("cafe\u0301", "café"),
        ("Größe à la carte", "Größe à la carte"),
        ("no\u200bbreak", "nobreak"),
        ("ﬁne ½", "fine ½"),
        ("wool 🧶", "wool 🧶"),
        ("Привет", "Привет"),
    ],
)
def test_plain_twins(text: str, better: str) -> None:
    assert plain(text) == better


def test_the_first_odd_character_is_named() -> None:
    assert first_odd("All fine: {€}") is None
    assert first_odd("It’s “here”") == Odd(2, "’", "right single quotation mark", "'")
    assert first_odd("wool 🧶") == Odd(5, "🧶", "ball of yarn", None)
    assert first_odd("a\u200bb") == Odd(1, "\u200b", "zero width space", "")
    unnamed = first_odd("\x07")
    assert unnamed is not None
    assert unnamed.name == "u+0007"


@given(st.text(st.characters(codec="utf-8")))
def test_plain_is_never_odder_and_stays_as_it_is(text: str) -> None:
    better = plain(text)
    assert plain(better) == better
    odd = first_odd(better)
    assert odd is None or odd.twin is None
    if first_odd(text) is None:
        assert better == text


@pytest.mark.parametrize("character", sorted(TWINS))
def test_every_twin_is_in_the_alphabet(character: str) -> None:
    found = twin(character)
    assert found is not None
    assert all(septets(part) for part in found)
