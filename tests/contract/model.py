"""The words in which the facts are written: operations, query parameters, body fields, budgets."""

from dataclasses import dataclass, field
from typing import Literal

from tests.contract.shapes import Shape

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
Kind = Literal["text", "email", "ident", "time", "whole", "flag", "texts", "idents", "emails", "rows"]


@dataclass(frozen=True)
class Budget:
    """At most `requests` within any `seconds` for one brand, whoever makes them."""

    name: str
    requests: int
    seconds: int = 60


@dataclass(frozen=True)
class Query:
    """A query parameter. `least` and `most` bound a whole number, `longest` counts a text's characters."""

    name: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    repeats: bool = False
    least: int | None = None
    most: int | None = None
    longest: int | None = None


@dataclass(frozen=True)
class Field:
    """A field of a JSON body, by its dotted path.

    `shortest` and `longest` count characters of a text or rows of a list; `least` and `most` bound a number.
    """

    path: str
    kind: Kind = "text"
    required: bool = False
    shortest: int | None = None
    longest: int | None = None
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paging:
    """A list read by cursors: the name of its rows and the page sizes allowed."""

    rows: str
    most: int
    default: int


@dataclass(frozen=True)
class Operation:
    """One call of the API as Omnisend publishes it.

    `good` is the status of success and `answer` the shape of its body (None: no body). `refusals` are the
    other statuses declared, `unsettled` those that are not but must be reckoned with. `bodies` names the
    kinds of request body (empty: none is sent), and `sends` is their media type.
    """

    name: str
    method: Method
    path: str
    scope: str
    good: int
    refusals: frozenset[int]
    budgets: tuple[Budget, ...]
    answer: Shape | None = None
    query: tuple[Query, ...] = ()
    bodies: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    paging: Paging | None = None
    largest_body: int | None = None
    unsettled: frozenset[int] = frozenset()
    sends: str = "application/json"

    @property
    def statuses(self) -> frozenset[int]:
        return self.refusals | self.unsettled | {self.good}

    def __str__(self) -> str:
        return self.name
