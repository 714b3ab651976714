"""A clock that can be set, moved and sped up, and the agenda of what happens at which moment."""

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Virtual time: real elapsed time multiplied by `speed`, plus whatever was set or added.

    `speed` 1 is real time, 60 makes a minute pass each second, 0 stops the clock.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        self._speed = speed
        self._moment = start or datetime.now(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        return self._moment + timedelta(seconds=(time.monotonic() - self._since) * self._speed)

    @property
    def speed(self) -> float:
        return self._speed

    def set(self, moment: datetime) -> None:
        self._moment, self._since = moment.astimezone(UTC), time.monotonic()

    def advance(self, seconds: float) -> None:
        self.set(self.now() + timedelta(seconds=seconds))

    def run_at(self, speed: float) -> None:
        self.set(self.now())
        self._speed = speed


class Agenda:
    """Things to do at virtual moments, handed out in the order of their moments (ties: first added first)."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def add(self, due: datetime, action: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (due, next(self._numbers), action))

    def pop(self, until: datetime) -> tuple[datetime, Callable[[], None]] | None:
        """The earliest thing due at `until` or before, or None."""
        if not self._heap or self._heap[0][0] > until:
            return None
        due, _, action = heapq.heappop(self._heap)
        return due, action
