"""The published rate limits, as data. They hold per brand, for all of its applications together.

Source: Omnisend API 2026-03-15, "Rate limiting" of each operation. No header tells how much is left.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """At most `requests` in any `seconds` seconds (a sliding window)."""

    requests: int
    seconds: int


@dataclass(frozen=True)
class Limit:
    """Operations that share `windows`."""

    name: str
    windows: tuple[Window, ...]


MINUTE = 60
DAY = 24 * 3600

GENERAL = Limit("general", (Window(400, MINUTE),))
SEGMENTS = Limit("segments", (Window(100, MINUTE),))
SEGMENT_CHANGES = Limit("segment changes", (Window(15, MINUTE),))
RENDERING = Limit("rendering", (Window(40, MINUTE),))
CONTACT_TAGS = Limit("contact tags", (Window(60, MINUTE),))
ANALYTICS = Limit("analytics", (Window(10, MINUTE), Window(55, DAY)))

SPECIAL = {
    "GET /segments": SEGMENTS,
    "GET /segments/{segmentID}": SEGMENTS,
    "GET /segments/{segmentID}/statistics": SEGMENTS,
    "DELETE /segments/{segmentID}": SEGMENTS,
    "POST /segments": SEGMENT_CHANGES,
    "PUT /segments/{segmentID}": SEGMENT_CHANGES,
    "POST /email-templates/{id}/render": RENDERING,
    "POST /email-content/{id}/render": RENDERING,
    "POST /contacts/tags": CONTACT_TAGS,
    "DELETE /contacts/tags": CONTACT_TAGS,
    "POST /analytics/reports": ANALYTICS,
    "POST /analytics/statistics": ANALYTICS,
}


def limits_of(operation: str) -> tuple[Limit, ...]:
    """The limits that a request of `operation` counts against: always the general one, to be safe."""
    special = SPECIAL.get(operation)
    return (GENERAL,) if special is None else (GENERAL, special)
