"""Cursor paging: opaque cursors that carry the position and the question they belong to."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any, TypeVar

from omniapp.sandbox.models import Json
from omniapp.sandbox.problems import FieldError, invalid

T = TypeVar("T")
NO_CURSOR = (ValueError, KeyError, TypeError, RecursionError, binascii.Error)
Key = tuple[str, str]


def page(
    items: list[T],
    *,
    key: Callable[[T], Key],
    descending: bool,
    limit: int,
    question: Json,
    after: str,
    before: str,
) -> tuple[list[T], Json]:
    """One page of the items and its `paging` object.

    question: filters and sort; a cursor of another question is refused. key: sort value, then id.
    """
    ordered = sorted(items, key=key, reverse=descending)
    cursor = after or before
    if cursor:
        position = _position(cursor, "after" if after else "before", question)

        def beyond(item: T) -> bool:
            return (key(item) < position) if descending == bool(after) else (key(item) > position)

        ordered = [item for item in ordered if beyond(item)]
    chosen = ordered[-limit:] if before else ordered[:limit]
    more = len(ordered) > len(chosen)
    has_next = bool(before) or more
    has_previous = bool(after) or (bool(before) and more)
    return chosen, {
        "limit": limit,
        "hasMore": more,
        "cursors": {
            "after": _cursor(key(chosen[-1]), question) if chosen and has_next else None,
            "before": _cursor(key(chosen[0]), question) if chosen and has_previous else None,
        },
    }


def question_of(cursor: str) -> Json:
    """What a cursor was made for; empty when it is none of ours."""
    try:
        content = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        return dict(content["q"])
    except NO_CURSOR:
        return {}


def _cursor(position: Key, question: Json) -> str:
    content = json.dumps({"p": position, "q": question}, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode()


def _position(cursor: str, name: str, question: Json) -> Key:
    try:
        content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        value, identifier = content["p"]
        asked = content["q"]
    except NO_CURSOR:
        raise invalid(FieldError(name, "invalid_value", "Not a cursor")) from None
    if asked != question:
        message = "Filters and sorting must not change while paging with a cursor"
        raise invalid(FieldError(name, "invalid_value", message))
    return str(value), str(identifier)
