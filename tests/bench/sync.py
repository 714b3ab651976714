"""What it costs to keep stores as Omnisend has them."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from omniapp.campaigns import sync
from omniapp.campaigns.models import CampaignSync
from omniapp.omnisend.limits import GENERAL
from tests.bench import seeding, workers
from tests.bench.counted import Count
from tests.bench.place import Bench
from tests.bench.report import Row, at_most
from tests.bench.workers import Remote

_STORES: Final = 200
_ALL: Final = 5000
_LIMIT: Final = GENERAL.windows[0].requests
#: As Omnisend has them: seven that are over, two that are to come, one draft.
_STATUSES: Final = ("sent",) * 7 + ("scheduled",) * 2 + ("draft",)
_QUARTER: Final = sync.OTHERWISE + dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Cost:
    """Of so many runs, one after the other."""

    runs: int
    requests: int
    statements: int
    processor: float
    seconds: float


def rows(bench: Bench) -> Iterator[Row]:
    """Keeping stores in sync.

    200 stores with ten campaigns each, of which three are not over, are read by the engine's own sync from a
    remote that answers at once: first everything, then for an hour as stores that nobody looks at, then as
    stores that somebody has open, and the daily reading of everything. One thread, one store at a time; the
    clock that says who is due is turned on between two runs. What 5,000 stores need is calculated from that.
    """
    taken: dict[str, list[Cost]] = defaultdict(list)
    with workers.remote(bench, listed=_listed()) as remote:
        for number in range(min(bench.rounds, 3)):
            for name, cost in _round(bench, remote):
                taken[name].append(cost)
            bench.say(
                f"round {number + 1}: {taken['later'][-1].seconds / taken['later'][-1].runs * 1000:.1f} ms"
            )
    hourly = dt.timedelta(hours=1) / sync.OTHERWISE
    for name, words in (("first", "the first reading"), ("later", "a later one"), ("whole", "the daily one")):
        yield Row(f"requests, {words}", "", [one.requests / one.runs for one in taken[name]])
    later = taken["later"]
    yield Row("statements, a later one", "", [one.statements / one.runs for one in later])
    yield Row("processor time, a later one", "ms", [1000 * one.processor / one.runs for one in later])
    yield Row("time, a later one", "ms", [1000 * one.seconds / one.runs for one in later])
    yield Row(
        "requests an hour, a store that nobody looks at",
        "",
        [hourly * one.requests / one.runs for one in later],
    )
    minute = dt.timedelta(minutes=1) / sync.WHILE_LOOKED_AT
    shares = [100 * minute * one.requests / one.runs / _LIMIT for one in taken["open"]]
    yield Row(
        f"of a brand's {_LIMIT} requests a minute, a store that somebody has open", "%", shares, at_most(2)
    )
    busy = [100 * _ALL * one.seconds / one.runs / sync.OTHERWISE.total_seconds() for one in later]
    yield Row(f"of one thread's time, {_ALL:,} stores", "%", busy, at_most(50))


def _round(bench: Bench, remote: Remote) -> Iterator[tuple[str, Cost]]:
    bench.emptied()
    seeding.stores(bench.some(_STORES))
    now = timezone.now()
    yield "first", _run(remote, now)
    quarters = [_run(remote, now + number * _QUARTER) for number in range(1, 5)]
    yield "later", _sum(quarters)
    now += 5 * _QUARTER
    CampaignSync.objects.update(looked_at=now, next_at=now)
    yield "open", _sum([_run(remote, now + number * sync.WHILE_LOOKED_AT) for number in range(3)])
    yield "whole", _run(remote, now + sync.FULL_EVERY)


def _run(remote: Remote, now: dt.datetime) -> Cost:
    """Whoever is due then."""
    asked, before = Count(), remote.count()
    connection.execute_wrappers.append(asked.execute)
    began, processor = time.perf_counter(), time.process_time()
    try:
        runs = sync.drain(at_once=1, seconds=300, now=lambda: now)
    finally:
        connection.execute_wrappers.remove(asked.execute)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    troubled = CampaignSync.objects.exclude(trouble="").values_list("trouble", flat=True).first()
    assert troubled is None, troubled
    assert runs, "no store was due"
    return Cost(runs, remote.count() - before, asked.statements, processor, seconds)


def _sum(costs: list[Cost]) -> Cost:
    figures = zip(*((c.runs, c.requests, c.statements, c.processor, c.seconds) for c in costs), strict=True)
    return Cost(*(sum(one) for one in figures))


def _listed() -> list[dict[str, Any]]:
    made = timezone.now() - dt.timedelta(days=30)
    shown = seeding.as_omnisend_shows_it()
    return [
        shown
        | {
            "id": f"{number:024x}",
            "status": status,
            "createdAt": (made + number * dt.timedelta(days=1)).isoformat(),
            "updatedAt": (made + number * dt.timedelta(days=1)).isoformat(),
        }
        for number, status in enumerate(_STATUSES, start=1)
    ]
