"""Links that lead nowhere yet, in a text message or in a rendered email."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from omniapp.campaigns.check.finding import Finding, warn

EXAMPLE = re.compile(r"(?:https?://|www\.)?(?:[\w-]+\.)*example\.(?:com|org|net)\b", re.IGNORECASE)
BARE = re.compile(r"https?://(?=$|[\s\"'<>)\],;!?.]*(?:\s|$))|www\.(?=\s|$)", re.IGNORECASE)
LISTED = 3


def in_text(field: str, text: str) -> Iterator[Finding]:
    """Of a message: an address of the examples, or one that stops after ``http://``."""
    found = [match.group() for pattern in (EXAMPLE, BARE) for match in pattern.finditer(text)]
    if found:
        yield warn(field, "placeholder-link", f"“{found[0]}” is not a real link. Put in the one you mean.")


def in_html(field: str, html: str) -> Iterator[Finding]:
    """Of a rendered email: links to nowhere, and a way to unsubscribe. ``field`` is where it was chosen."""
    page = _Links()
    page.feed(html)
    page.close()
    nowhere = [text or target or "an image" for target, text in page.links if leads_nowhere(target)]
    if nowhere:
        some = ", ".join(f"“{one}”" for one in dict.fromkeys(nowhere[:LISTED]))
        more = f" and {len(nowhere) - LISTED} more" if len(nowhere) > LISTED else ""
        yield warn(
            field,
            "placeholder-link",
            f"Links that lead nowhere yet: {some}{more}. Put in the real ones in Omnisend.",
        )
    if not page.unsubscribes and "unsubscribe" not in html.casefold():
        yield warn(
            field,
            "no-unsubscribe",
            "No link to unsubscribe was found in this design. Readers without one press “spam” instead.",
        )


def leads_nowhere(target: str) -> bool:
    """Empty, ``#``, ``http://`` with nothing behind it, or an address of the examples."""
    plain = target.strip()
    return plain in {"", "#"} or bool(BARE.fullmatch(plain) or EXAMPLE.match(plain))


class _Links(HTMLParser):
    """Collects links as (target, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.unsubscribes = False
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            return
        target = dict(attrs).get("href")
        if target is not None:
            self.links.append((target, ""))
            self.unsubscribes |= "unsubscribe" in target.casefold()
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            target, text = self.links[-1]
            self.links[-1] = (target, f"{text} {' '.join(data.split())}".strip())
