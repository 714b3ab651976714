"""A minimal remote of the benchmark's own: it takes sends with 204 and keeps a journal of what arrived.

``python -m tests.bench.remote PORT``. It knows four things of Omnisend: a campaign is made, sent and read,
and all are listed. A token says whose it is ("bench-7" belongs to brand 7). How it behaves is set by
``PUT /_bench/plan``.
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict, deque
from typing import Any, Final
from urllib.parse import parse_qs

_WINDOW: Final = 60.0
_HEAD = b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_NO_CONTENT = b"HTTP/1.1 204 x\r\n\r\n"


class Remote:
    """What it knows and how it behaves."""

    def __init__(self) -> None:
        self.journal: list[tuple[float, str, int, str, int]] = []  # when, what, brand, id, status
        self.sent: set[str] = set()
        self.made = 0
        self.taken: dict[int, deque[float]] = defaultdict(deque)
        self.plan({})

    def plan(self, how: dict[str, Any]) -> None:
        """latency: [least, most] seconds; campaign: what every campaign looks like; limit: requests of a
        brand in any minute, 0 for no limit; foreign: {brand: requests a minute of some other app}; silent:
        whether sends get no answer, and every second of them (by its id) has no effect either; listed: the
        campaigns that every brand has."""
        self.latency: tuple[float, float] = tuple(how.get("latency", (0.0, 0.0)))
        self.campaign: dict[str, Any] = how.get("campaign", {})
        self.limit: int = how.get("limit", 0)
        self.silent: bool = how.get("silent", False)
        self.listed: list[dict[str, Any]] = how.get("listed", [])
        self.foreign: dict[int, float] = {int(brand): each for brand, each in how.get("foreign", {}).items()}
        for brand in self.foreign:
            self._foreign_request(brand)

    def _foreign_request(self, brand: int) -> None:
        """Another app of this brand asks, and asks again after a while."""
        each = self.foreign.get(brand)
        if not each:
            return
        status = 200 if self._admitted(brand, time.time()) is None else 429
        self.journal.append((time.time(), "foreign", brand, "", status))
        asyncio.get_running_loop().call_later(
            random.uniform(0.5, 1.5) * 60 / each, self._foreign_request, brand
        )

    def _admitted(self, brand: int, now: float) -> float | None:
        """Counts a request; the seconds until there is room, when there is none."""
        if not self.limit:
            return None
        taken = self.taken[brand]
        while taken and taken[0] <= now - _WINDOW:
            taken.popleft()
        if len(taken) >= self.limit:
            return taken[0] + _WINDOW - now
        taken.append(now)
        return None

    def effect(self, method: bytes, path: str, brand: int, at: float) -> bytes | None:
        """What a request does, and the answer to it. ``at`` is when it arrived here."""
        what, _, name = _kind(method, path)
        wait = self._admitted(brand, time.time())
        if wait is not None:
            self.journal.append((at, what, brand, name, 429))
            problem = {"type": "https://problems.omnisend.com/rate-limit-exceeded", "status": 429}
            return _json(
                429, problem | {"title": "Too many requests", "retryAfter": max(1, round(wait + 0.5))}
            )
        self.journal.append((at, what, brand, name, 200))
        if what == "send":
            if not self.silent or int(name, 16) % 2 == 0:
                self.sent.add(name)
            return None if self.silent else _NO_CONTENT
        if what == "make":
            self.made += 1
            return _json(201, self.campaign | {"id": f"f{self.made:023x}", "status": "draft"})
        if what == "look":
            status = "sent" if name in self.sent else "draft"
            return _json(200, self.campaign | {"id": name, "status": status})
        if what == "list":
            return _json(200, {"campaigns": self._those(path), "paging": {"hasMore": False}})
        return _json(404, {"type": "about:blank", "status": 404, "title": what})

    def _those(self, path: str) -> list[dict[str, Any]]:
        """Of ``listed``, as far as asked for: by status and by the time of the last change or of making."""
        asked = parse_qs(path.partition("?")[2])
        changed, made = (asked.get(name, [""])[0][:19] for name in ("updatedAtFrom", "createdAtFrom"))
        return [
            one
            for one in self.listed
            if one["status"] in asked.get("status", [one["status"]])
            and one["updatedAt"][:19] >= changed
            and one["createdAt"][:19] >= made
        ]

    def control(self, method: bytes, path: str, body: bytes) -> bytes:
        """How a benchmark speaks to it."""
        if method == b"PUT":
            self.plan(json.loads(body))
        elif method == b"DELETE":
            self.journal.clear()
            self.sent.clear()
            self.taken.clear()
        return _json(200, self.journal if path.endswith("/journal") else len(self.journal))


def _kind(method: bytes, path: str) -> tuple[str, str, str]:
    """What is asked for: ("send", "", id), and so on."""
    parts = path.partition("?")[0].removeprefix("/api/campaigns").strip("/").split("/")
    if method == b"POST" and parts[-1] == "send":
        return "send", "", parts[0]
    if method == b"POST" and parts == [""]:
        return "make", "", ""
    if method == b"GET" and parts == [""]:
        return "list", "", ""
    if method == b"GET" and len(parts) == 1:
        return "look", "", parts[0]
    return f"{method.decode()} {path}", "", ""


def _json(status: int, value: object) -> bytes:
    body = json.dumps(value).encode()
    return _HEAD % (status, len(body)) + body


class Connection(asyncio.Protocol):
    """One connection: requests one after the other, as clients of HTTP/1.1 make them."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        while (end := self._waiting.find(b"\r\n\r\n")) >= 0:
            head = self._waiting[:end]
            at = head.lower().find(b"\r\ncontent-length:")
            length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._waiting) < end + 4 + length:
                return
            body, self._waiting = self._waiting[end + 4 : end + 4 + length], self._waiting[end + 4 + length :]
            self._request(head, body)

    def _request(self, head: bytes, body: bytes) -> None:
        method, target, _ = head.split(b" ", 2)
        path = target.decode()
        if path.startswith("/_bench/"):
            self._transport.write(self._remote.control(method, path, body))
            return
        at, brand = time.time(), _brand(head)
        least, most = self._remote.latency
        if not most:
            self._answer(self._remote.effect(method, path, brand, at))
            return
        # It takes effect somewhere on the way, so that requests may overtake each other.
        there, back = random.uniform(least, most) / 2, random.uniform(least, most) / 2
        asyncio.get_running_loop().call_later(there, self._apply, back, method, path, brand, at)

    def _apply(self, back: float, method: bytes, path: str, brand: int, at: float) -> None:
        answer = self._remote.effect(method, path, brand, at)
        asyncio.get_running_loop().call_later(back, self._answer, answer)

    def _answer(self, answer: bytes | None) -> None:
        if answer is not None:
            self._transport.write(answer)


def _brand(head: bytes) -> int:
    at = head.find(b" bench-")
    return int(head[at + 7 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _serve(port: int) -> None:
    remote = Remote()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(remote), "127.0.0.1", port, backlog=4096)
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
