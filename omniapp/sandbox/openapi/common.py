"""What all resources share: ids, refusals, paging, parameters."""

from omniapp.sandbox.api.gate import VERSION
from omniapp.sandbox.openapi.words import (
    FLAG,
    ID,
    MOMENT,
    NULL,
    Schema,
    answer,
    one_of,
    ref,
    rows,
    text,
    whole,
)

STATUSES = {
    400: "Something in the request is wrong; every such field is listed.",
    401: "No token, or one that does not hold any more.",
    402: "More than the brand's plan covers.",
    403: "The token's scopes do not cover this.",
    404: "There is no such thing in this brand.",
    409: "Not in the state that it, or something it needs, is in.",
    410: "A version of the API that is no longer served.",
    413: "The body is larger than one megabyte.",
    415: "Not the media type that is read here.",
    422: "Never possible with this kind of thing.",
    429: "Too many requests; perhaps with the seconds to wait.",
    500: "Something broke; only when told to.",
    503: "Not available for now; only when told to.",
    524: "Took too long; only when told to.",
}
_PROBLEM: dict[str, Schema] = {
    "type": text(pattern=r"^https://problems\.omnisend\.com/[a-z0-9_-]+$"),
    "title": text(filled=True),
    "status": {"type": "integer"},
    "detail": text(filled=True),
    "instance": text(pattern=r"^urn:omnisend:request:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
}
_FIELD = answer({"field": text(), "code": text(pattern="^[a-z_]+$"), "message": text(filled=True)})
# What may be named by its id. Each has its own name, so that a reader of this knows of what.
IDS = ("CampaignID", "VariantID", "TemplateID", "ContentID", "SegmentID", "ImageID")
SCHEMAS: dict[str, Schema] = {
    **dict.fromkeys(IDS, ID),
    "SenderEmail": {"type": "string", "format": "email", "description": "Verified for the brand."},
    "SendingTime": MOMENT
    | {"description": "Ahead, by a year at most; for personalized only the day counts."},
    "Since": MOMENT | {"description": "Where a report begins."},
    "Until": MOMENT | {"description": "Where it ends: later, by a year at most, with the same UTC offset."},
    "Problem": answer(_PROBLEM),
    "InvalidRequest": answer(_PROBLEM | {"errors": rows(_FIELD, least=1)}),
    "RateLimited": answer(_PROBLEM, {"retryAfter": whole(1)}),
    "Paging": answer(
        {
            "limit": whole(1),
            "hasMore": FLAG,
            "cursors": answer({"after": {"anyOf": [text(), NULL]}, "before": {"anyOf": [text(), NULL]}}),
        }
    ),
}
VERSION_HEADER: Schema = {
    "name": "Omnisend-Version",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "const": VERSION},
}


def refusal(status: int) -> Schema:
    name = {400: "InvalidRequest", 429: "RateLimited"}.get(status, "Problem")
    schema: Schema = {"allOf": [ref(name), {"properties": {"status": {"const": status}}}]}
    return {"description": STATUSES[status], "content": {"application/json": {"schema": schema}}}


def in_path(name: str, kind: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": ref(kind)}


def in_query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def repeated(name: str, *choices: str) -> Schema:
    """A parameter that may be given several times."""
    return in_query(name, rows(one_of(*choices))) | {"style": "form", "explode": True}


def paging(most: int, sorts: tuple[str, ...]) -> list[Schema]:
    """Page size, one of two cursors, order."""
    return [
        in_query("limit", whole(1, most)),
        in_query("after", text()),
        in_query("before", text()),
        in_query("sort", one_of(*sorts)),
        in_query("direction", one_of("asc", "desc")),
    ]
