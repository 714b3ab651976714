"""How much of Omnisend's limits is in use just now, over all stores. Nothing is decided by it."""

import time
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from redis import Redis

from omniapp.budgets.shared import KEYS
from omniapp.budgets.slots import shares_of
from omniapp.omnisend import limits

_PATIENCE = 2.0
_AT_ONCE = 500


@dataclass
class Use:
    """Of one limit: the fullest store's part of it, how many stores used any, and how many a 429 cut."""

    fullest: float = 0.0
    stores: int = 0
    cut: int = 0


def use() -> dict[str, Use]:
    """By the limit's name. Raises RedisError."""
    most = {share.name: share.most for operation in _OPERATIONS for share in shares_of(operation)}
    found: dict[str, Use] = defaultdict(Use, {name: Use() for name in most})
    with Redis.from_url(
        settings.REDIS_URL, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, decode_responses=True
    ) as redis:
        counted = []
        for key in redis.scan_iter(f"{KEYS}:*", count=_AT_ONCE):
            name = key.removesuffix(":cut").rpartition(":")[2]
            if key.endswith(":cut"):
                found[name].cut += 1
            elif name in most:
                counted.append((key, name))
        for start in range(0, len(counted), _AT_ONCE):
            some, pipeline = counted[start : start + _AT_ONCE], redis.pipeline(transaction=False)
            for key, _ in some:
                pipeline.zcount(key, time.time(), "+inf")
            for (_, name), slots in zip(some, pipeline.execute(), strict=True):
                found[name].stores += slots > 0
                found[name].fullest = max(found[name].fullest, slots / most[name])
    return dict(found)


_OPERATIONS = ("GET /campaigns", *limits.SPECIAL)
