"""A message with what is put behind it, and how long that is. Pure.

Omnisend puts a compliance text behind every message: one for the US and Canada, another everywhere else.
We count a space between the two (a line break would cost the same). Lengths that Omnisend does not publish:

* the address in place of ``[[unsubscribe_link]]`` is counted as UNSUBSCRIBE_LINK characters;
* links that it shortens are counted as typed, and so are personal parts like ``[[contact.first_name]]``.

Source: Omnisend API 2026-03-15, Create campaign.
"""

import re
from dataclasses import dataclass
from typing import Literal

from omniapp.campaigns.sms.plain import Odd, first_odd, plain
from omniapp.campaigns.sms.segments import Count, count

UNSUBSCRIBE_LINK = 30
LINK_WORD = "[[unsubscribe_link]]"
STOP_WORD = "STOP"
MOST_MMS = 1600  # characters
LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
PERSONAL = re.compile(r"\[\[(?!unsubscribe_link\]\])[^\[\]]+\]\]|\{\{[^{}]+\}\}")

Where = Literal["us-ca", "elsewhere"]
PLACES: dict[Where, str] = {"us-ca": "in the US and Canada", "elsewhere": "everywhere else"}


@dataclass(frozen=True)
class Side:
    """What goes to one part of the world. ``mms`` is a picture message, whose limit is in characters."""

    where: Where
    text: str
    count: Count
    characters: int
    mms: bool

    @property
    def place(self) -> str:
        return PLACES[self.where]

    @property
    def too_long(self) -> bool:
        return self.characters > MOST_MMS if self.mms else self.count.too_many


@dataclass(frozen=True)
class Counted:
    """Both sides, the first character that makes a message Unicode, and what is only estimated.

    ``odd_field`` names the text that character stands in: message, stop_text or unsubscribe_text.
    ``saves`` says how many segments the plain twins would save, of both sides the greater number.
    """

    sides: tuple[Side, Side]
    odd: Odd | None
    odd_field: str
    saves: int
    notes: tuple[str, ...]


def counted(
    *, message: str, stop_text: str, unsubscribe_text: str, shorten_links: bool = True, image: bool = False
) -> Counted:
    """The message as it goes out, at most 9 segments each (a picture message 1,600 characters)."""
    sides = _sides(message, stop_text, unsubscribe_text, image=image)
    bare = _sides(plain(message), plain(stop_text), plain(unsubscribe_text), image=image)
    fields = (("message", message), ("stop_text", stop_text), ("unsubscribe_text", unsubscribe_text))
    odd, odd_field = next(
        ((found, field) for field, text in fields if (found := first_odd(text))), (None, "")
    )
    saves = max(
        0 if one.mms else one.count.segments - other.count.segments
        for one, other in zip(sides, bare, strict=True)
    )
    return Counted(sides, odd, odd_field, saves, _notes(message, unsubscribe_text, shorten_links))


def _sides(message: str, stop_text: str, unsubscribe_text: str, *, image: bool) -> tuple[Side, Side]:
    link = "x" * UNSUBSCRIBE_LINK
    return (
        _side("us-ca", joined(message, stop_text), mms=image),
        _side("elsewhere", joined(message, unsubscribe_text.replace(LINK_WORD, link)), mms=False),
    )


def _side(where: Where, text: str, *, mms: bool) -> Side:
    return Side(where, text, count(text), len(text), mms)


def joined(message: str, text: str) -> str:
    """The message and its compliance text as one."""
    return f"{message} {text}" if message and text else message or text


def _notes(message: str, unsubscribe_text: str, shorten_links: bool) -> tuple[str, ...]:
    notes = []
    if LINK_WORD in unsubscribe_text:
        notes.append(f"The unsubscribe link is counted as {UNSUBSCRIBE_LINK} characters.")
    if shorten_links and LINK.search(message):
        notes.append("Links are counted as typed; Omnisend sends short ones instead, of a length of its own.")
    if PERSONAL.search(message):
        notes.append("Personal parts are counted as typed; what takes their place may be longer.")
    return tuple(notes)
