"""Both transports behind one face, so that every test of the wire holds for both."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from omniapp import omnisend

GET = omnisend.Request("GET /thing", "GET", "/thing")
POST = omnisend.Request("POST /thing", "POST", "/thing", body=b"{}", content_type="application/json")


class Exchange(Protocol):
    """One exchange over a transport that lives as long as the test."""

    def __call__(
        self,
        url: str,
        request: omnisend.Request = POST,
        *,
        deadline: float = 5.0,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer: ...


HEADERS = {"Authorization": "Bearer secret-token"}


@contextlib.contextmanager
def _blocking() -> Iterator[Exchange]:
    transport = omnisend.HttpTransport()

    def exchange(
        url: str,
        request: omnisend.Request = POST,
        *,
        deadline: float = 5.0,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        return transport.exchange(url, request, HEADERS, deadline=deadline, before_write=before_write)

    yield exchange
    transport.close()


@contextlib.contextmanager
def _looping() -> Iterator[Exchange]:
    with asyncio.Runner() as runner:
        transport = omnisend.AsyncHttpTransport()

        def exchange(
            url: str,
            request: omnisend.Request = POST,
            *,
            deadline: float = 5.0,
            before_write: Callable[[], None] | None = None,
        ) -> omnisend.Answer:
            return runner.run(
                transport.exchange(url, request, HEADERS, deadline=deadline, before_write=before_write)
            )

        yield exchange
        runner.run(transport.aclose())


@pytest.fixture(params=[_blocking, _looping], ids=["threads", "loop"])
def exchange(request: pytest.FixtureRequest) -> Iterator[Exchange]:
    with request.param() as made:
        yield made
