"""The default alphabet of text messages (3GPP TS 23.038, formerly GSM 03.38).

Written out here rather than taken from PyPI: what is there is either a bare codec without types, which
leaves the counting to do, or packs whole PDUs and was last released years ago. The table is a hundred and
thirty-seven characters that have not changed since the euro sign.
"""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape and a character each


def septets(character: str) -> int:
    """1 or 2; 0 for a character that the alphabet has not, which makes the whole message Unicode."""
    if character in BASIC:
        return 1
    return 2 if character in EXTENSION else 0


def code_units(character: str) -> int:
    """How many 16-bit units of UCS-2 it takes: 2 beyond the basic plane, as most emoji are."""
    return 2 if ord(character) > 0xFFFF else 1
