"""How many messages a text takes. Pure.

A text of the default alphabet fits 160 septets, one with any other character 70 code units. A longer one is
sent in segments of 153 or 67, since each then carries a header that joins them. Neither an escaped character
nor a surrogate pair is divided between two segments, which can leave a place unused at the end of one.
Source: 3GPP TS 23.038 and 23.040.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from omniapp.campaigns.sms.alphabet import code_units, septets

MOST = 9  # segments; Omnisend API 2026-03-15, Create campaign


@dataclass(frozen=True)
class Size:
    """How many may stand in a text of one message, and in each segment of a longer one."""

    single: int
    several: int


SIZES = {"gsm": Size(160, 153), "unicode": Size(70, 67)}


@dataclass(frozen=True)
class Count:
    """``units`` are septets or code units; ``left`` says how many more fit before another segment begins."""

    encoding: Literal["gsm", "unicode"]
    units: int
    segments: int
    left: int

    @property
    def too_many(self) -> bool:
        return self.segments > MOST


def count(text: str) -> Count:
    """Segments of a text as it goes out. An empty one has none."""
    plain = [septets(character) for character in text]
    if all(plain):
        return _count("gsm", plain)
    return _count("unicode", [code_units(character) for character in text])


def _count(encoding: Literal["gsm", "unicode"], widths: list[int]) -> Count:
    size, units = SIZES[encoding], sum(widths)
    if units <= size.single:
        return Count(encoding, units, 1 if widths else 0, size.single - units)
    segments, used = _filled(widths, size.several)
    return Count(encoding, units, segments, size.several - used)


def _filled(widths: Iterable[int], room: int) -> tuple[int, int]:
    """Segments, and how much of the last one is used."""
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments, used
