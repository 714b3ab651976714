"""Taking slots and settling them: from Redis, or from this process's own part while Redis is away."""

import logging
import secrets
import threading
import time
from collections.abc import Sequence

from redis.exceptions import RedisError

from omniapp.budgets import shared
from omniapp.budgets.local import LocalBudget
from omniapp.budgets.slots import Grant, How, Lane, Settled, Wish, slot

_ASK_AGAIN = 1.0  # seconds without asking Redis after it failed
logger = logging.getLogger(__name__)
_local = LocalBudget()


class _Absence:
    """Whether Redis failed just now, so that not every request waits for it."""

    def __init__(self) -> None:
        self._until = float("-inf")
        self._lock = threading.Lock()

    def lasts(self) -> bool:
        return time.monotonic() < self._until

    def begin(self, error: RedisError) -> None:
        with self._lock:
            if not self.lasts():
                logger.warning("Redis is away; this process keeps to a small budget of its own: %s", error)
            self._until = time.monotonic() + _ASK_AGAIN


_absence = _Absence()


def take(brand: str, operation: str, *, lane: Lane) -> Grant:
    """A slot for one request; none when there is no room, and ``wait`` says for how long. Never raises."""
    return take_many([Wish(brand, operation, lane)])[0]


def take_many(wishes: Sequence[Wish]) -> list[Grant]:
    """A grant for each wish, in their order, in one round trip for up to 200 of them. Never raises."""
    if not _absence.lasts():
        try:
            return shared.take(wishes)
        except RedisError as error:
            _absence.begin(error)
    return _local.take(wishes)


def settle_many(answers: Sequence[Settled]) -> None:
    """Says how the requests of slots went. Never raises.

    A slot that is not settled counts until the longest possible request is over and its window has passed.
    """
    if not _absence.lasts():
        try:
            shared.settle(answers)
        except RedisError as error:
            _absence.begin(error)
    if _absence.lasts():
        _local.settle(answers)


def note(brand: str, operation: str) -> None:
    """Counts a request that was answered without a slot: whose it was, only its answer told."""
    settle_many([Settled(slot(brand, operation, secrets.token_hex(6)), How.ANSWERED)])
