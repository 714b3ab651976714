"""What the client makes of answers that agree with the facts: nothing lost, every refusal told apart."""

import datetime as dt
import json
from typing import Any

import pytest
from pydantic import BaseModel

from omniapp import omnisend
from tests.contract.client_calls import CALLS
from tests.contract.facts import OPERATIONS
from tests.contract.facts_common import SLUGS, problem_shape
from tests.contract.sample_answers import ANSWERS
from tests.contract.shapes import problems

CALL = {name: call for name, _, call in CALLS}
REFUSALS: dict[int, type[omnisend.OmnisendError]] = {
    400: omnisend.InvalidRequest,
    401: omnisend.Unauthorized,
    402: omnisend.PaymentRequired,
    403: omnisend.Forbidden,
    404: omnisend.NotFound,
    409: omnisend.Conflict,
    410: omnisend.Retired,
    413: omnisend.TooLarge,
    415: omnisend.Refused,
    422: omnisend.WrongKind,
    429: omnisend.RateLimited,
    500: omnisend.ServerTrouble,
    503: omnisend.ServerTrouble,
    524: omnisend.ServerTrouble,
}
JSON = {"content-type": "application/json"}
TRACE = "00000000-0000-0000-0000-000000000001"
DECLARED = [
    pytest.param(name, status, id=f"{name}-{status}")
    for name in CALL
    for status in sorted(OPERATIONS[name].statuses - {OPERATIONS[name].good})
]


def read(name: str, status: int, body: object) -> Any:
    content = b"" if body is None else json.dumps(body).encode()
    return CALL[name].read(omnisend.Answer(status, JSON, content, 12))


@pytest.mark.parametrize("name", CALL)
def test_a_full_answer_is_read(name: str) -> None:
    operation = OPERATIONS[name]
    if operation.answer is None:
        assert read(name, operation.good, None) is None
        return
    assert problems(ANSWERS[name], operation.answer) == []

    found = read(name, operation.good, ANSWERS[name])

    match found:
        case omnisend.Page():
            rows = next(iter(value for key, value in ANSWERS[name].items() if key != "paging"))
            assert (found.after, found.before, found.has_more) == ("bmV4dA", None, True)
            for model, row in zip(found.items, rows, strict=True):
                assert lost(model, row) == []
        case (omnisend.Report() as report,):
            assert report.alias == "campaigns-1"
            assert [row.values for row in report.rows] == ANSWERS[name]["reports"][0]["rows"]
        case str():
            assert found == "<p>Hello</p>"
        case _:
            assert lost(found, ANSWERS[name]) == []


# The documents of templates and the rules of segments stay at Omnisend.
NOT_KEPT = {"sections", "generalSettings", "conditionGroups"}


def lost(model: BaseModel, told: dict[str, Any], where: str = "$") -> list[str]:
    """Every field told that the model does not hold with the same value."""
    names = {field.alias or name: name for name, field in type(model).model_fields.items()}
    wrong = []
    for key, value in told.items():
        held = getattr(model, names[key], None) if key in names else None
        if key not in names:
            wrong += [] if key in NOT_KEPT else [f"{where}.{key}"]
        elif isinstance(value, dict):
            wrong += (
                lost(held, value, f"{where}.{key}") if isinstance(held, BaseModel) else [f"{where}.{key}"]
            )
        elif isinstance(held, dt.datetime):
            wrong += [] if held == dt.datetime.fromisoformat(value) else [f"{where}.{key}"]
        elif (list(held) if isinstance(held, tuple) else held) != value:
            wrong.append(f"{where}.{key}: {value!r} became {held!r}")
    return wrong


@pytest.mark.parametrize(("name", "status"), DECLARED)
def test_every_declared_refusal_has_its_kind(name: str, status: int) -> None:
    body: dict[str, Any] = {
        "type": "https://problems.omnisend.com/some-slug",
        "title": "Problem",
        "status": status,
        "detail": "Something is not right.",
        "instance": f"urn:omnisend:request:{TRACE}",
    }
    if status == 400:
        body["errors"] = [{"field": "content.email.subject", "code": "required", "message": "Is required"}]
    if status == 429:
        body["retryAfter"] = 17
    assert problems(body, problem_shape(status)) == []

    with pytest.raises(REFUSALS[status]) as caught:
        read(name, status, body)
    error = caught.value

    assert type(error) is REFUSALS[status]
    assert (error.status, error.slug, error.detail) == (status, "some-slug", "Something is not right.")
    assert error.request_id is not None
    assert error.request_id.endswith(TRACE)
    assert error.retry_after == (17 if status == 429 else None)
    assert [(f.field, f.code) for f in error.fields] == [("content.email.subject", "required")] * (
        status == 400
    )
    assert error.may_have_arrived == (status >= 500 and CALL[name].changes)


@pytest.mark.parametrize(("slug", "status"), SLUGS.items())
def test_every_known_slug_comes_through(slug: str, status: int) -> None:
    with pytest.raises(REFUSALS[status]) as caught:
        read("send_campaign", status, {"type": f"https://problems.omnisend.com/{slug}", "status": status})

    assert caught.value.slug == slug


@pytest.mark.parametrize("status", [500, 502, 503, 504, 524])
@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"{", b"null", b"\xff"])
def test_trouble_behind_a_send_leaves_its_arrival_open(status: int, body: bytes) -> None:
    for name, open_question in (("send_campaign", True), ("get_campaign", False)):
        with pytest.raises(omnisend.ServerTrouble) as caught:
            CALL[name].read(omnisend.Answer(status, {"content-type": "text/html"}, body, 12))
        assert caught.value.may_have_arrived is open_question
        assert caught.value.status == status
