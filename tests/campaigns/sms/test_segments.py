"""How many messages a text takes, also against a counter that works in another way."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from omniapp.campaigns.sms.alphabet import BASIC, EXTENSION
from omniapp.campaigns.sms.segments import Count, count

gsm = st.text(st.sampled_from(sorted(BASIC | EXTENSION)), max_size=1500)
anything = st.text(st.characters(codec="utf-8"), max_size=700)
THUMB = "👍"


def naive(text: str) -> int:
    """Cuts the encoded message as long as there is any, and looks whether a cut went through a character."""
    if all(character in BASIC | EXTENSION for character in text):
        rest = "".join(f"\x1b{character}" if character in EXTENSION else character for character in text)
        single, several, opens = 160, 153, "\x1b"
    else:
        data = text.encode("utf-16-be")
        rest = "".join(chr(int.from_bytes(data[at : at + 2])) for at in range(0, len(data), 2))
        single, several, opens = 70, 67, "".join(map(chr, range(0xD800, 0xDC00)))
    if len(rest) <= single:
        return 1 if rest else 0
    segments = 0
    while rest:
        cut = several - 1 if len(rest) > several and rest[several - 1] in opens else several
        rest, segments = rest[cut:], segments + 1
    return segments


@given(gsm | anything)
@example("€" * 77)
@example(THUMB * 34)
def test_the_counter_agrees_with_one_that_cuts(text: str) -> None:
    assert count(text).segments == naive(text)


@given(gsm | anything)
def test_undivided_characters_never_make_it_shorter_than_arithmetic(text: str) -> None:
    found = count(text)
    single, several = (160, 153) if found.encoding == "gsm" else (70, 67)
    at_least = min(found.units, 1) if found.units <= single else math.ceil(found.units / several)
    assert found.segments >= at_least
    assert 0 <= found.left <= single


@given(gsm | anything)
def test_what_is_left_fits_and_one_more_does_not(text: str) -> None:
    found = count(text)
    filler = "a" if found.encoding == "gsm" else "ž"
    assert count(text + filler * found.left).segments == max(found.segments, 1 if found.left else 0)
    assert count(text + filler * (found.left + 1)).segments > found.segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Count("gsm", 0, 0, 160)),
        ("a" * 160, Count("gsm", 160, 1, 0)),
        ("a" * 161, Count("gsm", 161, 2, 145)),
        ("a" * 306, Count("gsm", 306, 2, 0)),
        ("a" * 307, Count("gsm", 307, 3, 152)),
        ("€" * 80, Count("gsm", 160, 1, 0)),
        ("€" * 81, Count("gsm", 162, 2, 143)),  # 76 in the first, with one place unused
        ("a" * 152 + "€" + "a" * 152, Count("gsm", 306, 3, 152)),
        ("ž" * 70, Count("unicode", 70, 1, 0)),
        ("ž" * 71, Count("unicode", 71, 2, 63)),
        ("a" * 69 + "ž", Count("unicode", 70, 1, 0)),
        (THUMB * 35, Count("unicode", 70, 1, 0)),
        (THUMB * 36, Count("unicode", 72, 2, 61)),  # 33 in the first, with one place unused
        ("a" * 9 * 153, Count("gsm", 1377, 9, 0)),
    ],
)
def test_segments_of_known_texts(text: str, expected: Count) -> None:
    assert count(text) == expected


def test_ten_are_too_many() -> None:
    assert not count("a" * 1377).too_many
    assert count("a" * 1378).too_many


def test_the_alphabet_is_complete() -> None:
    assert len(BASIC) == 127  # and the escape itself
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION
