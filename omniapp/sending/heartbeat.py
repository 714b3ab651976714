"""Whether the engine runs: its turns leave the database's time in one row.

The age is the database's to tell, so that no turned clock and no second machine's clock hides a standstill.
"""

import datetime as dt
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

EVERY = 1.0  # seconds; more often says nothing more
_BEAT = """
    INSERT INTO sending_heartbeat (id, at) VALUES (1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET at = excluded.at
    WHERE sending_heartbeat.at < excluded.at - make_interval(secs => %s)
"""
_AGE = "SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM sending_heartbeat WHERE id = 1"


class Pulse:
    """One run of the drain: ``beat`` may be called as often as one likes."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def beat(self) -> None:
        """Says that due work was just looked for. One statement a second at most, outside any transaction."""
        now = time.monotonic()
        if now - self._last >= EVERY:
            with connection.cursor() as cursor:
                cursor.execute(_BEAT, [EVERY / 2])
            self._last = now


@dataclass(frozen=True)
class Standstill:
    """Nothing is sent at present. ``since`` is when the engine last ran; None: it never did."""

    since: dt.datetime | None


def age() -> float | None:
    """Seconds since the engine last looked for work; None: it never did."""
    with connection.cursor() as cursor:
        cursor.execute(_AGE)
        row = cursor.fetchone()
    return None if row is None else max(float(row[0]), 0.0)


def stands_still(age: float | None) -> bool:
    return age is None or age > settings.SENDING_STANDSTILL


def standstill(now: dt.datetime) -> Standstill | None:
    """Since when nothing is sent, on the clock that says ``now``; None while the engine runs. One query."""
    seconds = age()
    if not stands_still(seconds):
        return None
    return Standstill(None if seconds is None else now - dt.timedelta(seconds=seconds))
