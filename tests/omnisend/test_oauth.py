"""The authorisation journey, up to the wire."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.omnisend.oauth import lifetime, read_grant, read_revocation
from tests.omnisend.answers import answer

VERIFIER = "v" * 43
GRANT = {"access_token": "access-1", "refresh_token": "refresh-1", "scope": "a b", "token_type": "Bearer"}


class Fixed:
    """A transport that always brings the same answer."""

    def __init__(self, told: omnisend.Answer) -> None:
        self.told = told
        self.sent: list[tuple[str, omnisend.Request, Mapping[str, str]]] = []

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        assert deadline == 15
        assert before_write is None
        self.sent.append((url, request, headers))
        return self.told

    def form(self) -> dict[str, str]:
        body = self.sent[-1][1].body
        assert body is not None
        return dict(parse_qsl(body.decode(), strict_parsing=True))


def oauth(transport: omnisend.Transport) -> omnisend.OAuth:
    return omnisend.OAuth(
        "us",
        "our secret&",
        app_url="https://app.example/",
        redirect_uri="https://we.example/install/callback/",
        transport=transport,
    )


def test_the_address_asks_with_pkce_and_names_the_redirect_last() -> None:
    url = oauth(Fixed(answer(200))).authorize_url("st&ate", VERIFIER, "brands.read campaigns.write")
    split = urlsplit(url)
    assert f"{split.scheme}://{split.netloc}{split.path}" == "https://app.example/oauth2/authorize"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    assert parse_qsl(split.query, strict_parsing=True) == [
        ("response_type", "code"),
        ("client_id", "us"),
        ("scope", "brands.read campaigns.write"),
        ("state", "st&ate"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "https://we.example/install/callback/"),
    ]


@pytest.mark.parametrize("uri", ["https://we.example/cb?a=1", "https://we.example/cb#there"])
def test_a_redirect_that_would_be_cut_off_is_refused(uri: str) -> None:
    with pytest.raises(ValueError, match="redirect URI"):
        omnisend.OAuth("us", "s", app_url="https://a", redirect_uri=uri, transport=Fixed(answer(200)))


def test_a_code_is_exchanged() -> None:
    transport = Fixed(answer(200, GRANT | {"expires_in": 3600}))
    grant = oauth(transport).exchange("co=de", VERIFIER)
    assert grant == omnisend.Grant("access-1", "refresh-1", "a b", 3600)
    url, request, _ = transport.sent[0]
    assert (url, request.content_type) == (
        "https://app.example/oauth2/token",
        "application/x-www-form-urlencoded",
    )
    assert transport.form() == {
        "grant_type": "authorization_code",
        "code": "co=de",
        "redirect_uri": "https://we.example/install/callback/",
        "code_verifier": VERIFIER,
        "client_id": "us",
        "client_secret": "our secret&",
    }


def test_a_refresh_keeps_the_old_token_unless_there_is_a_new_one() -> None:
    rotating = Fixed(answer(200, GRANT))
    assert oauth(rotating).refresh("refresh-0").refresh_token == "refresh-1"
    assert (rotating.form()["grant_type"], rotating.form()["refresh_token"]) == ("refresh_token", "refresh-0")
    steady = Fixed(answer(200, GRANT | {"refresh_token": None}))
    assert oauth(steady).refresh("refresh-0").refresh_token == "refresh-0"


def test_a_token_is_revoked_whatever_the_body_says() -> None:
    transport = Fixed(answer(200, b"<html>bye</html>"))
    oauth(transport).revoke("access-1")
    assert transport.sent[0][0] == "https://app.example/oauth2/revoke"
    assert transport.form() == {"token": "access-1", "client_id": "us", "client_secret": "our secret&"}


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (3600, 3600),
        ("3600", 3600),
        (3600.9, 3600),
        (2_592_000, 2_592_000),
        (9_223_372_036, None),
        (10 * 365 * 24 * 3600, None),
        (10**400, None),
        (0, None),
        (-1, None),
        ("soon", None),
        ("inf", None),
        (float("nan"), None),
        (True, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_lifetime_is_a_sensible_number_or_none(told: object, seconds: int | None) -> None:
    assert lifetime(told) == seconds


@pytest.mark.parametrize(("told", "scope"), [("a b", "a b"), (["a", "b", 3], "a b"), (None, ""), (7, "")])
def test_a_scope_is_text_or_a_list_or_not_said(told: object, scope: str) -> None:
    assert read_grant(answer(200, GRANT | {"scope": told})).scope == scope


def test_a_long_token_is_kept_whole() -> None:
    assert read_grant(answer(200, {"access_token": "t" * 9000})).access_token == "t" * 9000


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"<html>",
        b'{"access_token": "a',
        {},
        [],
        {"access_token": 3},
        {"access_token": ""},
        {"access_token": "a\r\nb"},
        GRANT | {"token_type": "mac"},
    ],
)
def test_a_grant_that_makes_no_sense_is_unreadable_and_the_code_is_spent(told: object) -> None:
    with pytest.raises(omnisend.Unreadable) as caught:
        read_grant(answer(200, told))
    assert caught.value.may_have_arrived


@pytest.mark.parametrize("status", [200, 400, 401])
def test_a_refused_grant_says_which_and_why(status: int) -> None:
    told = {"error": "invalid_grant", "error_description": "The code was used."}
    with pytest.raises(omnisend.GrantRefused) as caught:
        read_grant(answer(status, told))
    assert (caught.value.error, caught.value.description) == ("invalid_grant", "The code was used.")
    assert caught.value.status == status
    assert not caught.value.may_have_arrived


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, omnisend.Unauthorized),
        (404, omnisend.NotFound),
        (429, omnisend.RateLimited),
        (302, omnisend.ServerTrouble),
        (500, omnisend.ServerTrouble),
        (524, omnisend.ServerTrouble),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", {"error": 3}])
def test_other_refusals_are_those_of_every_call(status: int, kind: type[Exception], body: object) -> None:
    for read in (read_grant, read_revocation):
        with pytest.raises(kind):
            read(answer(status, body))


@settings(deadline=None)
@given(
    status=st.integers(100, 599),
    body=st.binary(),
    members=st.dictionaries(
        st.sampled_from(
            [
                "access_token",
                "refresh_token",
                "scope",
                "token_type",
                "expires_in",
                "error",
                "error_description",
            ]
        ),
        st.none() | st.text() | st.integers() | st.floats() | st.lists(st.text(max_size=3), max_size=2),
    ),
)
def test_any_answer_is_a_grant_or_an_error_of_ours(status: int, body: bytes, members: dict[str, Any]) -> None:
    for told in (body, json.dumps(members).encode()):
        try:
            grant = read_grant(answer(status, told))
        except omnisend.OmnisendError:
            continue
        assert grant.access_token
        assert grant.expires_in is None or grant.expires_in > 0


def test_secrets_are_never_shown() -> None:
    transport = Fixed(answer(200, GRANT))
    journey = oauth(transport)
    grant = journey.exchange("code-1", VERIFIER)
    _, request, _ = transport.sent[0]
    shown = f"{journey!r} {grant!r} {grant} {request!r} {transport.told!r}"
    for secret in ("our secret", "access-1", "refresh-1", "code-1", VERIFIER):
        assert secret not in shown
