"""Ways to keep to a limit, all shared through Redis and all asked alike."""

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import limits
from limits.storage import RedisStorage
from limits.strategies import (
    FixedWindowRateLimiter,
    MovingWindowRateLimiter,
    RateLimiter,
    SlidingWindowCounterRateLimiter,
)
from redis import Redis

from omniapp import budgets
from omniapp.budgets import Lane, Wish, how_it_went
from omniapp.budgets.slots import shares_of
from omniapp.omnisend import RateLimited

_GCRA = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local gap, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local wait = due - (burst - 1) * gap - now
if wait > 0 then
  return math.ceil(wait * 1000)
end
redis.call('SET', KEYS[1], string.format('%.6f', due + gap), 'PX', 600000)
return 0
"""


class Limiter(Protocol):
    def take(self, count: int) -> tuple[Sequence[str], float]:
        """Up to ``count`` permissions, and the seconds to wait when there are fewer."""
        ...

    def answered(self, permission: str, *, limited: bool) -> None: ...


class Ours:
    """omniapp.budgets: a slot counts until its answer has left the window."""

    def __init__(self, _redis: Redis, brand: str, operation: str) -> None:
        self._brand, self._operation = brand, operation

    def take(self, count: int) -> tuple[Sequence[str], float]:
        grant = budgets.take_many([Wish(self._brand, self._operation, Lane.SEND, count)])[0]
        return grant.slots, grant.wait

    def answered(self, permission: str, *, limited: bool) -> None:
        settled = how_it_went(permission, RateLimited() if limited else None)
        if settled is not None:
            budgets.settle_many([settled])


class _Stamping:
    """A limiter that counts a request when it is permitted, and hears nothing of its answer."""

    def answered(self, permission: str, *, limited: bool) -> None:
        pass

    def take(self, count: int) -> tuple[Sequence[str], float]:
        given: list[str] = []
        while len(given) < count:
            wait = self.one()
            if wait > 0:
                return given, wait
            given.append("")
        return given, 0.0

    def one(self) -> float:
        """Takes one permission, or says how long to wait."""
        raise NotImplementedError


class Library(_Stamping):
    """A strategy of the ``limits`` library, whose windows are whole seconds."""

    def __init__(self, strategy: type[RateLimiter], redis: Redis, brand: str, operation: str) -> None:
        host = redis.connection_pool.connection_kwargs
        password = f":{host['password']}@" if host.get("password") else ""
        address = f"redis://{password}{host['host']}:{host['port']}/{host['db']}"
        self._strategy = strategy(RedisStorage(address))
        limit = shares_of(operation)[-1]
        self._limit = limits.RateLimitItemPerSecond(limit.most, math.ceil(limit.seconds))
        self._brand = brand

    def one(self) -> float:
        if self._strategy.hit(self._limit, self._brand):
            return 0.0
        return max(self._strategy.get_window_stats(self._limit, self._brand).reset_time - time.time(), 0.001)


class Gcra(_Stamping):
    """The generic cell rate algorithm (a leaky bucket); ``burst`` is a part of the limit."""

    def __init__(self, burst: float, redis: Redis, brand: str, operation: str) -> None:
        limit = shares_of(operation)[-1]
        self._script = redis.register_script(_GCRA)
        self._key, self._gap = f"gcra:{brand}", limit.seconds / limit.most
        self._burst = max(int(burst * limit.most), 1)

    def one(self) -> float:
        wait: int = self._script(keys=[self._key], args=[self._gap, self._burst])
        return wait / 1000


LIMITERS: dict[str, Callable[[Redis, str, str], Limiter]] = {
    "ours": Ours,
    "fixed": partial(Library, FixedWindowRateLimiter),
    "moving": partial(Library, MovingWindowRateLimiter),
    "counter": partial(Library, SlidingWindowCounterRateLimiter),
    "gcra": partial(Gcra, 1.0),
    "gcra-one": partial(Gcra, 0.0),
}
