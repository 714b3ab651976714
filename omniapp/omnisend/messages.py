"""A request, an answer and a call as plain data. Nothing here touches the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

VERSION = "2026-03-15"
"""Sent as `Omnisend-Version` with every API call."""

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """What to send, without the base URL and without credentials.

    operation: method and path template as Omnisend writes them, e.g. "POST /campaigns/{id}/send".
    path: starts with a slash and is already percent-encoded.
    The body stays out of `repr`: OAuth requests carry secrets in it.
    """

    operation: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    content_type: str | None = None

    def url(self, base: str) -> str:
        """The whole address under `base` (a trailing slash of which does not matter)."""
        query = "?" + urlencode(self.query, quote_via=quote, safe="") if self.query else ""
        return base.rstrip("/") + self.path + query


@dataclass(frozen=True)
class Answer:
    """A complete answer: header names are lower case, the body is decoded from any compression."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    milliseconds: int = 0


@dataclass(frozen=True)
class Call(Generic[T]):
    """One operation: what to send, which scope it needs, whether it changes anything, how to read the answer.

    `read` returns the typed answer or raises an OmnisendError; it never raises anything else.
    """

    request: Request
    scope: str
    changes: bool
    read: Callable[[Answer], T] = field(repr=False)
