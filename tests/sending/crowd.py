"""Many stores with prepared drafts, and a remote in threads of this process whose answers a test can hold."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.db import connection

from tests.bench import seeding


@dataclass(frozen=True)
class Sent:
    """A send as it arrived: when, by the wall's clock, of which brand (from 1 on), and of which campaign."""

    at: float
    brand: int
    id: str


class Remote:
    """Takes every send with 204, and shows every campaign as sent."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.most: Counter[int] = Counter()  # sends under way at once, by brand
        self._now: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._held: set[str] = set()
        self._changed = threading.Condition(self._lock)
        self.campaign = seeding.as_omnisend_shows_it()

    def hold(self, *ids: str) -> None:
        """The answers to these sends wait until they are let go."""
        with self._lock:
            self._held |= set(ids)

    def let_go(self) -> None:
        with self._changed:
            self._held.clear()
            self._changed.notify_all()

    def send(self, brand: int, name: str) -> None:
        with self._changed:
            self.sent.append(Sent(time.time(), brand, name))
            self._now[brand] += 1
            self.most[brand] = max(self.most[brand], self._now[brand])
            self._changed.wait_for(lambda: name not in self._held)
            self._now[brand] -= 1


@contextmanager
def remote() -> Iterator[tuple[Remote, str]]:
    """A remote and its API's address, until the block ends."""
    state = Remote()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            brand = int(self.headers["Authorization"].rpartition("-")[2])
            state.send(brand, self.path.split("/")[-2])
            self.send_response(204)
            self.end_headers()

        def do_GET(self) -> None:
            shown = state.campaign | {"id": self.path.split("/")[-1], "status": "sent"}
            body = json.dumps(shown).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Not needed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield state, f"http://127.0.0.1:{server.server_port}/api"
        finally:
            state.let_go()
            server.shutdown()
            serving.join()


@contextmanager
def beside(work: Callable[[], int]) -> Iterator[Future[int]]:
    """Works in another thread meanwhile, and to its end."""

    def do() -> int:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(do)
