"""Facts that hold for every resource of API version 2026-03-15: headers, budgets, paging, error bodies."""

from tests.contract import shapes as s
from tests.contract.model import Budget, Query

VERSION = "2026-03-15"
VERSION_HEADER = "Omnisend-Version"
SCOPES = (
    "brands.read",
    "campaigns.read",
    "campaigns.write",
    "email-templates.read",
    "email-templates.write",
    "segments.read",
    "analytics.read",
    "images.read",
    "images.write",
)

WHOLE_BRAND = Budget("brand", 400)
SEGMENT_READS = Budget("segments", 100)
RENDERS = Budget("render", 40)

# Statuses that any call of campaigns, segments and templates may answer beside its own.
ANY = frozenset({400, 401, 403, 410, 429, 500})

DIRECTIONS = ("asc", "desc")
NAME_CONTAINS = Query("nameContains", longest=200)


def paging_query(most: int, sorts: tuple[str, ...]) -> tuple[Query, ...]:
    return (
        Query("limit", "whole", least=1, most=most),
        Query("after"),
        Query("before"),
        Query("sort", choices=sorts),
        Query("direction", choices=DIRECTIONS),
    )


PAGING = s.record(
    {
        "limit": s.whole,
        "hasMore": s.flag,
        "cursors": s.record({"after": s.or_null(s.text), "before": s.or_null(s.text)}),
    }
)

# RFC 9457's members as plain JSON; `type` ends in the slug by which an error is known.
PROBLEM_TYPE = "https://problems.omnisend.com/"
PROBLEM_INSTANCE = "urn:omnisend:request:"
_PROBLEM: dict[str, s.Shape] = {
    "type": s.text,
    "title": s.text,
    "status": s.whole,
    "detail": s.text,
    "instance": s.text,
}
PROBLEM = s.record(_PROBLEM)
FIELD_ERROR = s.record({"field": s.text, "code": s.text, "message": s.text})
# A body that cannot be read at all has no field to name.
VALIDATION_PROBLEM = s.record(_PROBLEM, {"errors": s.rows(FIELD_ERROR)})
RATE_LIMIT_PROBLEM = s.record(_PROBLEM, {"retryAfter": s.whole})

SLUGS: dict[str, int] = {
    "validation-failed": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not-found": 404,
    "invalid-campaign-status": 409,
    "campaign-not-editable": 409,
    "audience-too-small": 409,
    "invalid-email-content": 409,
    "invalid-audience": 409,
    "invalid-scheduled-date": 409,
    "ab-test-requires-two-variants": 409,
    "sender_domain_unverified": 409,
    "email-unverified-domain": 409,
    "parent-not-sent": 409,
    "booster-already-exists": 409,
    "invalid-parent-status": 409,
    "sending-settings-not-allowed": 409,
    "sender-email-not-available": 422,
    "rate-limit-exceeded": 429,
}


def problem_shape(status: int) -> s.Shape:
    return {400: VALIDATION_PROBLEM, 429: RATE_LIMIT_PROBLEM}.get(status, PROBLEM)
