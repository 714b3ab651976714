"""One ASGI application for all of /api: log, fault, admit, handle, answer."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from omniapp.sandbox import wire
from omniapp.sandbox.api import gate, operations
from omniapp.sandbox.api.call import Answer, Call, Operation
from omniapp.sandbox.api.orders import Pending, carry_out
from omniapp.sandbox.journal import Entry
from omniapp.sandbox.models import Brand
from omniapp.sandbox.problems import Problem
from omniapp.sandbox.world import World


class Api:
    def __init__(self, world: World, prefix: str) -> None:
        self._world, self._prefix = world, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await Request(scope, receive).body()
        world = self._world
        world.settle()
        method, path = scope["method"], scope["path"].removeprefix(self._prefix)
        headers, query = Headers(scope=scope), scope["query_string"].decode("latin-1")
        try:
            operation, parameters = operations.find(method, path)
            name = operation.name
        except Problem as problem:
            operation, parameters, name, refusal = None, {}, f"{method} {path}", problem
        brand, _ = gate.identify(world, headers)
        entry = world.journal.receive(
            at=world.now(),
            method=method,
            path=scope["path"],
            query=query,
            brand_id=brand.id if brand else "",
            operation=name,
            body=_readable(raw),
        )
        if operation is None:
            await self._answer(send, entry, Answer(refusal.status, refusal.body()))
            return
        known: Operation = operation

        def admit() -> Brand:
            return gate.admit(world, known, headers)

        def handle(admitted: Brand) -> Answer:
            values = parse_qsl(query, keep_blank_values=True)
            kind, host = headers.get("content-type", ""), headers.get("host", "")
            return known.handler(Call(world, admitted, parameters, values, raw, kind, host))

        pending = Pending(world, admit, handle)
        fault = world.faults.take(name, brand.id if brand else "")
        if fault is None:
            await self._answer(send, entry, pending.run())
        else:
            entry.fault = fault.kind
            await carry_out(fault, pending, entry, scope, send)

    async def _answer(self, send: Send, entry: Entry, answer: Answer) -> None:
        note(entry, answer)
        await wire.send_json(send, answer.status, answer.body)


def note(entry: Entry, answer: Answer) -> None:
    entry.status = answer.status
    if answer.status >= 400 and isinstance(answer.body, dict):
        entry.slug = str(answer.body.get("type", "")).rpartition("/")[2]


def _readable(raw: bytes) -> Any:
    """A body for the log: as JSON when it is some, else as text."""
    if not raw:
        return None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw[:10_000].decode("utf-8", "replace")
