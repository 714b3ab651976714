"""Characters that make a message Unicode, and what could stand in their place. Pure.

One curly quote more than halves the room of a whole message, and most of them come from word processors.
"""

import unicodedata
from dataclasses import dataclass

from omniapp.campaigns.sms.alphabet import septets

_TWINS = {
    "'": "‘’‚‛′‵´`ʹʻʼˈ",
    '"': "“”„‟″«»＂",
    "-": "‐‑‒–—―−⁃•·",
    "...": "…",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "": "\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff",
    "\n": "\u0085\u2028\u2029",
    "<": "‹",
    ">": "›",
    "x": "×",
    "->": "→",
    "<=": "≤",
    ">=": "≥",
    "(c)": "©",
    "(R)": "®",
    "ae": "ǽ",
    "oe": "œ",
    "OE": "Œ",
    "l": "ł",
    "L": "Ł",
    "d": "đð",
    "D": "ĐÐ",
    "i": "ı",
    "th": "þ",
    "Th": "Þ",
}
TWINS = {
    character: twin
    for twin, characters in _TWINS.items()
    for character in characters
    if not septets(character)
}


@dataclass(frozen=True)
class Odd:
    """The first character outside the default alphabet.

    ``position`` counts characters from 0, ``name`` is Unicode's, and ``twin`` what would do instead: empty
    for something invisible, None where there is nothing like it.
    """

    position: int
    character: str
    name: str
    twin: str | None


def first_odd(text: str) -> Odd | None:
    """What makes ``text`` Unicode, None if nothing does."""
    for position, character in enumerate(text):
        if not septets(character):
            name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
            return Odd(position, character, name, twin(character))
    return None


def twin(character: str) -> str | None:
    """The nearest text of the default alphabet: ``'`` for ``’``, ``z`` for ``ž``; None if there is none."""
    if septets(character):
        return character
    if character in TWINS:
        return TWINS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    bare = "".join(part for part in decomposed if not unicodedata.combining(part))
    return bare if bare and all(septets(part) for part in bare) else None


def plain(text: str) -> str:
    """``text`` with every character replaced that has a twin; the others stay, and with them Unicode.

    Accents typed as marks of their own are joined to their letters first.
    """
    return "".join(_or_itself(character) for character in unicodedata.normalize("NFC", text))


def _or_itself(character: str) -> str:
    found = twin(character)
    return character if found is None else found
