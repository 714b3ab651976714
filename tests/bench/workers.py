"""The processes that are measured: the remote, a worker of ours, beat, and a worker of the plain way."""

import contextlib
import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import Popen
from typing import Any

from omniapp.celery import app
from tests.bench import plain, seeding
from tests.bench.place import Bench

_DRAIN = "omniapp.sending.tasks.drain"


@dataclass(frozen=True)
class Arrival:
    """One request as the remote saw it: when it arrived there, what it was, whose, and the status given."""

    at: float
    what: str
    brand: int
    id: str
    status: int


class Remote:
    """The running remote, for a benchmark to steer and to read."""

    def __init__(self, url: str) -> None:
        self._url = url

    def plan(self, **how: Any) -> None:
        """From now on it behaves so; see remote.Remote.plan."""
        self._ask("PUT", "plan", {"campaign": seeding.as_omnisend_shows_it()} | how)

    def forget(self) -> None:
        self._ask("DELETE", "journal")

    def count(self) -> int:
        """How many requests arrived; cheap."""
        return int(self._ask("GET", "count"))

    def journal(self, *what: str) -> list[Arrival]:
        """The requests of these kinds ("send", "make", "look", "foreign"), of all when none is named."""
        return [Arrival(*line) for line in self._ask("GET", "journal") if not what or line[1] in what]

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/_bench/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


@contextlib.contextmanager
def remote(bench: Bench, **plan: Any) -> Iterator[Remote]:
    """A remote where the product expects Omnisend's API."""
    url, _, _ = bench.api_url.rpartition("/api")
    with bench.running(
        "remote", "-m", "tests.bench.remote", url.rpartition(":")[2], ready=lambda log: "listening" in log
    ):
        running = Remote(url)
        running.plan(**plan)
        yield running


def engine(
    bench: Bench, name: str = "engine", **variables: str
) -> contextlib.AbstractContextManager[Popen[bytes]]:
    """One worker process of ours."""
    queue = app.amqp.router.route({}, _DRAIN)["queue"].name
    return _worker(bench, name, "omniapp.celery", threads=2, queue=queue, **variables)


def plain_celery(bench: Bench) -> contextlib.AbstractContextManager[Popen[bytes]]:
    """One worker process of the plain way."""
    return _worker(bench, "plain", "tests.bench.plain", threads=plain.THREADS, queue="plain")


def beat(bench: Bench, **variables: str) -> contextlib.AbstractContextManager[Popen[bytes]]:
    """The bell of every second."""
    words = ("-m", "celery", "-A", "omniapp.celery", "beat", "--loglevel", "INFO", "--pidfile=")
    return bench.running("beat", *words, ready=lambda log: "beat: Starting" in log, **variables)


def ring() -> None:
    """The bell of a click."""
    app.send_task(_DRAIN, ignore_result=True)


def _worker(
    bench: Bench, name: str, application: str, *, threads: int, queue: str, **variables: str
) -> contextlib.AbstractContextManager[Popen[bytes]]:
    return bench.running(
        name,
        *("-m", "celery", "-A", application, "worker", "--pool", "threads", "--concurrency", str(threads)),
        *("--queues", queue, "--hostname", f"{name}@localhost", "--without-gossip", "--without-mingle"),
        *("--loglevel", "INFO"),
        ready=lambda log: " ready." in log,
        **variables,
    )
