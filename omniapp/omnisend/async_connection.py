"""One HTTP/1.1 connection in an event loop: it writes one request and reads its one answer, at a time.

It exists because of what it does not do: nothing is ever written twice, and what a server says when it was
not asked ends the connection, where others would take it for the next answer.
"""

from __future__ import annotations

import asyncio
import select

import httptools

from .attempt import KEEP_IDLE_SECONDS, MOST_BYTES, MOST_HEAD, Attempt, Headers, seen_headers, too_large
from .messages import Answer


class Broken(Exception):
    """The exchange broke off."""


class Connection(asyncio.Protocol):
    """Whoever has it may call `exchange`, then asks `reusable` before giving it to anybody else."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.lost = self._loop.create_future()
        self._attempt: Attempt | None = None
        self._idle_since = 0.0
        self._keep, self._complete = True, False

    async def exchange(self, attempt: Attempt, request: bytes) -> Answer:
        """Raises Broken, what the attempt raises before the first byte, and Unreadable."""
        attempt.before_first_byte(Broken)
        self._begin(attempt)
        try:
            self._transport.write(request)
            attempt.before_first_answer()
            await self._answered
        finally:
            self._attempt = None
            if not self._complete:
                self._transport.abort()
        self._idle_since = self._loop.time()
        seen = seen_headers(self._headers)
        self._keep = self._keep and attempt.ended_exactly(self._status, seen)
        return attempt.answer(self._status, seen, bytes(self._body))

    def reusable(self) -> bool:
        """Whether it may carry another request: kept by both, not idle for long, and nothing to be read.

        The socket itself is asked, because the loop may not have come to tell what arrived meanwhile.
        """
        if not self._keep or self._transport.is_closing():
            return False
        return self._loop.time() - self._idle_since < KEEP_IDLE_SECONDS and not self._readable.poll(0)

    def close(self) -> None:
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream of bytes has a transport that writes")
        self._transport = transport
        self._idle_since = self._loop.time()
        self._readable = select.poll()
        self._readable.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        if self._attempt is None:
            self._transport.abort()  # nobody asked
            return
        self._attempt.received(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._keep = False
            if not self._complete:
                self._fail(Broken(f"not an answer: {error}"))
        if not self._complete and not self._headed and self._attempt.total > MOST_HEAD:
            self._fail(Broken("the answer's head is too large"))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._attempt is not None and not self._complete:
            if exc is None and self._ends_with_the_connection():
                self.on_message_complete()
            else:
                self._fail(Broken(str(exc or "the connection was closed before the answer was complete")))
        self._keep = False
        self.lost.set_result(None)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._complete:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        if not self._complete:
            self._status, self._headed = self._parser.get_status_code(), True

    def on_body(self, body: bytes) -> None:
        if self._complete:
            return
        self._body += body
        if len(self._body) > MOST_BYTES:
            self._fail(too_large())

    def on_message_complete(self) -> None:
        if self._status < 200:  # only an announcement of the answer
            self._headers.clear()
            self._headed = False
        elif not self._answered.done():
            self._complete, self._keep = True, self._parser.should_keep_alive()
            self._answered.set_result(None)

    def _begin(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._parser = httptools.HttpResponseParser(self)
        self._answered = self._loop.create_future()
        self._headers: Headers = []
        self._body = bytearray()
        self._status, self._headed, self._complete = 0, False, False

    def _fail(self, error: Exception) -> None:
        if not self._answered.done():
            self._answered.set_exception(error)

    def _ends_with_the_connection(self) -> bool:
        told = seen_headers(self._headers)
        return self._headed and "content-length" not in told and "transfer-encoding" not in told
