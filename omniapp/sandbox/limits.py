"""Omnisend's published rate limits as exact sliding windows, per brand.

Counted on the real monotonic clock, never on the virtual one: they protect a machine, not a calendar.
A refused request does not count. Every request counts in the brand's window and, where there is one, in its
operation's own.
"""

import math
import time
from collections import deque

from omniapp.sandbox.problems import Problem

MINUTE, DAY = 60.0, 24 * 3600.0  # seconds
Window = tuple[int, float]  # at most so many within so many seconds
OWN: dict[str, tuple[Window, ...]] = {
    "segments": ((100, MINUTE),),
    "segments-write": ((15, MINUTE),),
    "render": ((40, MINUTE),),
    "analytics": ((10, MINUTE), (55, DAY)),
}


class Windows:
    def __init__(self) -> None:
        self._stamps: dict[tuple[str, str], deque[float]] = {}

    def take(self, brand_id: str, bucket: str | None, *, per_minute: int, tell: bool) -> None:
        """Count one request, in all its windows or in none; raises the 429 that Omnisend would answer."""
        now = time.monotonic()
        limits: dict[str, tuple[Window, ...]] = {"all": ((per_minute, MINUTE),)}
        if bucket is not None:
            limits[bucket] = OWN[bucket]
        wanted = [
            (self._stamps_of(brand_id, name, windows, now), windows) for name, windows in limits.items()
        ]
        waits = [_wait(stamps, window, now) for stamps, windows in wanted for window in windows]
        if any(waits):
            seconds = max(1, math.ceil(max(waits)))
            raise Problem(429, detail="Rate limit exceeded.", retry_after=seconds if tell else None)
        for stamps, _ in wanted:
            stamps.append(now)

    def used(self, brand_id: str) -> int:
        return len(self._stamps_of(brand_id, "all", ((0, MINUTE),), time.monotonic()))

    def _stamps_of(self, brand_id: str, name: str, windows: tuple[Window, ...], now: float) -> deque[float]:
        stamps = self._stamps.setdefault((brand_id, name), deque())
        longest = max(seconds for _, seconds in windows)
        while stamps and stamps[0] <= now - longest:
            stamps.popleft()
        return stamps


def _wait(stamps: deque[float], window: Window, now: float) -> float:
    """Seconds until one more fits; 0 when it does now. A limit of 0 is none."""
    most, seconds = window
    if not most or len(stamps) < most:
        return 0.0
    return max(stamps[-most] + seconds - now, 0.0)
