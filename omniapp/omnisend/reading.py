"""From an answer to a typed value or to the error that it means. No I/O, and no answer that crashes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from .errors import REFUSALS, FieldProblem, OmnisendError, Refused, ServerTrouble, Unreadable
from .messages import Answer
from .schemas import Page

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

Reader = Callable[[Answer, bool], T]

_LONGEST_WORDS = 2000
_MOST_FIELDS = 100
_LONGEST_WAIT = 86_400.0
_TRACE = "urn:omnisend:request:"


def document(body: bytes) -> Any:
    """The JSON of a body. Raises ValueError, also for depth and digits beyond reason."""
    return from_json(body, allow_inf_nan=False)


def words(value: object) -> str:
    """A text of bearable length; anything that is no text is none."""
    return value[:_LONGEST_WORDS] if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A finite, non-negative number, given as one or as its text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def problem(answer: Answer, changes: bool) -> OmnisendError:
    """The error that an answer other than 2xx means.

    5xx, redirects and odd statuses are no clear no: a call that changes something may have done so.
    """
    try:
        found = document(answer.body)
    except ValueError:
        found = None
    members: Mapping[str, Any] = found if isinstance(found, dict) else {}
    kind: type[OmnisendError] = ServerTrouble
    if 400 <= answer.status < 500 and answer.status != HTTPStatus.REQUEST_TIMEOUT:
        kind = REFUSALS.get(answer.status, Refused)
    return kind(
        status=answer.status,
        slug=_slug(members.get("type")),
        title=words(members.get("title")) or _phrase(answer.status),
        detail=words(members.get("detail")),
        fields=_fields(members.get("errors")),
        request_id=words(members.get("instance")).removeprefix(_TRACE) or None,
        retry_after=_retry_after(members, answer.headers),
        may_have_arrived=changes and kind is ServerTrouble,
    )


def unreadable(answer: Answer, changes: bool, why: str) -> Unreadable:
    return Unreadable(why, status=answer.status, may_have_arrived=changes)


def one(model: type[M]) -> Reader[M]:
    """Reads a single resource."""

    def read(answer: Answer, changes: bool) -> M:
        return _typed(model, content(answer, changes), answer, changes)

    return read


def page(model: type[M], member: str) -> Reader[Page[M]]:
    """Reads one page of a list. One senseless entry spoils it: a list with a gap must not look complete."""

    def read(answer: Answer, changes: bool) -> Page[M]:
        found = content(answer, changes)
        if not isinstance(found, dict) or member not in found:
            raise unreadable(answer, changes, f"the list has no {member}")
        entries = [] if found[member] is None else found[member]
        paging = found.get("paging") or {}
        cursors = (paging.get("cursors") or {}) if isinstance(paging, dict) else None
        if not isinstance(entries, list) or not isinstance(cursors, dict):
            raise unreadable(answer, changes, "the list has the wrong shape")
        return Page(
            items=tuple(_typed(model, entry, answer, changes) for entry in entries),
            after=_cursor(cursors.get("after")),
            before=_cursor(cursors.get("before")),
            has_more=paging.get("hasMore") is True,
        )

    return read


def nothing(answer: Answer, changes: bool) -> None:
    """Reads an answer whose status says it all. A 2xx that carries a web page is somebody else's answer."""
    if not 200 <= answer.status < 300:
        raise problem(answer, changes)
    if answer.status != HTTPStatus.NO_CONTENT and answer.body.strip():
        content(answer, changes)


def html(answer: Answer, changes: bool) -> str:
    """Reads a rendering: an object with one text, the name of which is not published."""
    found = content(answer, changes)
    texts = {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
    if not texts:
        raise unreadable(answer, changes, "the rendering has no text")
    return max(texts.values(), key=len)


def content(answer: Answer, changes: bool) -> Any:
    """The JSON of a good answer. Raises the error that any other means, or Unreadable."""
    if not 200 <= answer.status < 300:
        raise problem(answer, changes)
    try:
        return document(answer.body)
    except ValueError:
        raise unreadable(answer, changes, "the answer is not JSON") from None


def _typed(model: type[M], found: Any, answer: Answer, changes: bool) -> M:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        # Only where and what kind: the values are a store's own.
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        why = f"{model.__name__} {place}: {first['type']}"
        raise unreadable(answer, changes, why) from None


def _cursor(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _slug(value: object) -> str | None:
    last = words(value).rstrip("/").rsplit("/", 1)[-1]
    return last if last and last != "about:blank" else None


def _fields(value: object) -> tuple[FieldProblem, ...]:
    entries = value[:_MOST_FIELDS] if isinstance(value, list) else []
    return tuple(
        FieldProblem(words(entry.get("field")), words(entry.get("code")), words(entry.get("message")))
        for entry in entries
        if isinstance(entry, dict)
    )


def _retry_after(members: Mapping[str, Any], headers: Mapping[str, str]) -> float | None:
    # Omnisend says it in the body; a proxy in front of it would use the header of RFC 9110.
    seconds = number(members.get("retryAfter"))
    if seconds is None:
        seconds = number(headers.get("retry-after"))
    return None if seconds is None else min(seconds, _LONGEST_WAIT)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
