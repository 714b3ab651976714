"""Omnisend's published rate limits as exact sliding windows of one minute, per brand.

Counted on the real monotonic clock, never on the virtual one: they protect a machine, not a calendar.
A refused request does not count. Every request counts in the brand's window and, where there is one, in its
operation's own.
"""

import math
import time
from collections import deque

from omniapp.sandbox.problems import Problem

WINDOW = 60.0  # seconds
PER_MINUTE = {"segments": 100, "segments-write": 15, "render": 40}


class Windows:
    def __init__(self) -> None:
        self._stamps: dict[tuple[str, str], deque[float]] = {}

    def take(self, brand_id: str, bucket: str | None, *, per_minute: int, tell: bool) -> None:
        """Count one request, in all its windows or in none; raises the 429 that Omnisend would answer."""
        now = time.monotonic()
        wanted = [(self._window(brand_id, "all", now), per_minute)]
        if bucket is not None:
            wanted.append((self._window(brand_id, bucket, now), PER_MINUTE[bucket]))
        waits = [stamps[-most] + WINDOW - now for stamps, most in wanted if most and len(stamps) >= most]
        if waits:
            seconds = max(1, math.ceil(max(waits)))
            raise Problem(429, detail="Rate limit exceeded.", retry_after=seconds if tell else None)
        for stamps, _ in wanted:
            stamps.append(now)

    def used(self, brand_id: str) -> int:
        return len(self._window(brand_id, "all", time.monotonic()))

    def _window(self, brand_id: str, bucket: str, now: float) -> deque[float]:
        stamps = self._stamps.setdefault((brand_id, bucket), deque())
        while stamps and stamps[0] <= now - WINDOW:
            stamps.popleft()
        return stamps
