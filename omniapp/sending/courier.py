"""Carries many requests at once: an event loop in a thread of its own, which never touches the database.

What needs more than a token at hand (a renewal, a second try after 401) is done by threads beside it, so that
no store waits for another's trouble.
"""

import asyncio
import queue
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Protocol, Self

import structlog
from django.conf import settings
from django.db import connection

from omniapp import omnisend
from omniapp.sending.exchanges import Asked, Clock, Exchanged, make
from omniapp.sending.points import reached
from omniapp.stores.connection import Credentials

_BESIDE = 8  # threads for what needs more than a token at hand; each may hold a connection of the database
log = structlog.get_logger(__name__)


class Carrier(Protocol):
    """``carry`` begins requests; ``arrived`` brings what came of them, in the order in which it came."""

    def under_way(self) -> Counter[int]:
        """How many requests, by the primary keys of their stores."""
        ...

    def carry(self, asked: Iterable[Asked], at_hand: Mapping[int, Credentials]) -> None:
        """Begins these requests. ``at_hand``: tokens that work now, by their stores' primary keys."""
        ...

    def arrived(self, wait: float) -> Sequence[Exchanged]:
        """All that came since; waits up to so many seconds for the first."""
        ...


class OneByOne:
    """Makes each request here and now."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._made: list[Exchanged] = []

    def under_way(self) -> Counter[int]:
        return Counter(one.claim.delivery.store_id for one in self._made)

    def carry(self, asked: Iterable[Asked], at_hand: Mapping[int, Credentials]) -> None:
        self._made += [make(one, self._now) for one in asked]

    def arrived(self, wait: float) -> Sequence[Exchanged]:
        made, self._made = self._made, []
        return made


class Courier:
    """Makes them all at once. What its threads did not bring by the end of the block is let go of."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._api_url, self._deadline = settings.OMNISEND_API_URL, settings.SENDING_REQUEST_DEADLINE
        # Stores by claims: what was taken from us meanwhile may be claimed anew while its answer is awaited.
        self._under_way: dict[tuple[int, int], int] = {}
        self._brought: queue.SimpleQueue[tuple[Asked, Exchanged | None]] = queue.SimpleQueue()
        self._tasks: set[asyncio.Task[Exchanged | None]] = set()
        self._started = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="send", daemon=True)
        self._beside = ThreadPoolExecutor(_BESIDE, thread_name_prefix="send-beside")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._started.is_set() and not self._ended:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        self._beside.shutdown(cancel_futures=True)

    def under_way(self) -> Counter[int]:
        return Counter(self._under_way.values())

    def carry(self, asked: Iterable[Asked], at_hand: Mapping[int, Credentials]) -> None:
        ready = []
        for one in asked:
            self._under_way[_key(one)] = one.claim.delivery.store_id
            used = at_hand.get(one.claim.delivery.store_id)
            if used is None:
                self._do_beside(one)
            else:
                ready.append((one, used))
        if ready:
            if not self._started.is_set():
                self._thread.start()
                self._started.wait()
            self._require_loop()
            self._loop.call_soon_threadsafe(self._begin, ready)

    def arrived(self, wait: float) -> Sequence[Exchanged]:
        came = []
        try:
            came.append(self._brought.get(timeout=wait) if wait > 0 else self._brought.get_nowait())
            while True:
                came.append(self._brought.get_nowait())
        except queue.Empty:
            if not came and self._thread.ident is not None:
                self._require_loop()
        for asked, _ in came:
            del self._under_way[_key(asked)]
        return [exchanged for _, exchanged in came if exchanged is not None]

    def _require_loop(self) -> None:
        if self._ended:
            raise RuntimeError("the event loop has ended")

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ended = True
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._transport = omnisend.AsyncHttpTransport()
        self._started.set()
        await self._stop.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._transport.aclose()

    def _begin(self, ready: Iterable[tuple[Asked, Credentials]]) -> None:
        for one, used in ready:
            task = self._loop.create_task(self._exchange(one, used))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(partial(self._came, one))

    async def _exchange(self, one: Asked, used: Credentials) -> Exchanged | None:
        """None when it goes on beside."""
        client = omnisend.AsyncClient(
            used.token, api_url=self._api_url, transport=self._transport, deadline=self._deadline
        )
        started, result, error, status = self._now(), None, None, None
        try:
            answer = await client.exchange(one.call, before_write=partial(one.still_ours, self._now))
            result, status = one.call.read(answer), answer.status
        except omnisend.Unauthorized:
            self._do_beside(one, refused=used.generation)
            return None
        except omnisend.OmnisendError as no:
            error = no
        reached("answered")
        return Exchanged(one, started, self._now(), result, error, status)

    def _do_beside(self, one: Asked, refused: int | None = None) -> None:
        self._beside.submit(self._make, one, refused).add_done_callback(partial(self._came, one))

    def _make(self, one: Asked, refused: int | None) -> Exchanged:
        try:
            return make(one, self._now, refused=refused)
        finally:
            connection.close()

    def _came(self, one: Asked, done: "asyncio.Task[Exchanged | None] | Future[Exchanged]") -> None:
        if done.cancelled():
            return
        if error := done.exception():
            # A mistake of ours with one delivery: its lease will run out, and no other waits for it.
            self._brought.put((one, None))
            log.error("delivery step failed", **one.claim.names, exc_info=error)
        elif (exchanged := done.result()) is not None:
            self._brought.put((one, exchanged))


def _key(one: Asked) -> tuple[int, int]:
    return one.claim.delivery.pk, one.claim.fence
