"""Small words of JSON Schema, as plain data."""

from typing import Any

Schema = dict[str, Any]
NULL: Schema = {"type": "null"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-fA-F]{24}$"}
OWN_ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
ANY_OBJECT: Schema = {"type": "object"}


def text(*, longest: int | None = None, filled: bool = False, pattern: str = "") -> Schema:
    """A string. `filled`: not only spaces."""
    schema: Schema = {"type": "string"}
    if longest is not None:
        schema["maxLength"] = longest
    if filled or pattern:
        schema |= {"minLength": 1, "pattern": pattern or r"\S"}
    return schema


def one_of(*choices: str) -> Schema:
    return {"type": "string", "enum": list(choices)}


def whole(lowest: int, highest: int | None = None) -> Schema:
    return {"type": "integer", "minimum": lowest} | ({} if highest is None else {"maximum": highest})


def rows(item: Schema, *, least: int = 0, most: int | None = None) -> Schema:
    schema: Schema = {"type": "array", "items": item}
    if least:
        schema["minItems"] = least
    return schema | ({} if most is None else {"maxItems": most})


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(always: dict[str, Schema], sometimes: dict[str, Schema] | None = None) -> Schema:
    """An object of an answer: these fields and no others."""
    return {
        "type": "object",
        "properties": always | (sometimes or {}),
        "required": sorted(always),
        "additionalProperties": False,
    }


def asked(always: dict[str, Schema], sometimes: dict[str, Schema] | None = None) -> Schema:
    """An object of a request: further fields are ignored, null counts as left out."""
    optional = {name: or_null(schema) for name, schema in (sometimes or {}).items()}
    return {"type": "object", "properties": always | optional, "required": sorted(always)}
