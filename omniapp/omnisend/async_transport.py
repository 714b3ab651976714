"""The same as `transport`, for an event loop."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from .async_connection import Broken, Connection
from .attempt import Attempt, sent_body, sent_headers
from .messages import Answer, Request
from .transport import trusted

_ANOTHER_ADDRESS_AFTER = 0.25  # seconds, as RFC 8305 recommends
_PORTS = {"http": 80, "https": 443}


class AsyncTransport(Protocol):
    """`Transport` with an `exchange` to await."""

    async def exchange(
        self,
        url: str,
        request: Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> Answer: ...


class AsyncHttpTransport:
    """Like HttpTransport, for many exchanges in one event loop. An instance belongs to one loop."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None) -> None:
        self._trust = ssl_context
        self._idle: defaultdict[tuple[str, str], list[Connection]] = defaultdict(list)

    async def exchange(
        self,
        url: str,
        request: Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> Answer:
        """See `Transport.exchange`."""
        attempt = Attempt(deadline, before_write)
        try:
            async with asyncio.timeout(deadline):
                return await self._exchange(attempt, urlsplit(url), request, headers)
        except TimeoutError:
            raise attempt.failed("out of time") from None
        except (Broken, OSError, UnicodeError) as error:
            raise attempt.failed(f"{type(error).__name__}: {error}") from None

    async def _exchange(
        self, attempt: Attempt, url: SplitResult, request: Request, headers: Mapping[str, str]
    ) -> Answer:
        idle = self._idle[url.scheme, url.netloc]
        connection = self._kept(idle) or await self._connected(url)
        try:
            return await connection.exchange(attempt, _written(url, request, headers))
        finally:
            if connection.reusable():
                idle.append(connection)
            else:
                connection.close()

    def _kept(self, idle: list[Connection]) -> Connection | None:
        """The connection used last, of those that may still be used."""
        while idle:
            connection = idle.pop()
            if connection.reusable():
                return connection
            connection.close()
        return None

    async def _connected(self, url: SplitResult) -> Connection:
        if url.scheme not in _PORTS or url.hostname is None:
            raise Broken(f"{url.scheme} addresses are not for us")
        secure = url.scheme == "https"
        _, connection = await asyncio.get_running_loop().create_connection(
            Connection,
            url.hostname,
            url.port or _PORTS[url.scheme],
            ssl=(self._trust or trusted()) if secure else None,
            happy_eyeballs_delay=_ANOTHER_ADDRESS_AFTER,
        )
        return connection

    async def aclose(self) -> None:
        """Closes all idle connections."""
        idle = [connection for kept in self._idle.values() for connection in kept]
        self._idle.clear()
        for connection in idle:
            connection.close()
        await asyncio.gather(*(connection.lost for connection in idle))


def _written(url: SplitResult, request: Request, headers: Mapping[str, str]) -> bytes:
    """The whole request as it goes over the wire."""
    body = sent_body(request)
    lines = [(b"Host", url.netloc.encode("ascii")), *sent_headers(request, headers)]
    if body is not None:
        lines.append((b"Content-Length", b"%d" % len(body)))
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    head = [f"{request.method} {target} HTTP/1.1".encode("ascii"), *(b"%b: %b" % line for line in lines)]
    if any(b"\r" in line or b"\n" in line for line in head):
        raise ValueError("a line of a request's head cannot hold a line break")
    return b"\r\n".join([*head, b"", body or b""])
