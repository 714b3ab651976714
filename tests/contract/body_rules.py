"""Hold a JSON body against the fields that may stand in it."""

import re
from collections.abc import Iterator

from tests.contract.model import Field
from tests.contract.shapes import HEX_ID, STAMP

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EMAIL_OR_NOTHING = re.compile(rf"({EMAIL.pattern})?")  # an empty text clears the field
ANY_TEXT = re.compile(r".*", re.S)


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Dotted path and value of everything that is not an object; an empty object is a leaf itself."""
    if isinstance(value, dict) and value:
        for key, held in value.items():
            yield from leaves(held, f"{path}.{key}" if path else key)
    else:
        yield path, value


def at(body: object, path: str) -> object:
    """The value at a dotted path; KeyError where the way there ends."""
    for step in path.split("."):
        if not isinstance(body, dict):
            raise KeyError(path)
        body = body[step]
    return body


def problems_in_body(body: object, fields: tuple[Field, ...]) -> list[str]:
    """One sentence for each way the body breaks the facts."""
    known = {field.path: field for field in fields}
    found = dict(leaves(body))
    wrong = [f"{field.path}: missing" for field in fields if field.required and field.path not in found]
    for path, value in found.items():
        if path not in known:
            wrong.append(f"{path}: not published")
        else:
            wrong.extend(f"{path}: {problem}" for problem in _value_problems(value, known[path]))
    return sorted(wrong)


def _value_problems(value: object, field: Field) -> Iterator[str]:
    if not _is_kind(value, field):
        yield f"{value!r} is not {field.kind}"
        return
    if isinstance(value, (str, list)):
        if field.longest is not None and len(value) > field.longest:
            yield f"longer than {field.longest}"
        if field.shortest is not None and len(value) < field.shortest:
            yield f"shorter than {field.shortest}"
    if isinstance(value, int):
        if field.most is not None and value > field.most:
            yield f"more than {field.most}"
        if field.least is not None and value < field.least:
            yield f"less than {field.least}"
    if field.choices and value not in field.choices:
        yield f"{value!r} is none of {', '.join(field.choices)}"


def _is_kind(value: object, field: Field) -> bool:
    match field.kind:
        case "flag":
            return isinstance(value, bool)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "texts" | "idents" | "emails":
            one = {"texts": ANY_TEXT, "idents": HEX_ID, "emails": EMAIL}[field.kind]
            return isinstance(value, list) and all(
                isinstance(row, str) and one.fullmatch(row) for row in value
            )
    if field.kind == "rows":
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)
    pattern = {"ident": HEX_ID, "time": STAMP, "email": EMAIL_OR_NOTHING}.get(field.kind, ANY_TEXT)
    return isinstance(value, str) and pattern.fullmatch(value) is not None
