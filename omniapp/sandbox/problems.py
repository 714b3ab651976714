"""Refusals in Omnisend's words and shape: the fields of RFC 9457 as plain JSON.

`type` is `https://problems.omnisend.com/<slug>`; a 400 lists all failed fields; a 429 may carry `retryAfter`.
"""

import uuid
from dataclasses import dataclass
from typing import Any

TITLES = {
    400: "Validation failed",
    401: "Unauthorized",
    402: "Payment required",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    410: "Version retired",
    413: "Payload too large",
    415: "Unsupported media type",
    422: "Unprocessable entity",
    429: "Rate limit exceeded",
    500: "Internal server error",
    501: "Not built in this sandbox",
    503: "Service unavailable",
    524: "A timeout occurred",
}
SLUGS = {
    400: "validation-failed",
    401: "unauthorized",
    402: "payment-required",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    410: "version-retired",
    413: "payload-too-large",
    415: "unsupported-media-type",
    422: "unprocessable-entity",
    429: "rate-limit-exceeded",
    500: "internal-error",
    501: "not-implemented",
    503: "service-unavailable",
    524: "timeout",
}


@dataclass(frozen=True)
class FieldError:
    """One failed field: a dotted path, a code such as `required`, and a sentence."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """A refusal on its way to becoming an answer."""

    def __init__(
        self,
        status: int,
        slug: str = "",
        detail: str = "",
        *,
        errors: tuple[FieldError, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        self.status = status
        self.slug = slug or SLUGS.get(status, "problem")
        self.detail = detail or f"{TITLES.get(status, 'Problem')}."
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(f"{status} {self.slug}: {self.detail}")

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "type": f"https://problems.omnisend.com/{self.slug}",
            "title": TITLES.get(self.status, "Problem"),
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:omnisend:request:{uuid.uuid4()}",
        }
        if self.errors:
            answer["errors"] = [
                {"field": error.field, "code": error.code, "message": error.message} for error in self.errors
            ]
        if self.retry_after is not None:
            answer["retryAfter"] = self.retry_after
        return answer


def invalid(*errors: FieldError) -> Problem:
    """400 with its list of fields."""
    return Problem(400, detail="One or more fields are invalid.", errors=errors)


def not_found(what: str) -> Problem:
    return Problem(404, detail=f"{what} not found.")


def conflict(slug: str, detail: str) -> Problem:
    return Problem(409, slug, detail)


def wrong_kind(detail: str, slug: str = "campaign-type-not-supported") -> Problem:
    return Problem(422, slug, detail)
