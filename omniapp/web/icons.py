"""Icons, inlined into the page: no request, no font, the colour of the text around them."""

import json
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

_FILE = Path(__file__).with_name("lucide.json")


@cache
def paths() -> dict[str, str]:
    """Name to the inside of its 24 by 24 drawing. Source and licence stand in the file itself."""
    icons: dict[str, str] = json.loads(_FILE.read_text())["icons"]
    return icons


@cache
def svg(name: str, css: str = "") -> SafeString:
    """The drawing as an ``<svg>`` that readers skip: the word beside it says the same.

    ``css`` is one or more class names of our own stylesheet. Raises KeyError for a name we do not carry.
    """
    inside = paths()[name]
    classes = f"icon {css}".strip()
    return mark_safe(  # noqa: S308 - both parts are ours: the file's paths and class names from templates
        f'<svg class="{classes}" width="16" height="16" viewBox="0 0 24 24" fill="none" '
        'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" '
        f'aria-hidden="true" focusable="false">{inside}</svg>'
    )
