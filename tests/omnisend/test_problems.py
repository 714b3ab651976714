"""Answers that say no, or nothing clear."""

import json
import pickle

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.omnisend import examples
from tests.omnisend.answers import answer, failure


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, omnisend.InvalidRequest),
        (401, omnisend.Unauthorized),
        (402, omnisend.PaymentRequired),
        (403, omnisend.Forbidden),
        (404, omnisend.NotFound),
        (405, omnisend.Refused),
        (409, omnisend.Conflict),
        (410, omnisend.Retired),
        (413, omnisend.TooLarge),
        (422, omnisend.WrongKind),
        (429, omnisend.RateLimited),
        (302, omnisend.ServerTrouble),
        (304, omnisend.ServerTrouble),
        (408, omnisend.ServerTrouble),
        (500, omnisend.ServerTrouble),
        (503, omnisend.ServerTrouble),
        (524, omnisend.ServerTrouble),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>oops</html>", b'{"type": "https://prob'])
def test_the_status_decides_when_the_body_says_nothing(
    status: int, kind: type[omnisend.OmnisendError], body: bytes
) -> None:
    error = failure(calls.send_campaign("c"), answer(status, body))
    assert type(error) is kind
    assert (error.slug, error.detail, error.fields, error.request_id) == (None, "", (), None)
    assert error.may_have_arrived is (kind is omnisend.ServerTrouble)
    assert failure(calls.get_campaign("c"), answer(status, body)).may_have_arrived is False


def test_a_problem_is_kept_in_full() -> None:
    told = {
        "type": "https://problems.omnisend.com/validation-failed",
        "title": "Validation failed",
        "status": 400,
        "detail": "Two fields are wrong.",
        "instance": "urn:omnisend:request:5f0c",
        "errors": [
            {"field": "content.email.subject", "code": "required", "message": "is required"},
            {"field": 7, "code": None, "message": ["?"]},
            "nonsense",
        ],
    }
    error = failure(calls.create_campaign(examples.REGULAR), answer(400, told))
    assert (error.status, error.slug, error.title) == (400, "validation-failed", "Validation failed")
    assert (error.detail, error.request_id) == ("Two fields are wrong.", "5f0c")
    assert error.fields == (
        omnisend.FieldProblem("content.email.subject", "required", "is required"),
        omnisend.FieldProblem("", "", ""),
    )
    assert str(error) == "InvalidRequest 400 validation-failed: Two fields are wrong."


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("https://problems.omnisend.com/sender_domain_unverified", "sender_domain_unverified"),
        ("https://problems.omnisend.com/a/b/", "b"),
        ("parent-not-sent", "parent-not-sent"),
        ("about:blank", None),
        ("", None),
        (409, None),
    ],
)
def test_a_slug_is_the_last_part_of_the_type(kind: object, slug: str | None) -> None:
    assert failure(calls.send_campaign("c"), answer(409, {"type": kind})).slug == slug


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (7, 7.0),
        (0, 0.0),
        ("12", 12.0),
        (2.5, 2.5),
        (10**9, 86_400.0),
        (10**400, None),
        (-3, None),
        ("soon", None),
        ("nan", None),
        (True, None),
        ([7], None),
        (None, None),
    ],
)
def test_a_wait_is_a_usable_number_or_none(told: object, seconds: float | None) -> None:
    raw = json.dumps({"type": "https://problems.omnisend.com/rate-limit-exceeded", "retryAfter": told})
    error = failure(calls.get_campaign("c"), answer(429, raw.encode()))
    assert isinstance(error, omnisend.RateLimited)
    assert error.retry_after == seconds


def test_a_proxys_wait_is_taken_when_the_body_names_none() -> None:
    error = failure(calls.get_campaign("c"), answer(429, b"<html>", **{"retry-after": "30"}))
    assert error.retry_after == 30.0
    dated = answer(429, b"", **{"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"})
    assert failure(calls.get_campaign("c"), dated).retry_after is None


def test_errors_survive_being_sent_between_processes() -> None:
    told = {"type": "https://problems.omnisend.com/x", "instance": "urn:omnisend:request:1"}
    for error in (
        failure(calls.send_campaign("c"), answer(500, told)),
        omnisend.GrantRefused("invalid_grant", "no"),
    ):
        copied = pickle.loads(pickle.dumps(error))
        assert (type(copied), str(copied), vars(copied)) == (type(error), str(error), vars(error))
