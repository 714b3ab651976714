"""Sends one request once over HTTP/1.1: no redirects, retries, cookies, proxies or environment."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Callable, Mapping

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
from .network import DeadlineBackend, DeadlineStream

BROKEN = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)
"""What httpcore2 raises when an exchange breaks off."""


@functools.cache
def trusted() -> ssl.SSLContext:
    """httpx2's choice of certificate authorities. Reading it takes a while, so that it is kept."""
    return httpx2.create_ssl_context(trust_env=False)


class HttpTransport:
    """The synchronous transport: thread-safe, with a pool of connections that idle for 5 seconds at most.

    A connection that the server closed while it idled may swallow a request without a word. Nothing can tell
    that from a request that was carried out, so that it counts as NoAnswer like any other cut.

    Uses httpx2's certificates and connection pool, but not its client: that one follows its own timeouts
    and keeps cookies, which would travel from one store to the next. Not to be carried across a fork.

    ssl_context: whom to trust, by default httpx2's choice of certificate authorities.
    """

    def __init__(self, ssl_context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context or trusted(),
            max_connections=None,
            max_keepalive_connections=KEEP_IDLE_CONNECTIONS,
            keepalive_expiry=KEEP_IDLE_SECONDS,
            http1=True,
            http2=False,
            retries=0,
            network_backend=DeadlineBackend(),
        )

    def exchange(
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
            return self._exchange(attempt, url, request, headers)
        except BROKEN as error:
            raise attempt.failed(f"{type(error).__name__}: {error}") from None
        finally:
            current.reset(previous)

    def _exchange(self, attempt: Attempt, url: str, request: Request, headers: Mapping[str, str]) -> Answer:
        lines, content = sent_headers(request, headers), sent_body(request)
        body = bytearray()
        with self._pool.stream(request.method, url, headers=lines, content=content) as response:
            for chunk in response.iter_stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise too_large()
            seen = seen_headers(response.headers)
            stream = response.extensions["network_stream"]
            if isinstance(stream, DeadlineStream) and not attempt.ended_exactly(response.status, seen):
                stream.close()
        return attempt.answer(response.status, seen, bytes(body))

    def close(self) -> None:
        """Closes all idle connections."""
        self._pool.close()
