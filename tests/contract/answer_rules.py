"""Hold one HTTP answer against the facts of the operation that gave it."""

import re
from collections.abc import Iterator, Mapping

from tests.contract.facts_common import PROBLEM_INSTANCE, PROBLEM_TYPE, SLUGS, problem_shape
from tests.contract.model import Operation
from tests.contract.shapes import problems

INSTANCE = re.compile(PROBLEM_INSTANCE + r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Omnisend's limits are told in the body alone, if at all.
UNKNOWN_HEADERS = ("retry-after", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")


def problems_in_answer(
    operation: Operation, status: int, headers: Mapping[str, str], body: object
) -> list[str]:
    """One sentence for each way the answer breaks the facts. `body` is the parsed JSON, None when empty."""
    return list(_problems(operation, status, headers, body))


def _problems(operation: Operation, status: int, headers: Mapping[str, str], body: object) -> Iterator[str]:
    if status not in operation.statuses:
        yield f"{operation}: status {status} is not declared"
    yield from (f"{operation}: header {name}" for name in UNKNOWN_HEADERS if name in headers)
    if body is not None and not headers.get("content-type", "").startswith("application/json"):
        yield f"{operation}: {headers.get('content-type')!r} where plain JSON belongs"
    if status != operation.good:
        yield from (f"{operation} {status} {line}" for line in _problems_in_refusal(status, body))
    elif operation.answer is None:
        if body is not None:
            yield f"{operation}: a body where none belongs"
    else:
        yield from (f"{operation} {line}" for line in problems(body, operation.answer))


def _problems_in_refusal(status: int, body: object) -> Iterator[str]:
    yield from problems(body, problem_shape(status))
    if isinstance(body, dict):
        if body.get("status") != status:
            yield f"status {body.get('status')} in the body"
        if not str(body.get("type")).startswith(PROBLEM_TYPE):
            yield f"type {body.get('type')!r}"
        if not INSTANCE.fullmatch(str(body.get("instance"))):
            yield f"instance {body.get('instance')!r}"
        if SLUGS.get(slug_of(body), status) != status:
            yield f"slug {slug_of(body)!r} belongs to {SLUGS[slug_of(body)]}"


def slug_of(body: object) -> str:
    """The last part of a refusal's `type`."""
    return str(body["type"]).removeprefix(PROBLEM_TYPE) if isinstance(body, dict) else ""
