"""What a handler is given and what it gives back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from omniapp.sandbox.models import Brand, Json
from omniapp.sandbox.problems import FieldError, Problem, invalid
from omniapp.sandbox.rules.fields import HEX_ID
from omniapp.sandbox.world import World

ONE_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """An answer before it is put on the wire; `body` None means no body at all."""

    status: int
    body: Any = None


@dataclass(frozen=True)
class Call:
    """One admitted request."""

    world: World
    brand: Brand
    path: dict[str, str]
    query: list[tuple[str, str]]
    raw: bytes
    content_type: str = ""
    host: str = ""

    def id(self, name: str = "id") -> str:
        """The 24 hexadecimal characters of the path; raises 400 for anything else."""
        if not HEX_ID.fullmatch(self.path[name]):
            raise invalid(FieldError(name, "invalid_format", "Must be a 24 character hexadecimal string"))
        return self.path[name].lower()

    def body(self) -> Json:
        """The body as a JSON object; raises 400, also for what only Python takes for JSON: NaN, numbers
        beyond all bounds, halves of surrogate pairs.
        """
        try:
            value = json.loads(self.raw)
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise invalid(FieldError("body", "invalid_format", "Must be valid JSON")) from None
        if not isinstance(value, dict):
            raise invalid(FieldError("body", "invalid_format", "Must be a JSON object"))
        return value

    def small_body(self) -> Json:
        """As `body`; raises 413 above one megabyte."""
        if len(self.raw) > ONE_MEGABYTE:
            raise Problem(413, detail="The request body exceeds 1 MB.")
        return self.body()


Handler = Callable[[Call], Answer]


@dataclass(frozen=True)
class Operation:
    """One row of the API: `name` is method and path template; `bucket` a rate limit of its own."""

    method: str
    path: str
    scope: str
    handler: Handler
    bucket: str | None = None
    parameters: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"
