"""The naive way, to be caught: a plain Celery task per send that retries whatever went wrong.

Its workers acknowledge their messages early or late. What they believe they write to a file, as such an
application would to its table.
"""

import os
import pathlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx2
from celery import Celery
from kombu.exceptions import OperationalError

from tests.chaos.checker import check
from tests.chaos.collect import sent_of
from tests.chaos.crew import Forked, Nursery, Program
from tests.chaos.history import Act, Durations, Event, Letter, Sent
from tests.sandbox_control import Sandbox

WAYS = ("early", "late")
_DATABASES = {"early": 14, "late": 15}
_WORKER = ("worker", "--pool", "threads", "--concurrency", "4", "--without-gossip", "--without-mingle")
_TRIES, _PAUSE, _PATIENCE = 8, 0.3, 0.75


def application(way: str, redis_url: str) -> Celery:
    """What the documentation's first pages lead to."""
    server, _, _ = redis_url.rpartition("/")
    app = Celery(f"naive-{way}", broker=f"{server}/{_DATABASES[way]}")
    app.conf.update(task_acks_late=way == "late", task_ignore_result=True)
    app.conf.broker_transport_options = {"visibility_timeout": 5}

    def send(name: str, api_url: str, token: str, template: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Omnisend-Version": "2026-03-15"}
        email = {"subject": name, "senderName": "Naive", "templateID": template}
        body = {"type": "regular", "channel": "email", "name": name, "content": {"email": email}}
        with httpx2.Client(headers=headers, timeout=_PATIENCE, verify=False) as client:
            made = client.post(f"{api_url}/campaigns", json=body).raise_for_status().json()
            client.post(f"{api_url}/campaigns/{made['id']}/send").raise_for_status()
        _believe(pathlib.Path(os.environ["CHAOS_NAIVE"]) / f"naive-{way}.txt", name)

    retried: dict[str, Any] = {"autoretry_for": (httpx2.HTTPError,), "default_retry_delay": _PAUSE}
    as_task: Callable[..., object] = app.task(name="send", max_retries=_TRIES, **retried)
    as_task(send)
    return app


def _believe(file: pathlib.Path, name: str) -> None:
    with file.open("a") as written:
        written.write(f"{name}\t{time.time()}\n")


class Naive:
    """Both ways beside the engine: their workers, and somebody who clicks now and then."""

    def __init__(self, sandbox: Sandbox, redis_url: str, nursery: Nursery, directory: pathlib.Path) -> None:
        self._sandbox, self._url = sandbox, redis_url
        brand = sandbox.add_brand(templates=1)
        token = sandbox.token(brand["brandID"])["access_token"]
        self.brand, self._asked = str(brand["brandID"]), Counter[str]()
        self._more = (sandbox.api_url, token, brand["templateIDs"][0])
        self._files = {way: directory / f"naive-{way}.txt" for way in WAYS}
        self._apps = {way: application(way, redis_url) for way in WAYS}
        self.members = [Forked(Program(f"naive-{way}", f"naive-{way}", _WORKER), nursery) for way in WAYS]
        self._clicks: dict[str, float] = {}

    def click(self, way: str) -> None:
        """One more campaign, if its broker takes the message."""
        self._asked[way] += 1
        name = f"{way} {self._asked[way]:05}"
        try:
            self._apps[way].send_task("send", (name, *self._more), retry=False)
        except (OSError, OperationalError):
            return  # the person sees an error and knows that it was not taken
        self._clicks[name] = time.time()

    def verdict(self) -> dict[str, dict[str, int]]:
        """What is wrong by the same checker, for each way."""
        sent, found = sent_of(self._sandbox), {}
        for way in WAYS:
            file = self._files[way]
            lines = file.read_text().splitlines() if file.exists() else []
            believed = {name: float(at) for name, at in (line.split("\t") for line in lines)}
            letters = [
                _letter(number, name, self._clicks[name], believed.get(name), sent.get(name, []))
                for number, name in enumerate(self._clicks, 1)
                if name.startswith(way)
            ]
            found[way] = _counted(letters)
        return found


def _letter(number: int, name: str, clicked: float, believed: float | None, sent: Sequence[Sent]) -> Letter:
    events = [Event(number, believed, "exchange", "send", "", "sent", "", "yes")] if believed else []
    if sent and not believed:  # its record never heard of it
        events = [Event(number, clicked, "move", "send", "", "handing_over")]
    return Letter(name, (Act("send", clicked, number, name),), tuple(sent), (), tuple(events))


def _counted(letters: list[Letter]) -> dict[str, int]:
    found = check(letters, Durations(hold=0, lease=0, quiet=0))
    return {"clicks": len(letters)} | {
        column: len(found[column]) for column in ("sent twice", "lost", "stuck", "said sent falsely")
    }
