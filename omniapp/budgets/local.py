"""What one process allows itself while Redis cannot be asked: a small part of every limit."""

import itertools
import os
import threading
import time
from collections.abc import Callable, Sequence

from django.conf import settings

from omniapp.budgets.slots import Grant, How, Settled, Share, Wish, parts, shares_of, slot

PART = 1 / 8  # other processes allow themselves as much
Ends = dict[str, float]  # when each slot stops counting


class LocalBudget:
    """The same rules within one process, for every lane alike."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: dict[tuple[str, str], Ends] = {}
        self._closed: dict[tuple[str, str], float] = {}
        self._numbers = itertools.count()

    def take(self, wishes: Sequence[Wish]) -> list[Grant]:
        with self._lock:
            return [self._take(wish, self._clock()) for wish in wishes]

    def _take(self, wish: Wish, now: float) -> Grant:
        shares = shares_of(wish.operation)
        rooms = [self._room(wish.brand, share, now) for share in shares]
        granted = min(wish.count, *(free for free, _ in rooms))
        names = [f"local.{os.getpid()}.{next(self._numbers)}" for _ in range(granted)]
        for share in shares:
            ends = now + settings.SENDING_LEASE + share.seconds
            self._of(wish.brand, share).update(dict.fromkeys(names, ends))
        wait = max((wait for free, wait in rooms if free < wish.count), default=0.0)
        return Grant(wish.brand, tuple(slot(wish.brand, wish.operation, name) for name in names), wait)

    def _room(self, brand: str, share: Share, now: float) -> tuple[int, float]:
        slots = self._of(brand, share)
        for name in [name for name, ends in slots.items() if ends <= now]:
            del slots[name]
        closed = self._closed.get((brand, share.name), 0.0)
        if closed > now:
            return 0, closed - now
        wait = min([share.seconds, *(ends - now for ends in slots.values())])
        return max(max(1, int(share.most * PART)) - len(slots), 0), wait

    def settle(self, answers: Sequence[Settled]) -> None:
        with self._lock:
            for answer in answers:
                self._settle(answer, self._clock())

    def _settle(self, answer: Settled, now: float) -> None:
        brand, operation, name = parts(answer.slot)
        shares = shares_of(operation)
        for share in shares:
            if answer.how is How.NOT_WRITTEN:
                self._of(brand, share).pop(name, None)
            else:
                self._of(brand, share)[name] = now + share.seconds
        if answer.how is How.LIMITED:
            narrowest = shares[-1]
            asked = narrowest.seconds / 10 if answer.retry_after is None else answer.retry_after
            key = (brand, narrowest.name)
            self._closed[key] = max(self._closed.get(key, 0.0), now + asked)

    def _of(self, brand: str, share: Share) -> Ends:
        return self._slots.setdefault((brand, share.name), {})
