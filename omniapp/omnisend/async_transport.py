"""The same as `transport`, for an event loop."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import anyio
import httpcore2
import httpx2

from .attempt import (
    KEEP_IDLE_CONNECTIONS,
    KEEP_IDLE_SECONDS,
    MOST_BYTES,
    Attempt,
    current,
    seen_headers,
    sent_body,
    sent_headers,
    too_large,
)
from .messages import Answer, Request
from .transport import BROKEN


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


class _Stream(httpcore2.AsyncNetworkStream):
    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = current.get()
        attempt.before_first_answer()
        data = await self._inner.read(max_bytes, timeout)
        attempt.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        current.get().before_first_byte(httpcore2.WriteTimeout)
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))
        except BaseException:
            # Nobody else closes it when the deadline cancels the handshake.
            with anyio.CancelScope(shield=True):
                await self._inner.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.AsyncNetworkBackend):
    def __init__(self) -> None:
        self._plain = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return _Stream(await self._plain.connect_tcp(host, port, timeout, local_address, socket_options))


class AsyncHttpTransport:
    """Like HttpTransport, for many exchanges in one event loop. An instance belongs to one loop."""

    def __init__(self, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl_context or httpx2.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=KEEP_IDLE_CONNECTIONS,
            keepalive_expiry=KEEP_IDLE_SECONDS,
            http1=True,
            http2=False,
            retries=0,
            network_backend=_Backend(),
        )

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
        previous = current.set(attempt)
        try:
            # Cancelling reaches everything that waits, so that no operation needs a timeout of its own.
            with anyio.move_on_after(deadline):
                return await self._exchange(attempt, url, request, headers)
        except BROKEN as error:
            raise attempt.failed(f"{type(error).__name__}: {error}") from None
        finally:
            current.reset(previous)
        raise attempt.failed("out of time")

    async def _exchange(
        self, attempt: Attempt, url: str, request: Request, headers: Mapping[str, str]
    ) -> Answer:
        lines, content = sent_headers(request, headers), sent_body(request)
        body = bytearray()
        async with self._pool.stream(request.method, url, headers=lines, content=content) as response:
            async for chunk in response.aiter_stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise too_large()
            seen = seen_headers(response.headers)
            stream = response.extensions["network_stream"]
            if isinstance(stream, _Stream) and not attempt.ended_exactly(response.status, seen):
                await stream.aclose()
        return attempt.answer(response.status, seen, bytes(body))

    async def aclose(self) -> None:
        """Closes all idle connections."""
        await self._pool.aclose()
