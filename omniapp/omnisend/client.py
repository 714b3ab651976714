"""A token, a base URL and a transport: everything a call needs to be made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TypeVar

from .async_transport import AsyncTransport
from .errors import NoAnswer, Unreadable
from .messages import VERSION, Answer, Call, Request
from .schemas import Page

T = TypeVar("T")

_USABLE_TOKEN = re.compile(r"[\x21-\x7e]+")


class Transport(Protocol):
    """Sends one request once."""

    def exchange(
        self,
        url: str,
        request: Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> Answer:
        """The whole answer within `deadline` seconds of wall-clock time, connecting included.

        url is the whole address; method, body and content type come from the request. before_write is
        called once, connected and immediately before the first byte; what it raises comes out unchanged
        and nothing has been written. Raises NotReached, NoAnswer or Unreadable. Does not follow, does not
        repeat, does not look at the status.
        """
        ...


def usable_token(token: str) -> bool:
    """Whether it can stand in a header at all."""
    return _USABLE_TOKEN.fullmatch(token) is not None


class _Credentials:
    """What both clients know."""

    def __init__(self, token: str, *, api_url: str, deadline: float) -> None:
        if not usable_token(token):
            raise ValueError("this token cannot be sent in a header")
        self._token = token
        self.api_url = api_url
        self.deadline = deadline

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.api_url}>"

    def headers(self) -> dict[str, str]:
        """What goes along with every request, the token included."""
        return {
            "Authorization": f"Bearer {self._token}",
            "Omnisend-Version": VERSION,
            "Accept": "application/json",
        }


class Client(_Credentials):
    """Makes calls for one store. Safe to use from several threads when its transport is.

    deadline: seconds for one whole exchange. Raises ValueError for a token that no header can carry.
    """

    def __init__(self, token: str, *, api_url: str, transport: Transport, deadline: float = 30.0) -> None:
        super().__init__(token, api_url=api_url, deadline=deadline)
        self._transport = transport

    def exchange(self, call: Call[T], *, before_write: Callable[[], None] | None = None) -> Answer:
        """Sends the call and brings its answer, unread. Raises what the transport raises."""
        request, url = call.request, call.request.url(self.api_url)
        with _harmless_if_read(call):
            return self._transport.exchange(
                url, request, self.headers(), deadline=self.deadline, before_write=before_write
            )

    def run(self, call: Call[T], *, before_write: Callable[[], None] | None = None) -> T:
        """Sends the call and reads its answer. Raises OmnisendError."""
        return call.read(self.exchange(call, before_write=before_write))

    def pages(self, first: Callable[[str | None], Call[Page[T]]]) -> Iterator[T]:
        """Every entry of a list: `first` builds the call for a cursor, None being the first page.

        For example `client.pages(lambda after: calls.list_segments(limit=50, after=after))`.
        Raises Unreadable rather than going round in circles or ending early.
        """
        after: str | None = None
        seen: set[str] = set()
        while True:
            page = self.run(first(after))
            yield from page.items
            if not page.has_more:
                return
            after = page.after
            if after is None or after in seen:
                raise Unreadable("the list says there is more and does not say where")
            seen.add(after)


class AsyncClient(_Credentials):
    """The same for an event loop, without paging."""

    def __init__(
        self, token: str, *, api_url: str, transport: AsyncTransport, deadline: float = 30.0
    ) -> None:
        super().__init__(token, api_url=api_url, deadline=deadline)
        self._transport = transport

    async def exchange(self, call: Call[T], *, before_write: Callable[[], None] | None = None) -> Answer:
        """See `Client.exchange`."""
        request, url = call.request, call.request.url(self.api_url)
        with _harmless_if_read(call):
            return await self._transport.exchange(
                url, request, self.headers(), deadline=self.deadline, before_write=before_write
            )

    async def run(self, call: Call[T], *, before_write: Callable[[], None] | None = None) -> T:
        """See `Client.run`."""
        return call.read(await self.exchange(call, before_write=before_write))


@contextmanager
def _harmless_if_read(call: Call[T]) -> Iterator[None]:
    try:
        yield
    except (NoAnswer, Unreadable) as error:
        # A transport cannot know that a read may go astray without harm.
        error.may_have_arrived = call.changes
        raise
