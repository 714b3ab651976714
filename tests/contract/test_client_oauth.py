"""What the client says to the authorisation server, held against the facts."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from omniapp import omnisend
from tests.contract import facts_oauth as facts
from tests.contract.facts_common import SCOPES

REDIRECT = "https://app.example/install/callback/"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
TOKENS = (
    b'{"access_token":"a","refresh_token":"r","scope":"campaigns.read","token_type":"Bearer","expires_in":%d}'
)


class Recorder:
    """A transport that remembers and answers what it was told to."""

    def __init__(self, body: bytes = TOKENS % 3600, status: int = 200) -> None:
        self.answer = omnisend.Answer(status, {"content-type": "application/json"}, body, 1)
        self.url = ""
        self.request = omnisend.Request("", "", "")

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        self.url, self.request = url, request
        return self.answer

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs((self.request.body or b"").decode(), keep_blank_values=True, strict_parsing=True)


def oauth(transport: Recorder) -> omnisend.OAuth:
    return omnisend.OAuth(
        "client", "secret", app_url="https://app.omnisend.com", redirect_uri=REDIRECT, transport=transport
    )


def test_the_address_of_consent() -> None:
    address = urlsplit(oauth(Recorder()).authorize_url("the-state", VERIFIER, " ".join(SCOPES)))
    asked = parse_qs(address.query, strict_parsing=True)

    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        f"https://app.omnisend.com{facts.AUTHORIZE.path}"
    )
    assert facts.AUTHORIZE.required <= asked.keys() <= facts.AUTHORIZE.required | facts.AUTHORIZE.optional
    assert asked["response_type"] == [facts.RESPONSE_TYPE]
    assert asked["redirect_uri"] == [REDIRECT]
    assert asked["scope"] == [" ".join(SCOPES)]
    assert asked["state"] == ["the-state"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    assert asked["code_challenge"] == [digest]
    assert asked["code_challenge_method"] == [facts.CHALLENGE_METHOD]


@pytest.mark.parametrize(
    ("endpoint", "act", "said"),
    [
        (
            facts.EXCHANGE,
            lambda o: o.exchange("the-code", VERIFIER),
            {
                "grant_type": ["authorization_code"],
                "code": ["the-code"],
                "redirect_uri": [REDIRECT],
                "code_verifier": [VERIFIER],
            },
        ),
        (
            facts.REFRESH,
            lambda o: o.refresh("the-refresh"),
            {"grant_type": ["refresh_token"], "refresh_token": ["the-refresh"]},
        ),
        (facts.REVOKE, lambda o: o.revoke("the-token"), {"token": ["the-token"]}),
    ],
    ids=["exchange", "refresh", "revoke"],
)
def test_forms(
    endpoint: facts.Endpoint, act: Callable[[omnisend.OAuth], object], said: dict[str, list[str]]
) -> None:
    transport = Recorder()
    act(oauth(transport))

    assert transport.request.method == endpoint.method
    assert transport.url == f"https://app.omnisend.com{endpoint.path}"
    assert (transport.request.content_type or "").startswith(facts.FORM)
    assert endpoint.required <= transport.form.keys() <= endpoint.required | endpoint.optional
    assert transport.form == said | {"client_id": ["client"], "client_secret": ["secret"]}
    assert "secret" not in repr(transport.request)


@pytest.mark.parametrize(
    ("seconds", "ends"), [(3600, 3600), (2592000, 2592000), (facts.ENDLESS, None), (0, None)]
)
def test_a_lifetime_beyond_any_date_is_none(seconds: int, ends: int | None) -> None:
    assert oauth(Recorder(TOKENS % seconds)).exchange("code", VERIFIER).expires_in == ends


def test_a_refresh_that_brings_no_new_refresh_token_keeps_the_old_one() -> None:
    body = b'{"access_token":"b","token_type":"Bearer","scope":"campaigns.read"}'

    assert oauth(Recorder(body)).refresh("kept").refresh_token == "kept"


@pytest.mark.parametrize("error", sorted(facts.ERRORS))
def test_every_refusal_is_told_by_its_name(error: str) -> None:
    status = 401 if error == "invalid_client" else 400
    with pytest.raises(omnisend.GrantRefused) as caught:
        oauth(Recorder(b'{"error":"%s"}' % error.encode(), status)).exchange("code", VERIFIER)

    assert caught.value.error == error
