"""A process that makes as many requests as a limiter lets it.

``python -m tests.budgets.spender LIMITER BRAND OPERATION MINUTES``. Latency and its jitter are
Omnisend's, 100 to 300 ms and now and then two seconds, in a minute of 60 seconds; they shrink with it.
``foreign`` is another application, which asks nobody and spends half of the limit.
"""

import argparse
import itertools
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from redis import Redis

from omniapp.budgets.slots import Share, shares_of
from tests.budgets.exact import ExactLog
from tests.budgets.limiters import LIMITERS, Limiter

AT_ONCE = 48


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("limiter", choices=[*LIMITERS, "foreign"])
    parser.add_argument("brand")
    parser.add_argument("operation")
    parser.add_argument("minutes", type=float)
    told = parser.parse_args()
    limit = shares_of(told.operation)[-1]
    redis = Redis.from_url(settings.REDIS_URL)
    remote = ExactLog(redis, told.brand, limit)
    until = time.monotonic() + told.minutes * limit.seconds
    if told.limiter == "foreign":
        _foreign(remote, limit, until)
    else:
        _spend(LIMITERS[told.limiter](redis, told.brand, told.operation), remote, limit.seconds / 60, until)


def _spend(limiter: Limiter, remote: ExactLog, scale: float, until: float) -> None:
    free = threading.Semaphore(AT_ONCE)
    chance, numbers = random.Random(os.getpid()), itertools.count()

    def request(permission: str) -> None:
        straggles = chance.random() < 0.01
        time.sleep(scale * (2.0 if straggles else chance.uniform(0.05, 0.15)))
        accepted = remote.arrive(f"{os.getpid()}.{next(numbers)}")
        time.sleep(scale * chance.uniform(0.05, 0.15))
        limiter.answered(permission, limited=not accepted)
        free.release()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        while time.monotonic() < until:
            wanted = 0
            while wanted < AT_ONCE and free.acquire(blocking=wanted == 0):
                wanted += 1
            permissions, wait = limiter.take(wanted)
            for permission in permissions:
                pool.submit(request, permission)
            for _ in range(wanted - len(permissions)):
                free.release()
            if len(permissions) < wanted:
                time.sleep(min(max(wait, scale * 0.02), max(until - time.monotonic(), 0)))


def _foreign(remote: ExactLog, limit: Share, until: float) -> None:
    chance = random.Random(os.getpid())
    for number in itertools.count():
        if time.monotonic() > until:
            return
        remote.arrive(f"foreign.{number}", of="foreign")
        time.sleep(chance.uniform(0, 2) * limit.seconds / (limit.most / 2))


if __name__ == "__main__":
    main()
