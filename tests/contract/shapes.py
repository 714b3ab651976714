"""A small language for the shape of a JSON answer.

A shape is a function of (value, where) that yields one sentence for every way the value is wrong. Records are
closed: a field that Omnisend does not publish is as much a mistake as one that is missing.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

Shape = Callable[[object, str], Iterator[str]]

HEX_ID = re.compile(r"[0-9a-f]{24}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def type_name(value: object) -> str:
    return type(value).__name__


def text(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where}: {type_name(value)} where text belongs"


def ident(value: object, where: str) -> Iterator[str]:
    if not (isinstance(value, str) and HEX_ID.fullmatch(value)):
        yield f"{where}: {value!r} is not 24 hexadecimal digits"


def stamp(value: object, where: str) -> Iterator[str]:
    if not (isinstance(value, str) and STAMP.fullmatch(value)):
        yield f"{where}: {value!r} is not an RFC 3339 time"
        return
    try:
        datetime.fromisoformat(value)
    except ValueError:
        yield f"{where}: {value!r} is not a time that exists"


def whole(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield f"{where}: {type_name(value)} where a whole number belongs"


def flag(value: object, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{where}: {type_name(value)} where true or false belongs"


def anything(value: object, where: str) -> Iterator[str]:
    yield from ()


def one_of(*choices: str) -> Shape:
    def check(value: object, where: str) -> Iterator[str]:
        if value not in choices:
            yield f"{where}: {value!r} is none of {', '.join(choices)}"

    return check


def or_null(shape: Shape) -> Shape:
    def check(value: object, where: str) -> Iterator[str]:
        if value is not None:
            yield from shape(value, where)

    return check


def rows(shape: Shape) -> Shape:
    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: {type_name(value)} where a list belongs"
            return
        for number, row in enumerate(value):
            yield from shape(row, f"{where}[{number}]")

    return check


def mapping(shape: Shape) -> Shape:
    """An object whose keys are not published, only what they hold."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {type_name(value)} where an object belongs"
            return
        for key, held in value.items():
            yield from shape(held, f"{where}.{key}")

    return check


def record(always: dict[str, Shape], sometimes: dict[str, Shape] | None = None) -> Shape:
    """An object with these fields and no others; the second group may be absent, never of another kind."""
    known = {**always, **(sometimes or {})}

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {type_name(value)} where an object belongs"
            return
        for name in always.keys() - value.keys():
            yield f"{where}.{name}: missing"
        for name, held in value.items():
            if name in known:
                yield from known[name](held, f"{where}.{name}")
            else:
                yield f"{where}.{name}: not published"

    return check


def problems(value: object, shape: Shape) -> list[str]:
    return sorted(shape(value, "$"))
