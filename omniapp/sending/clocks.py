"""Whether this machine's clock is right: as right as the database's, which all processes share.

A worker whose clock is ahead would take another's lease for lost, and the quiet time for over, too early. So
whoever finds his own clock wrong begins nothing, and says so.
"""

import socket
import time

import structlog
from django.conf import settings
from django.db import connection

MAY_DIFFER = 2.0  # seconds; what leases and waits have to spare is far more
EVERY = 1.0  # seconds between two comparisons
_ASK = "SELECT extract(epoch FROM clock_timestamp())::float8"
_TELL = """
    INSERT INTO sending_wrongclock (machine, ahead, at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (machine) DO UPDATE SET ahead = excluded.ahead, at = excluded.at
"""
_WRONG = """
    SELECT machine, ahead FROM sending_wrongclock WHERE at > clock_timestamp() - make_interval(secs => %s)
"""
log = structlog.get_logger(__name__)


def _here() -> float:
    return time.time()


def ahead() -> float:
    """Seconds by which this machine's clock is ahead of the database's; 0.0 for what the way may explain."""
    asked = _here()
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        there = float(cursor.fetchone()[0])
    answered = _here()
    if there < asked:
        return asked - there
    return min(answered - there, 0.0)


def right(seconds: float) -> bool:
    return abs(seconds) <= MAY_DIFFER


def wrong() -> dict[str, float]:
    """The machines that lately refused to work because of their clocks, and by how much those were ahead."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG, [settings.SENDING_STANDSTILL])
        return {machine: float(seconds) for machine, seconds in cursor}


class Clocks:
    """For one run of the drain: ``agree`` may be asked as often as one likes."""

    def __init__(self) -> None:
        self._compared = float("-inf")
        self._right = False

    def agree(self) -> bool:
        """Whether work may be begun by this machine's clock. If not, it is logged and told to /healthz."""
        if time.monotonic() - self._compared >= EVERY:
            seconds = ahead()
            self._compared, self._right = time.monotonic(), right(seconds)
            if not self._right:
                log.error(
                    "this machine's clock is wrong, so it begins nothing", ahead_seconds=round(seconds, 1)
                )
                with connection.cursor() as cursor:
                    cursor.execute(_TELL, [socket.gethostname(), seconds])
        return self._right
