"""How many sends leave in a second, beside a raw client and beside a plain task for each send."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import psutil
from django.conf import settings
from django.utils import timezone

from omniapp.sending.models import Delivery
from omniapp.stores.models import Store
from tests.bench import plain, raw, seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_least, ratio
from tests.bench.workers import Arrival, Remote
from tests.waiting import eventually

_STORES: Final = 1000
_LATENCIES: Final = {"0 ms": 0.0, "100 ms": 0.1}
_PATIENCE: Final = 240.0
_REQUESTS: Final = {"send": 2, "look": 3}  # of a prepared draft, which is also read; of a whole delivery


def rows(bench: Bench) -> Iterator[Row]:
    """Sends a second.

    One process each, against a remote that answers 204 at once or after 100 ms. The engine runs as a Celery
    worker: its figure counts from the ring of the bell to the last send's arrival and holds the claim, the
    budget, decrypting the token and the record; drafts were prepared, at 1,000 stores. A whole delivery
    is made, sent and read. Plain Celery is a task for each send, with 16 threads and nothing else. It counts
    from its first arrival to its last, as do the clients alone, which keep as many requests in flight as the
    engine; the transport is the one the engine uses. Python runs one thread of a process at a time, so the
    engine's own processor time for a request bounds how many of them one process can make in a second,
    however many processors there are.
    """
    with workers.remote(bench) as remote:
        for name, seconds in _LATENCIES.items():
            remote.plan(latency=[seconds, seconds])
            bench.emptied()
            stores = seeding.stores(_STORES)
            with workers.engine(bench) as worker:
                yield from _rows(bench, remote, psutil.Process(worker.pid), name, stores)


def _rows(
    bench: Bench, remote: Remote, process: psutil.Process, latency: str, stores: Sequence[Store]
) -> Iterator[Row]:
    sends, tasks = bench.some(5000), bench.some(500)
    spent: list[float] = []
    sides: dict[str, Callable[[], float]] = {
        "the engine": lambda: _counted(process, remote, stores, sends, spent),
        "whole deliveries": lambda: _engine(
            remote, seeding.whole(seeding.spread(stores, sends // 2)), "look"
        ),
        "plain Celery": lambda: _plain(bench, remote, stores, tasks, keep=False),
        "plain Celery that keeps connections": lambda: _plain(bench, remote, stores, tasks, keep=True),
    } | {
        f"{client} alone": lambda client=client: _raw(bench, remote, client, sends) for client in raw.CLIENTS
    }
    found: dict[str, list[float]] = {side: [] for side in sides}
    remote.forget()
    _engine(remote, seeding.prepared(seeding.spread(stores, tasks)), "send")  # to open connections
    for number in range(bench.rounds):
        for side, measure in sides.items():
            remote.forget()
            found[side].append(measure())
        told = ", ".join(f"{side} {rates[-1]:,.0f}/s" for side, rates in found.items())
        bench.say(f"{latency}, round {number + 1}: {told}")
    table = {side: Row(f"{side}, {latency}", "/s", rates) for side, rates in found.items()}
    yield from table.values()
    yield Row(f"processor time of the engine for a request, {latency}", "ms", spent)
    ours = table["the engine"]
    yield ratio(f"the engine by plain Celery, {latency}", ours, table["plain Celery"], at_least(10))
    kept = "plain Celery that keeps connections"
    yield ratio(f"the engine by {kept}, {latency}", ours, table[kept])
    for place, client in enumerate(raw.CLIENTS):
        goal = at_least(0.5) if place == 0 else None
        yield ratio(f"the engine by {client} alone, {latency}", ours, table[f"{client} alone"], goal)


def _counted(
    process: psutil.Process, remote: Remote, stores: Sequence[Store], sends: int, spent: list[float]
) -> float:
    """The engine's sends a second; adds the milliseconds for each request to ``spent``."""
    due = seeding.prepared(seeding.spread(stores, sends))
    before = sum(process.cpu_times()[:2])
    rate = _engine(remote, due, "send")
    spent.append(1000 * (sum(process.cpu_times()[:2]) - before) / (_REQUESTS["send"] * sends))
    return rate


def _engine(remote: Remote, due: Sequence[Delivery], what: str) -> float:
    """Deliveries a second, from the ring of the bell to the arrival of the last request of this kind."""
    began = timezone.now().timestamp()
    workers.ring()
    return len(due) / (_last(remote, due, what) - began)


def _last(remote: Remote, due: Sequence[Delivery], what: str) -> float:
    """When the last of them had its request; waits until all of them are settled."""
    eventually(
        lambda: remote.count() >= _REQUESTS[what] * len(due),
        within=_PATIENCE,
        what="The end of all deliveries",
    )
    arrived = remote.journal(what)
    assert len(arrived) == len(due), f"{len(arrived)} requests for {len(due)} deliveries"
    ids = [delivery.pk for delivery in due]
    unsettled = Delivery.objects.filter(pk__in=ids, ended_at=None)
    eventually(lambda: not unsettled.exists(), within=_PATIENCE, what="The record of all deliveries")
    return max(arrival.at for arrival in arrived)


def _plain(bench: Bench, remote: Remote, stores: Sequence[Store], count: int, *, keep: bool) -> float:
    for number, (store, _) in enumerate(seeding.spread(stores, count)):
        plain.send.delay(f"{number:024x}", seeding.access_token(store), keep=keep)
    with workers.plain_celery(bench):
        eventually(lambda: remote.count() >= count, within=_PATIENCE, what="The end of the plain sends")
    return _rate(remote.journal("send"))


def _raw(bench: Bench, remote: Remote, client: str, count: int) -> float:
    command = ("-m", "tests.bench.raw", client, str(count), str(settings.SENDING_CONCURRENCY))
    with bench.running("raw", *command, ready=lambda _: remote.count() >= count):
        pass
    return _rate(remote.journal("send"))


def _rate(arrivals: Sequence[Arrival]) -> float:
    times = [arrival.at for arrival in arrivals]
    return (len(times) - 1) / (max(times) - min(times))
