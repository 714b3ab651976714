"""The few steps that every call shares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from .messages import Answer, Call, Request
from .multipart import Form
from .reading import Reader
from .wire import rfc3339

T = TypeVar("T")

Value = str | int | datetime | Iterable[str] | None


def call(
    operation: str,
    scope: str,
    read: Reader[T],
    *,
    id: str | None = None,
    query: tuple[tuple[str, str], ...] = (),
    body: BaseModel | Form | None = None,
    changes: bool = False,
) -> Call[T]:
    """A call of `operation` ("GET /campaigns/{id}"), with `id` put into its path.

    Raises ValueError for an id that would name another address.
    """
    method, template = operation.split(" ", 1)
    before, brace, after = template.partition("{")
    path = before + _part(id) + after.partition("}")[2] if brace else template
    written, content_type = _written(body)
    request = Request(
        operation=operation,
        method=method,
        path=path,
        query=query,
        body=written,
        content_type=content_type,
    )

    def read_answer(answer: Answer) -> T:
        return read(answer, changes)

    return Call(request=request, scope=scope, changes=changes, read=read_answer)


def _written(body: BaseModel | Form | None) -> tuple[bytes | None, str | None]:
    if isinstance(body, Form):
        return body.body, body.content_type
    if body is None:
        return None, None
    return body.model_dump_json(by_alias=True, exclude_none=True).encode(), "application/json"


def query(**parameters: Value) -> tuple[tuple[str, str], ...]:
    """Pairs for the address, without the parameters that are None; a list repeats its name."""
    pairs: list[tuple[str, str]] = []
    for name, value in parameters.items():
        if value is None:
            continue
        if isinstance(value, datetime):
            pairs.append((name, rfc3339(value)))
        elif isinstance(value, str | int):
            pairs.append((name, str(value)))
        else:
            pairs.extend((name, one) for one in value)
    return tuple(pairs)


def paging(
    *,
    limit: int | None,
    most: int,
    after: str | None,
    before: str | None,
    sort: str | None,
    direction: str | None,
) -> tuple[tuple[str, str], ...]:
    """The parameters that all lists share. Raises ValueError for combinations Omnisend refuses."""
    if after is not None and before is not None:
        raise ValueError("a page is after one cursor or before one, not both")
    if direction is not None and sort is None:
        raise ValueError("a direction needs a sort field")
    if limit is not None and not 1 <= limit <= most:
        raise ValueError(f"limit must be 1 to {most}")
    return query(sort=sort, direction=direction, limit=limit, after=after, before=before)


def _part(id: str | None) -> str:
    # An empty part or one of dots would silently turn one address into another.
    if not id or id.strip(".") == "":
        raise ValueError(f"not an id: {id!r}")
    return quote(id, safe="")
