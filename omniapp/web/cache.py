"""The cache, which may be lost at any moment: without Redis everything is merely asked for anew."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

T = TypeVar("T")
logger = logging.getLogger(__name__)


class ForgetfulClient(RedisCacheClient):
    """A client to which a Redis that does not answer is one that holds nothing."""

    rests = 5.0  # seconds in which it is not asked again, so that no page waits for it twice
    silent_until = float("-inf")  # shared by the threads of a process

    def _unless_lost(self, lost: T, ask: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        if time.monotonic() < ForgetfulClient.silent_until:
            return lost
        try:
            return ask(*args, **kwargs)
        except RedisError as trouble:
            ForgetfulClient.silent_until = time.monotonic() + self.rests
            logger.warning("Redis does not answer, so nothing is kept in the cache: %s", trouble)
            return lost

    def get(self, key: Any, default: Any) -> Any:
        return self._unless_lost(default, super().get, key, default)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._unless_lost({}, super().get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._unless_lost(False, super().has_key, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._unless_lost(None, super().set, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> None:
        self._unless_lost(None, super().set_many, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._unless_lost(False, super().add, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._unless_lost(False, super().touch, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._unless_lost(False, super().delete, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._unless_lost(None, super().delete_many, *args, **kwargs)

    def clear(self, *args: Any, **kwargs: Any) -> bool:
        return self._unless_lost(False, super().clear, *args, **kwargs)


class ForgetfulCache(RedisCache):
    """Django's Redis cache over a client that forgets. Counting (``incr``) is not for a cache like this."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgetfulClient
