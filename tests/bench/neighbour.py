"""What a small store waits when another one has thousands of campaigns due."""

import datetime as dt
import itertools
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from django.utils import timezone

from omniapp.sending.models import Delivery
from tests.bench import seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_most, ratio
from tests.bench.workers import Remote
from tests.waiting import eventually

_SMALL_STORES: Final = 20
_EVERY: Final = dt.timedelta(milliseconds=100)
_AHEAD: Final = dt.timedelta(seconds=8)
_PATIENCE: Final = 120.0


def rows(bench: Bench) -> Iterator[Row]:
    """A small store beside a large one.

    Twenty small stores have a prepared campaign due now and then, one every 100 ms, and the remote answers in
    100 to 300 ms. A wait is from the moment a campaign is due to its send's arrival. Alone; then beside a
    neighbour with 5,000 campaigns due from the start. One worker process and beat.
    """
    alone: list[float] = []
    beside: list[float] = []
    with workers.remote(bench, latency=[0.1, 0.3]) as remote:
        for number in range(min(bench.rounds, 3)):
            alone.append(_p99(bench, remote, neighbour=0))
            beside.append(_p99(bench, remote, neighbour=bench.some(5000)))
            bench.say(
                f"round {number + 1}: alone {alone[-1]:.0f} ms, beside the neighbour {beside[-1]:.0f} ms"
            )
    without, with_it = Row("p99 alone", "ms", alone), Row("p99 beside the neighbour", "ms", beside)
    yield from (without, with_it, ratio("beside it by alone", with_it, without, at_most(1.25)))


def _p99(bench: Bench, remote: Remote, *, neighbour: int) -> float:
    """Milliseconds that 99 of 100 sends of the small stores wait at most."""
    bench.emptied()
    remote.forget()
    large, *small = seeding.stores(1 + _SMALL_STORES)
    with ExitStack() as stack:
        stack.enter_context(workers.engine(bench))
        seeding.prepared(seeding.spread([large], neighbour))
        begin = timezone.now() + _AHEAD
        moments = [begin + number * _EVERY for number in range(bench.some(200))]
        due = seeding.prepared(zip(itertools.cycle(small), moments, strict=False))
        stack.enter_context(workers.beat(bench))
        assert timezone.now() < begin, "the first one was due before everything was ready"
        unsettled = Delivery.objects.filter(pk__in=[delivery.pk for delivery in due], ended_at=None)
        patience = (moments[-1] - timezone.now()).total_seconds() + _PATIENCE
        eventually(lambda: not unsettled.exists(), within=patience, what="The end of the small deliveries")
    arrived = {arrival.id: arrival.at for arrival in remote.journal("send")}
    waits = [arrived[delivery.remote_id] - delivery.not_before.timestamp() for delivery in due]
    assert min(waits) >= 0, "a send arrived before it was due"
    return statistics.quantiles(waits, n=100)[98] * 1000
