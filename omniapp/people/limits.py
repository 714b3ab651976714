"""How often one network address, or one account, may try to sign in or to install. Kept in Redis.

These limits protect us. What Omnisend counts is Omnisend's, and is no business of this module.
"""

import datetime as dt
import functools
import ipaddress
import logging
import math
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from limits import parse_many
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from omniapp import clock
from omniapp.web import clients

View = Callable[..., HttpResponseBase]
logger = logging.getLogger(__name__)


@functools.lru_cache(maxsize=8)
def storage(redis_url: str, database: str) -> RedisStorage:
    """Counters of one database's site: several sites may share one Redis."""
    return RedisStorage(
        redis_url, key_prefix=f"omniapp:{database}:limits", socket_timeout=2, socket_connect_timeout=2
    )


def site_storage() -> RedisStorage:
    return storage(settings.REDIS_URL, str(connection.settings_dict["NAME"]))


def limited(name: str, *methods: str) -> Callable[[View], View]:
    """Answers 429 with the time to come back, when ``settings.LIMITS[name]`` ("30/10 minutes") is used up.

    Only ``methods`` count (default: all). Without Redis each process counts by itself.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            seconds = wait(name, client_address(request)) if not methods or request.method in methods else 0
            return too_many(request, seconds) if seconds else view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(
    request: HttpRequest, seconds: int, *, whose: str = "from your network address", by_mail: bool = False
) -> HttpResponse:
    """The page that says when to come back; ``by_mail``: and that a mailed link opens the door meanwhile."""
    logger.info("Too many tries %s", whose)
    now = clock.now()
    at = now + dt.timedelta(seconds=seconds)
    about = {
        "whose": whose,
        "by_mail": by_mail,
        "at": at,
        "minutes": math.ceil(seconds / 60),
        "hours": math.ceil(seconds / 3600),
        "another_day": at.date() != now.date(),
    }
    answer = render(request, "people/too_many.html", about, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def client_address(request: HttpRequest) -> str:
    """All addresses that one customer of a network holds, as one: of IPv6 that is a /64."""
    told = clients.address(request)
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))


def wait(name: str, whom: str) -> int:
    """Counts one try of ``whom``; the seconds until the next one is allowed, 0 when this one is."""
    try:
        return _wait(site_storage(), name, whom)
    except RedisError as trouble:
        logger.warning("Redis does not answer, so each process limits %s by itself: %s", name, trouble)
        return _wait(_own_storage(), name, whom)


def _wait(counters: RedisStorage | MemoryStorage, name: str, whom: str) -> int:
    limiter = MovingWindowRateLimiter(counters)
    for limit in parse_many(settings.LIMITS[name]):
        if not limiter.hit(limit, name, whom):
            reset_at = limiter.get_window_stats(limit, name, whom).reset_time
            return max(1, math.ceil(reset_at - time.time()))
    return 0


@functools.cache
def _own_storage() -> MemoryStorage:
    """Counters of this process, for as long as nobody shares any."""
    return MemoryStorage()
