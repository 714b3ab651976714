"""How often one network address may try to sign in or to install. Kept in Redis.

These limits protect us. What Omnisend counts is Omnisend's, and is no business of this module.
"""

import datetime as dt
import functools
import logging
import math
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from limits import parse
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from omniapp import clock

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

    Only ``methods`` count (default: all). Without Redis nothing is limited: a shop that cannot sign in is
    worse than a doorbell rung too often.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            wait = _wait(name, client_address(request)) if not methods or request.method in methods else 0
            if not wait:
                return view(request, *args, **kwargs)
            answer = render(
                request,
                "people/too_many.html",
                {"at": clock.now() + dt.timedelta(seconds=wait), "minutes": math.ceil(wait / 60)},
                status=429,
            )
            answer["Retry-After"] = str(wait)
            return answer

        return counted

    return decorate


def client_address(request: HttpRequest) -> str:
    """Where the request came from, seen past as many proxies as we run (``settings.TRUSTED_PROXIES``)."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(name: str, address: str) -> int:
    """Counts one try; the seconds until the next one is allowed, 0 when this one is."""
    limit = parse(settings.LIMITS[name])
    limiter = MovingWindowRateLimiter(site_storage())
    try:
        if limiter.hit(limit, name, address):
            return 0
        reset_at = limiter.get_window_stats(limit, name, address).reset_time
    except RedisError as trouble:
        logger.warning("Redis does not answer, so nothing limits %s: %s", name, trouble)
        return 0
    return max(1, math.ceil(reset_at - time.time()))
