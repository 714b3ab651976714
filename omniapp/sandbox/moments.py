"""Moments as Omnisend writes and reads them: RFC 3339."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime

RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def write(moment: datetime) -> str:
    """`2026-01-15T10:30:00Z`: whole seconds, UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_exactly(moment: datetime) -> str:
    """As `write`, with microseconds: for the control API, where order matters."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(text: str) -> datetime | None:
    """An aware moment, or None when the text is not RFC 3339 (with its offset), no such moment exists, or it
    lies at the end of all years, where zones and durations would lead beyond."""
    if not RFC3339.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if MINYEAR < moment.year < MAXYEAR - 1 else None
