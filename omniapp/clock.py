"""The one place the rest of omniapp asks what time it is.

Normally that is the machine's clock. A demo or a test may name a local Omnisend's virtual clock
(``CLOCK_URL``), so that "tomorrow at nine" can be reached by turning that clock; production refuses it.
"""

import datetime as dt
import json
import threading
import time
import urllib.request

from django.conf import settings

_FRESH_SECONDS = 0.5


class _Follower:
    """Remembers how far a remote clock is from ours, and asks again when that memory is old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._base: tuple[float, float, float] | None = None  # remote epoch, our epoch, speed

    def now(self, url: str) -> dt.datetime:
        with self._lock:
            if time.monotonic() - self._asked > _FRESH_SECONDS:
                self._ask(url)
            if self._base is None:
                return dt.datetime.now(dt.UTC)
            remote, ours, speed = self._base
        return dt.datetime.fromtimestamp(remote + (time.time() - ours) * speed, dt.UTC)

    def _ask(self, url: str) -> None:
        """Reads ``{"now": RFC 3339, "speed": number}``. An unreachable clock keeps the last offset."""
        self._asked = time.monotonic()
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 - a configured local URL
                told = json.load(answer)
            remote = dt.datetime.fromisoformat(told["now"]).timestamp()
            self._base = (remote, time.time(), float(told["speed"]))
        except (OSError, ValueError, KeyError, TypeError):
            return


_follower = _Follower()


def now() -> dt.datetime:
    """The current time, aware, in UTC."""
    url = settings.CLOCK_URL
    return _follower.now(url) if url else dt.datetime.now(dt.UTC)
