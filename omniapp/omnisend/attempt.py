"""One exchange while it is going on: its deadline, whether writing has begun, and what came back.

The connection pool hands streams from one exchange to the next, so that a stream finds the exchange it
works for in a context variable. That variable follows threads and asyncio tasks alike.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from http import HTTPStatus
from time import monotonic

from .errors import NoAnswer, NotReached, Unreadable
from .messages import Answer, Request

MOST_BYTES = 10_000_000
"""Larger answers are refused, counted both as they arrive and uncompressed."""

KEEP_IDLE_SECONDS = 5.0
KEEP_IDLE_CONNECTIONS = 20

MOST_HEAD = 100_000
_GZIP_OR_ZLIB = 47
_LAST_CHUNK = b"0\r\n\r\n"

Headers = list[tuple[bytes, bytes]]


class Attempt:
    """State of one exchange. deadline: seconds from now for everything."""

    def __init__(self, deadline: float, before_write: Callable[[], None] | None) -> None:
        self._started = monotonic()
        self._ends = self._started + deadline
        self._before_write = before_write
        self._head = bytearray()
        self.total = 0
        self._tail = b""
        self.begun = False
        self._waits = False

    def left(self, out_of_time: type[Exception]) -> float:
        """Seconds left; raises `out_of_time` when there are none."""
        seconds = self._ends - monotonic()
        if seconds <= 0:
            raise out_of_time("out of time")
        return seconds

    def before_first_byte(self, out_of_time: type[Exception]) -> None:
        """To be called before every write; the first time tells the caller, whose exceptions pass through."""
        if self.begun:
            return
        self.left(out_of_time)
        if self._before_write is not None:
            self._before_write()
            self.left(out_of_time)
        self.begun = True

    def before_first_answer(self) -> None:
        """To be called before every read. The first one tells auditors that the request is written."""
        if self.begun and not self._waits:
            self._waits = True
            sys.audit("omniapp.omnisend.written")

    def received(self, data: bytes) -> None:
        """Keeps count of what the answer consists of on the wire."""
        self._head += data[: MOST_HEAD - len(self._head)]
        self.total += len(data)
        self._tail = (self._tail + data)[-len(_LAST_CHUNK) :]

    def ended_exactly(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether nothing came after the end of the answer.

        What did come would be taken for the next answer on that connection, for another call or another
        store: a 204 with a body is the usual case.
        """
        body_at = self._head.find(b"\r\n\r\n") + 4
        if body_at < 4:
            return False
        if status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            return self.total == body_at
        length = headers.get("content-length", "")
        if length.isdecimal() and "transfer-encoding" not in headers:
            return self.total == body_at + int(length)
        return self._tail == _LAST_CHUNK

    def answer(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        """The complete answer. Raises Unreadable when it cannot be decompressed."""
        spent = int((monotonic() - self._started) * 1000)
        return Answer(status=status, headers=headers, body=_decoded(body, headers), milliseconds=spent)

    def failed(self, why: str) -> NotReached | NoAnswer:
        """The error for an exchange that broke off."""
        return NoAnswer(why) if self.begun else NotReached(why)


current: ContextVar[Attempt] = ContextVar("current")


def sent_headers(request: Request, headers: Mapping[str, str]) -> Headers:
    """Header lines for the wire. No cookies, no credentials but those given."""
    lines = {"User-Agent": "omniapp", "Accept-Encoding": "gzip", **headers}
    if request.content_type is not None:
        lines["Content-Type"] = request.content_type
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in lines.items()]


def sent_body(request: Request) -> bytes | None:
    """The body; an empty one, with its length said, where the method calls for one."""
    if request.body is None and request.method in {"POST", "PUT", "PATCH"}:
        return b""
    return request.body


def seen_headers(lines: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Names in lower case; repeated ones joined by commas."""
    seen: dict[str, str] = {}
    for raw_name, raw_value in lines:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        seen[name] = f"{seen[name]}, {value}" if name in seen else value
    return seen


def too_large() -> Unreadable:
    return Unreadable(f"the answer is larger than {MOST_BYTES} bytes", may_have_arrived=True)


def _decoded(body: bytes, headers: Mapping[str, str]) -> bytes:
    coding = headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"} or not body:
        return body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise Unreadable("the answer is compressed in an unknown way", may_have_arrived=True)
    unpacking = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
    try:
        plain = unpacking.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise Unreadable("the answer cannot be decompressed", may_have_arrived=True) from None
    if len(plain) > MOST_BYTES:
        raise too_large()
    if not unpacking.eof:
        raise Unreadable("the compressed answer is not complete", may_have_arrived=True)
    return plain
