"""What somebody typed about a text message, read without judging it."""

import unicodedata
from typing import Any

from django.http import QueryDict

from omniapp.campaigns.sms.plain import first_odd

TEXTS = ("message", "stop_text", "unsubscribe_text")
HERE = "sms"  # a hidden input: an unchecked box is not posted at all


def changes(posted: QueryDict) -> dict[str, Any]:
    """Texts and the box; with ``twin`` (a field's name) that text in plainer characters."""
    found: dict[str, Any] = {name: several_lines(posted.get(name, "")) for name in TEXTS if name in posted}
    if HERE in posted:
        found["shorten_links"] = "shorten_links" in posted
    if posted.get("no_image"):
        found |= {"image_id": "", "image_name": "", "image_url": ""}
    field = posted.get("twin", "")
    if field in found and field in TEXTS:
        found[field] = plainer(found[field])
    return found


def several_lines(text: str) -> str:
    """With line feeds alone, without other control characters, and without spaces at either end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(" " if c != "\n" and unicodedata.category(c) in {"Cc", "Cs"} else c for c in lines)
    return kept.strip()


def plainer(text: str) -> str:
    """The first character that makes it Unicode is replaced by its twin, everywhere it stands."""
    odd = first_odd(text)
    return text if odd is None or odd.twin is None else text.replace(odd.character, odd.twin)
