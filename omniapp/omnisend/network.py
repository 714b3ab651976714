"""Sockets that keep to a deadline, as a network backend for httpcore2 (the engine inside httpx2).

httpx2's own timeouts are per operation: a server that sends one byte now and then stretches them without
end, and name look-ups do not count at all. Here every operation gets what is left for the whole exchange.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore2

from .attempt import current

_MOST_ADDRESSES = 4
_PATIENCE = 3.0  # seconds for one address while there is another one to try


class DeadlineStream(httpcore2.NetworkStream):
    """A connection whose reads and writes end with the exchange they serve."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        attempt = current.get()
        attempt.before_first_answer()
        data = self._inner.read(max_bytes, timeout=attempt.left(httpcore2.ReadTimeout))
        attempt.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        attempt = current.get()
        attempt.before_first_byte(httpcore2.WriteTimeout)
        connection: socket.socket = self._inner.get_extra_info("socket")
        rest = memoryview(buffer)
        while rest:
            seconds = attempt.left(httpcore2.WriteTimeout)
            try:
                connection.settimeout(seconds)
                rest = rest[connection.send(rest) :]
            except TimeoutError as error:
                raise httpcore2.WriteTimeout(str(error)) from None
            except OSError as error:
                raise httpcore2.WriteError(str(error)) from None

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            seconds = current.get().left(httpcore2.ConnectTimeout)
            return DeadlineStream(self._inner.start_tls(ssl_context, server_hostname, timeout=seconds))
        except BaseException:
            self._inner.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class DeadlineBackend(httpcore2.NetworkBackend):
    """Connects within what is left of the exchange, name look-up included."""

    def __init__(self) -> None:
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        attempt = current.get()
        addresses = addresses_of(host, port, attempt.left(httpcore2.ConnectTimeout))
        for address in addresses:
            seconds = attempt.left(httpcore2.ConnectTimeout)
            last = address == addresses[-1]
            try:
                stream = self._plain.connect_tcp(
                    address,
                    port,
                    timeout=seconds if last else min(seconds, _PATIENCE),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if last:
                    raise
            else:
                return DeadlineStream(stream)
        raise httpcore2.ConnectError(f"{host} has no address")


def addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """Where a name leads, at most a few addresses; raises httpcore2's errors when it is not known in time."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    # getaddrinfo takes no timeout, so that it waits in a thread of its own.
    found: queue.SimpleQueue[list[str] | str] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, found), daemon=True).start()
    try:
        result = found.get(timeout=seconds)
    except queue.Empty:
        raise httpcore2.ConnectTimeout(f"no address for {host} in time") from None
    if isinstance(result, str):
        raise httpcore2.ConnectError(result)
    return result[:_MOST_ADDRESSES]


def _look_up(host: str, port: int, found: queue.SimpleQueue[list[str] | str]) -> None:
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        found.put(f"no address for {host}: {error}")
    else:
        found.put(list(dict.fromkeys(str(info[4][0]) for info in infos)))
