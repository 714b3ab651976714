"""A thousand stores whose campaigns are due at the same moment: who goes too early, who last."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from django.utils import timezone

from omniapp.sending.models import Delivery
from omniapp.stores.models import Store
from tests.bench import plain, seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_least, at_most, ratio
from tests.bench.workers import Remote
from tests.waiting import eventually

_AHEAD: Final = dt.timedelta(seconds=6)
_PATIENCE: Final = 120.0


def rows(bench: Bench) -> Iterator[Row]:
    """A thousand stores at one moment.

    Each store has one prepared campaign, all of them due at the same moment, and the remote answers in 100 to
    300 ms. One worker process and beat. Beside it plain Celery (with connections kept), which is given its
    thousand tasks at that moment.
    """
    first, last, plainly = [], [], []
    with workers.remote(bench, latency=[0.1, 0.3]) as remote:
        stores = seeding.stores(bench.some(1000))
        for number in range(bench.rounds):
            after = _engine(bench, remote, stores)
            first.append(min(after) * 1000)
            last.append(max(after))
            plainly.append(max(_plain(bench, remote, stores)))
            bench.say(f"round {number + 1}: last after {last[-1]:.2f} s, plainly {plainly[-1]:.2f} s")
    yield Row(
        "first send after the moment", "ms", first, at_least(0), note=f"the earliest {min(first):.0f} ms"
    )
    ours = Row("last send after the moment", "s", last, at_most(1.5))
    theirs = Row("last send of plain Celery", "s", plainly)
    yield from (ours, theirs, ratio("plain Celery by the engine", theirs, ours))


def _engine(bench: Bench, remote: Remote, stores: Sequence[Store]) -> list[float]:
    """Seconds from the moment to each send's arrival."""
    with ExitStack() as stack:
        stack.enter_context(workers.engine(bench))
        stack.enter_context(workers.beat(bench))
        remote.forget()
        moment = (timezone.now() + _AHEAD).replace(microsecond=0)
        due = seeding.prepared((store, moment) for store in stores)
        rest = (moment - timezone.now()).total_seconds()
        assert rest > 1, "the moment came before everything was ready"
        unsettled = Delivery.objects.filter(pk__in=[delivery.pk for delivery in due], ended_at=None)
        eventually(lambda: not unsettled.exists(), within=rest + _PATIENCE, what="The end of all deliveries")
    arrived = remote.journal("send")
    assert len(arrived) == len(due), f"{len(arrived)} sends of {len(due)} deliveries"
    return [arrival.at - moment.timestamp() for arrival in arrived]


def _plain(bench: Bench, remote: Remote, stores: Sequence[Store]) -> list[float]:
    remote.forget()
    with workers.plain_celery(bench):
        moment = timezone.now().timestamp()
        for number, store in enumerate(stores):
            plain.send.delay(f"{number:024x}", seeding.access_token(store), keep=True)
        eventually(lambda: remote.count() >= len(stores), within=_PATIENCE, what="The end of the plain sends")
    return [arrival.at - moment for arrival in remote.journal("send")]
