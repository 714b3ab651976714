"""Reading query parameters: everything unknown is refused, everything wrong is listed at once."""

import re
from datetime import datetime
from typing import Any

from omniapp.sandbox import moments
from omniapp.sandbox.api.call import Call
from omniapp.sandbox.models import Json
from omniapp.sandbox.problems import FieldError, invalid
from omniapp.sandbox.rules.paging import question_of


class Query:
    def __init__(self, call: Call) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in call.query:
            self._values.setdefault(name, []).append(value)
        self._known: set[str] = set()
        self._errors: list[FieldError] = []

    def error(self, name: str, code: str, message: str) -> None:
        self._errors.append(FieldError(name, code, message))

    def text(self, name: str, *, longest: int | None = None) -> str:
        self._known.add(name)
        values = self._values.get(name, [])
        if len(values) > 1:
            self.error(name, "invalid_value", "Must be given once")
        value = values[0] if values else ""
        if longest is not None and len(value) > longest:
            self.error(name, "too_long", f"Must be at most {longest} characters")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name)
        if name in self._values and value not in choices:
            self.error(name, "invalid_value", f"Must be one of: {', '.join(choices)}")
        return value

    def choices(self, name: str, choices: tuple[str, ...]) -> list[str]:
        """A parameter that may be repeated."""
        self._known.add(name)
        values = self._values.get(name, [])
        if any(value not in choices for value in values):
            self.error(name, "invalid_value", f"Must be one of: {', '.join(choices)}")
        return values

    def moment(self, name: str) -> datetime | None:
        value = self.text(name)
        moment = moments.read(value) if value else None
        if name in self._values and moment is None:
            self.error(name, "invalid_format", "Must be a time in ISO 8601 format")
        return moment

    def paging(self, *, most: int, default: int) -> "Paging":
        """limit, after, before."""
        text, limit = self.text("limit"), default
        if "limit" in self._values:
            if re.fullmatch("[0-9]{1,4}", text) and 1 <= int(text) <= most:
                limit = int(text)
            else:
                self.error("limit", "invalid_value", f"Must be between 1 and {most}")
        after, before = self.text("after"), self.text("before")
        if after and before:
            self.error("before", "invalid_value", "Must not be given together with after")
        return Paging(limit, after, before)

    def sorting(self, sorts: tuple[str, ...], *, direction_alone: bool) -> tuple[str, str]:
        """sort and direction with their defaults, createdAt and desc."""
        sort, direction = self.choice("sort", sorts), self.choice("direction", ("asc", "desc"))
        if direction and not sort and not direction_alone:
            self.error("direction", "invalid_value", "Only valid together with sort")
        return sort or "createdAt", direction or "desc"

    def given(self, *names: str) -> bool:
        return any(name in self._values for name in names)

    def done(self) -> None:
        """Raise 400 for all that was wrong, unknown parameters included."""
        for name in self._values:
            if name not in self._known:
                self.error(name, "unknown_parameter", "This query parameter is not known")
        if self._errors:
            raise invalid(*self._errors)


class Paging:
    def __init__(self, limit: int, after: str, before: str) -> None:
        self.limit, self.after, self.before = limit, after, before

    def inherit(self, question: Json, query: Query, *names: str) -> Json:
        """For endpoints whose cursors carry the sort: what is not given comes from the cursor."""
        carried: dict[str, Any] = question_of(self.after or self.before)
        for name in names:
            if name in carried and not query.given(name):
                question[name] = carried[name]
        return question
