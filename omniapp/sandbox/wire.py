"""Putting answers on the wire, also broken ones: cut connections, half bodies."""

import asyncio
import json
import socket
import struct
from typing import Any

from starlette.types import Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP protocol, which also hands each request a way to end its connection: `state["cut"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._lost = asyncio.Event()
        super().connection_made(transport)
        self.app_state = self.app_state | {"cut": self.cut}

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._lost.set()

    async def cut(self, *, reset: bool) -> None:
        """End the connection, by a TCP reset or by an orderly close, and wait until it is gone."""
        if reset and not self.transport.is_closing():
            raw = self.transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        self.transport.close()
        await self._lost.wait()


async def cut(scope: Scope) -> None:
    """Close the connection without an answer."""
    await scope["state"]["cut"](reset=True)


async def send_json(send: Send, status: int, body: Any) -> None:
    raw = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    await send_raw(send, status, raw, b"application/json" if raw else b"")


async def send_raw(send: Send, status: int, raw: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind)] if kind else []
    if status != 204:
        headers.append((b"content-length", str(len(raw)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})


async def send_half(scope: Scope, send: Send, status: int, body: Any) -> None:
    """Headers that promise a whole body, half of it, then the end."""
    raw = json.dumps(body if body is not None else {"accepted": True}, separators=(",", ":")).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
    await send(
        {"type": "http.response.start", "status": 200 if status == 204 else status, "headers": headers}
    )
    await send({"type": "http.response.body", "body": raw[: len(raw) // 2], "more_body": True})
    await scope["state"]["cut"](reset=False)
