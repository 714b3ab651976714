"""Carrying out a fault: what is applied when, and what the caller gets to see."""

import asyncio
from collections.abc import Callable

from starlette.types import Scope, Send

from omniapp.sandbox import wire
from omniapp.sandbox.api.call import Answer
from omniapp.sandbox.faults import Fault
from omniapp.sandbox.journal import Entry
from omniapp.sandbox.models import Brand
from omniapp.sandbox.problems import FieldError, Problem
from omniapp.sandbox.world import World

HTML = b"<!doctype html><html><head><title>Error</title></head><body><h1>%d</h1><p>cf-edge</p></body></html>"


class Pending:
    """A request at the door: admitted and applied now, or admitted now and applied later."""

    def __init__(self, world: World, admit: Callable[[], Brand], handle: Callable[[Brand], Answer]) -> None:
        self.world, self._admit, self._handle = world, admit, handle

    def run(self) -> Answer:
        try:
            return self._handle(self._admit())
        except Problem as problem:
            return Answer(problem.status, problem.body())

    def run_later(self, seconds: float) -> None:
        """Apply after so many virtual seconds; nobody is there to hear a refusal then."""
        try:
            brand = self._admit()
        except Problem:
            return

        def act() -> None:
            try:
                self._handle(brand)
            except Problem:
                return

        self.world.after(seconds, act)


async def carry_out(fault: Fault, pending: Pending, entry: Entry, scope: Scope, send: Send) -> None:
    if fault.kind == "latency":
        answer = pending.run() if fault.effect == "before" else None
        await asyncio.sleep(fault.seconds)
        if answer is None:
            pending.world.settle()
            answer = pending.run()
        entry.status = answer.status
        await wire.send_json(send, answer.status, answer.body)
        return
    answer = Answer(204)
    if fault.effect == "before":
        answer = pending.run()
    elif fault.effect == "late":
        pending.run_later(fault.seconds)
    if fault.kind == "cut":
        await wire.cut(scope)
        return
    entry.status = fault.status or answer.status
    if fault.kind == "truncated":
        await wire.send_half(scope, send, entry.status, answer.body)
    elif fault.kind == "html":
        await wire.send_raw(send, entry.status, HTML % entry.status, b"text/html; charset=utf-8")
    elif fault.kind == "empty":
        await wire.send_raw(send, entry.status, b"", b"")
    else:
        problem = problem_of(fault)
        entry.slug = problem.slug
        await wire.send_json(send, problem.status, problem.body())


def problem_of(fault: Fault) -> Problem:
    errors = tuple(
        FieldError(error.get("field", ""), error.get("code", "invalid_value"), error.get("message", ""))
        for error in fault.errors
    )
    return Problem(fault.status, fault.slug, fault.detail, errors=errors, retry_after=fault.retry_after)
