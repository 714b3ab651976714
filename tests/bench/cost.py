"""What one delivery costs, and whether it costs more when thousands are due."""

import json
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from omniapp.sending.models import Delivery
from tests.bench import seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_most, ratio
from tests.bench.workers import Remote
from tests.waiting import eventually

_DEPTHS: Final = (100, 1000, 10_000)
_STORES: Final = 500
_PATIENCE: Final = 600.0
_WORK: Final = """
    SELECT xact_commit, blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()
"""
_OTHERS: Final = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
#: What is counted, with its unit.
_FIGURES: Final = {
    "statements": "",
    "transactions": "",
    "pages the database looked at": "",
    "requests to Omnisend": "",
    "processor time of the worker": "ms",
    "time": "ms",
}


def rows(bench: Bench) -> Iterator[Row]:
    """The cost of a delivery.

    100, 1,000 and 10,000 whole deliveries (made, sent, read) of up to 500 stores are due, and one run of the
    engine works them off, each time from an empty database. Figures are for one delivery; transactions and
    pages are PostgreSQL's own count, the preparation left out. An index of more rows is deeper, so that more
    of its pages are looked at for each of them.
    """
    found: dict[int, dict[str, list[float]]] = {depth: {name: [] for name in _FIGURES} for depth in _DEPTHS}
    memory: list[float] = []
    with workers.remote(bench, latency=[0.0, 0.0]) as remote:
        for number in range(min(bench.rounds, 3)):
            for depth, figures in found.items():
                due = bench.some(depth)
                cost, megabytes = _run(bench, remote, due)
                for name, value in cost.items():
                    figures[name].append(value / due)
                bench.say(f"round {number + 1}, {due} due: {cost['time'] / due:.1f} ms for each")
            memory.append(megabytes)
    for name, unit in _FIGURES.items():
        each = [Row(f"{name}, {bench.some(depth):,} due", unit, found[depth][name]) for depth in _DEPTHS]
        yield from each
        yield ratio(f"{name}, from fewest to most due", each[-1], each[0], at_most(1.2))
    yield Row(f"memory of the worker, {bench.some(_DEPTHS[-1]):,} due", "MB", memory)


def _run(bench: Bench, remote: Remote, due: int) -> tuple[dict[str, float], float]:
    """The whole cost of so many deliveries, and the most memory the worker had."""
    bench.emptied()
    remote.forget()
    seeding.whole(seeding.spread(seeding.stores(_STORES), due))
    transactions, pages = _work()
    with bench.running(
        "counted", "-m", "tests.bench.counted", ready=lambda log: "counting" in log
    ) as process:
        process.wait(_PATIENCE)
    log = (bench.logs / "counted.log").read_text(errors="replace")
    told = json.loads(log.partition("counted ")[2].splitlines()[0])
    unsettled = Delivery.objects.filter(ended_at=None).count()
    assert unsettled == 0, f"{unsettled} deliveries are left over"
    more_transactions, more_pages = _work()
    cost = {
        "statements": told["statements"],
        "transactions": more_transactions - transactions,
        "pages the database looked at": more_pages - pages,
        "requests to Omnisend": remote.count(),
        "processor time of the worker": told["processor"] * 1000,
        "time": told["seconds"] * 1000,
    }
    return cost, told["memory"]


def _work() -> tuple[int, int]:
    """PostgreSQL's counts so far. Those of other connections are complete once these are closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        eventually(lambda: _alone(cursor), what="The end of all other connections")
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(_WORK)
        transactions, pages = cursor.fetchone()
    return int(transactions), int(pages)


def _alone(cursor: CursorWrapper) -> bool:
    cursor.execute(_OTHERS)
    return bool(cursor.fetchone() == (0,))
