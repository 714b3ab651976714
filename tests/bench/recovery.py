"""How soon the truth is back after a worker was killed, and how soon sending is back after Redis was lost."""

import contextlib
import os
import pathlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from django.conf import settings
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from omniapp.embedded import binaries, processes
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import State
from tests.bench import seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_most
from tests.sandbox_control import free_port
from tests.waiting import eventually

_IN_FLIGHT: Final = 40
_NOT_KNOWN: Final = (State.HANDING_OVER, State.CHECKING)


def rows(bench: Bench) -> Iterator[Row]:
    """After a loss.

    A worker is killed while up to 40 sends are in its hands, of which every second one reached Omnisend and
    none was answered; another worker and beat go on. Times are until the record, which the page shows,
    says what became of the last of them. The lease and the quiet time are shortened as the rows say. Then
    Redis loses all it held while the engine rests, by FLUSHALL and by kill -9 with an empty start, and a
    campaign is due at that moment: until its send arrives.
    """
    durations = {
        name: getattr(settings, name) * bench.scale
        for name in ("SENDING_LEASE", "SENDING_QUIET", "SENDING_REQUEST_DEADLINE")
    }
    lease, quiet = durations["SENDING_LEASE"], durations["SENDING_QUIET"]
    arrived, lost = [], []
    for number in range(min(bench.rounds, 2)):
        yes, no = _killed(bench, durations)
        arrived.append(yes - lease)
        lost.append(no - lease - quiet)
        bench.say(f"round {number + 1}: arrived {yes:.1f} s, not arrived {no:.1f} s after the kill")
    yield Row(f"killed, it had arrived: after the lease of {lease:g} s", "s", arrived, at_most(10))
    both = f"killed, it had not arrived: after lease and quiet time of {lease + quiet:g} s"
    yield Row(both, "s", lost, at_most(10))
    yield from _without_redis(bench)


def _killed(bench: Bench, durations: dict[str, float]) -> tuple[float, float]:
    """Seconds from the kill until the last is known, of those that arrived and of those that did not."""
    bench.emptied()
    count = min(_IN_FLIGHT, settings.SENDING_CONCURRENCY)
    variables = {name: str(seconds) for name, seconds in durations.items()}
    with ExitStack() as stack:
        remote = stack.enter_context(workers.remote(bench, silent=True))
        doomed = stack.enter_context(workers.engine(bench, "doomed", **variables))
        due = seeding.prepared(seeding.spread(seeding.stores(count), count))
        stack.enter_context(workers.beat(bench))
        eventually(lambda: remote.count() >= count, within=20, what="The sends")
        os.killpg(doomed.pid, signal.SIGKILL)
        killed = time.time()
        remote.plan()
        stack.enter_context(workers.engine(bench, "other", **variables))
        unknown = Delivery.objects.filter(state__in=_NOT_KNOWN)
        patience = sum(durations.values()) + 120
        eventually(lambda: not unknown.exists(), within=patience, what="The truth about all deliveries")
    arrived = [delivery for delivery in due if int(delivery.remote_id, 16) % 2 == 0]
    lost = [delivery for delivery in due if delivery not in arrived]
    return _known(arrived) - killed, _known(lost) - killed


def _known(deliveries: Sequence[Delivery]) -> float:
    """When the record first said of the last of them what became of it."""
    moments: dict[int, float] = {}
    events = DeliveryEvent.objects.filter(delivery__in=deliveries).exclude(state_after__in=_NOT_KNOWN)
    for event in events.order_by("id"):
        moments.setdefault(event.delivery_id, event.at.timestamp())
    assert len(moments) == len(deliveries), "a delivery became known without a record of it"
    return max(moments.values())


def _without_redis(bench: Bench) -> Iterator[Row]:
    with ExitStack() as stack:
        redis = stack.enter_context(_Redis.running(bench.logs))
        remote = stack.enter_context(workers.remote(bench))
        bench.emptied()
        (store,) = seeding.stores(1)

        def sent() -> float:
            """When a campaign is sent that is due now."""
            (delivery,) = seeding.prepared([(store, timezone.now())])
            unsent = Delivery.objects.filter(pk=delivery.pk, ended_at=None)
            eventually(lambda: not unsent.exists(), within=90, what="The send")
            return max(arrival.at for arrival in remote.journal("send") if arrival.id == delivery.remote_id)

        stack.enter_context(workers.engine(bench, REDIS_URL=redis.url))
        stack.enter_context(workers.beat(bench, REDIS_URL=redis.url))
        losses: dict[str, Callable[[], None]] = {"FLUSHALL": redis.flush, "killed": redis.restart}
        for how, lose in losses.items():
            waits = []
            for number in range(bench.rounds):
                sent()
                lost = time.time()
                lose()
                waits.append(sent() - lost)
                bench.say(f"Redis, {how}, round {number + 1}: next send after {waits[-1]:.2f} s")
            yield Row(
                f"Redis lost ({how}): next send", "s", waits, at_most(5), note=f"worst {max(waits):.1f} s"
            )


class _Redis:
    """A Redis that may lose everything."""

    def __init__(self, log: pathlib.Path) -> None:
        self._log = log
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._start()

    @classmethod
    @contextlib.contextmanager
    def running(cls, logs: pathlib.Path) -> Iterator["_Redis"]:
        redis = cls(logs / "redis.log")
        try:
            yield redis
        finally:
            processes.stop(redis._process)

    def flush(self) -> None:
        with Redis.from_url(self.url) as client:
            client.flushall()

    def restart(self) -> None:
        self._process.kill()
        self._process.wait()
        self._start()

    def _start(self) -> None:
        command: list[str | pathlib.Path] = [
            binaries.redis(),
            "--port",
            str(self._port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
        ]
        with self._log.open("ab") as output:
            self._process = processes.spawn(command, env={"PATH": os.defpath}, output=output)
        eventually(self._answers, what="The start of Redis")

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False
