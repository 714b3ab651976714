"""The local Omnisend in this process: no sockets and no waiting, on a clock that only we move."""

import datetime as dt
import json
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from omniapp.sandbox import seed as demo
from omniapp.sandbox.app import build
from omniapp.sandbox.world import World
from tests.sandbox_control import ControlRefused, Sandbox

START = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@dataclass
class Heard:
    """What came back; nothing whole when the connection was cut."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False


class Sent(list[dict[str, Any]]):
    """The local Omnisend's list of accepted sends, each with the words that went out."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def append(self, send: dict[str, Any]) -> None:
        _, campaign = self._world.campaign(send["campaignID"])
        super().append({**send, "said": dict(campaign.email or {}).get("subject", "")})


class InProcess(Sandbox):
    """The same client as of the sandbox's own process. ``world`` is what it knows."""

    def __init__(self) -> None:
        super().__init__("http://omnisend.test")
        self.world = World(speed=0)
        self._app = build(self.world)

    def begin(self, seed: int) -> None:
        """As new, at noon, without limits of requests and without a guard: every accepted send counts."""
        self.world.reset(seed=seed)
        self.world.clock.set(START)
        self.world.brands = demo.brands(START)
        self.world.journal.sends = Sent(self.world)
        self.switch(rate_limits=False, draft_guard=False, sending_seconds=1.0, cancel_seconds=3.0)

    def now(self) -> dt.datetime:
        return self.world.clock.now()

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Heard:
        """One request, from its first byte to the last one of the answer."""
        parts, heard = urlsplit(url), Heard()

        async def cut(*, reset: bool) -> None:
            heard.cut = True

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body or b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                heard.status = message["status"]
                heard.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            else:
                heard.body += message.get("body", b"")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": parts.scheme,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "server": (parts.hostname, 80),
            "client": ("127.0.0.1", 1),
            "state": {"cut": cut},
        }
        _at_once(self._app(scope, receive, send))
        heard.cut = heard.cut or not heard.status
        return heard

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"content-type": "application/json", "host": "omnisend.test"}
        raw = None if body is None else json.dumps(body).encode()
        heard = self.ask(method, f"{self.url}/_sandbox/{path}", headers, raw)
        if heard.status >= 400:
            raise ControlRefused(f"{method} {path}: {heard.status} {heard.body.decode()}")
        return json.loads(heard.body or b"null")


def _at_once(work: Coroutine[Any, Any, None]) -> None:
    """Runs what never really waits."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("the local Omnisend waited for something")
