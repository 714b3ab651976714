"""Keeping to 400 requests a minute: slots against what only stamps its grants."""

import contextlib
import os
import time
from collections.abc import Iterator

from django.conf import settings
from django.test import override_settings
from redis import Redis

from omniapp import budgets
from omniapp.budgets import How, Lane, Settled, Wish
from omniapp.budgets.shared import BORN
from omniapp.budgets.slots import shares_of
from tests.bench.place import Bench
from tests.bench.report import Row, at_least, at_most
from tests.budgets.exact import ExactLog
from tests.budgets.limiters import LIMITERS
from tests.waiting import eventually

SEND = "POST /campaigns/{id}/send"
MINUTES = 6
PROCESSES = 4
NAMES = {
    "ours": "a slot until its answer has left the window (ours)",
    "moving": "`limits`, moving window",
    "counter": "`limits`, sliding window counter",
    "fixed": "`limits`, fixed window",
    "gcra": "GCRA, burst 400",
    "gcra-one": "GCRA, burst 1",
}


def rows(bench: Bench) -> Iterator[Row]:
    """Keeping to a budget of 400 requests a minute.

    Four processes ask for as many requests as they are let, for six minutes, each with 48 at a time and 100
    to 300 ms of latency, against a sliding log that is exact at the moment of arrival. The share is counted
    from the end of the first minute's worth. Then the same beside another application that spends half and
    asks nobody. At last, what one process is granted and settles, a request for each of 1,000 stores.
    """
    minute = 6.0 if bench.quick else 60.0
    with override_settings(BUDGET_MINUTE=minute), Redis.from_url(settings.REDIS_URL) as redis:
        redis.set(BORN, 0)  # it has run for long
        bench.say(f"{MINUTES} minutes of {minute:g} s, all limiters at the same time")
        with contextlib.ExitStack() as stack:
            for name in LIMITERS:
                _start(bench, stack, minute, *[name] * PROCESSES, brand=name)
            _start(bench, stack, minute, *["ours"] * PROCESSES, "foreign", brand="shared")
        limit = shares_of(SEND)[-1]
        for name, words in NAMES.items():
            log = ExactLog(redis, name, limit)
            goals = (at_least(99), at_most(0)) if name == "ours" else (None, None)
            yield Row(f"used: {words}", "%", [100 * log.share()], goals[0])
            yield Row(f"429s: {words}", "%", [100 * _refused(log)], goals[1])
        shared = ExactLog(redis, "shared", limit)
        theirs = len(shared.accepted("foreign")) / limit.most / MINUTES
        yield Row("beside another application: used by us", "%", [100 * shared.share()])
        yield Row("beside another application: used by it", "%", [100 * theirs])
        yield Row("beside another application: our 429s", "%", [100 * _refused(shared)])
    yield from _speed(bench)


def _start(bench: Bench, stack: contextlib.ExitStack, minute: float, *limiters: str, brand: str) -> None:
    """Processes that the stack waits for."""
    for number, limiter in enumerate(limiters):
        command = ("-m", "tests.budgets.spender", limiter, brand, SEND, str(MINUTES))
        process = stack.enter_context(
            bench.running(f"{brand}-{number}", *command, ready=lambda _: True, BUDGET_MINUTE=str(minute))
        )
        stack.callback(
            eventually, lambda process=process: process.poll() is not None, within=MINUTES * minute + 60
        )


def _refused(log: ExactLog) -> float:
    refused = len(log.refused())
    return refused / (refused + len(log.accepted()))


def _speed(bench: Bench) -> Iterator[Row]:
    taken, settled, calls = [], [], bench.some(50)
    for round in range(bench.rounds):
        wishes = [Wish(f"{os.getpid()}-{round}-{n}", SEND, Lane.SEND) for n in range(1000)]
        began = time.perf_counter()
        grants = [grant for _ in range(calls) for grant in budgets.take_many(wishes)]
        taken.append(1000 * calls / (time.perf_counter() - began))
        answers = [Settled(slot, How.ANSWERED) for grant in grants for slot in grant.slots]
        if len(answers) != 1000 * calls:
            raise AssertionError(f"only {len(answers)} of {1000 * calls} were granted")
        began = time.perf_counter()
        budgets.settle_many(answers)
        settled.append(len(answers) / (time.perf_counter() - began))
    yield Row("granted by one process", "/s", taken, at_least(20_000))
    yield Row("settled by one process", "/s", settled, at_least(20_000))
