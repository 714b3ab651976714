"""The sandbox's authorisation server, held against the facts with plain HTTP."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.contract import facts_oauth as facts
from tests.contract.facts_common import SCOPES, VERSION, VERSION_HEADER
from tests.contract.wire import Wire
from tests.sandbox_control import HARBOR_TEA, Sandbox

REDIRECT = "http://127.0.0.1:8000/install/callback/"
CLIENT = {"client_id": "omniapp-demo", "client_secret": "omniapp-demo-secret"}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": facts.RESPONSE_TYPE,
    "client_id": CLIENT["client_id"],
    "redirect_uri": REDIRECT,
    "scope": " ".join(SCOPES),
    "state": "the-state",
    "code_challenge": CHALLENGE,
    "code_challenge_method": facts.CHALLENGE_METHOD,
}


@pytest.fixture
def browser(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    """A merchant's browser, logged in as Harbor Tea."""
    with httpx2.Client(base_url=sandbox.app_url, trust_env=False, verify=False, timeout=20) as browser:
        browser.post("/oauth2/login", data=ASKED | {"brand": HARBOR_TEA})
        yield browser


def decided(browser: httpx2.Client, decision: str = "allow", **changed: str) -> dict[str, list[str]]:
    """What the redirect back says after the merchant's decision."""
    answer = browser.post(facts.AUTHORIZE.path, data=ASKED | changed | {"decision": decision})
    assert answer.is_redirect
    target = urlsplit(answer.headers["location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == REDIRECT
    return parse_qs(target.query, strict_parsing=True)


def exchange(browser: httpx2.Client, code: str, **changed: str) -> httpx2.Response:
    form = {
        "grant_type": facts.GRANT_TYPES["exchange"],
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    return browser.post(facts.EXCHANGE.path, data=form | CLIENT | changed)


def granted(response: httpx2.Response) -> dict[str, Any]:
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    assert facts.TOKEN_FIELDS <= answer.keys() <= facts.TOKEN_FIELDS | facts.TOKEN_MAYBE
    assert answer["token_type"] == "Bearer"
    assert response.headers["cache-control"] == "no-store"
    return answer


def refused(response: httpx2.Response) -> str:
    assert response.status_code in {400, 401}
    error = str(response.json()["error"])
    assert error in facts.ERRORS
    return error


def test_consent_gives_a_code_and_the_state_as_it_was(browser: httpx2.Client) -> None:
    told = decided(browser)

    assert told["state"] == ["the-state"]
    assert told.keys() <= {"code", "state", "iss"}
    assert len(told["code"]) == 1


def test_cancel_is_told_as_access_denied(browser: httpx2.Client) -> None:
    told = decided(browser, "cancel")

    assert told["error"] == [facts.REFUSED_BY_MERCHANT]
    assert "code" not in told


@pytest.mark.parametrize(
    "redirect", [REDIRECT[:-1], f"{REDIRECT}?a=1", REDIRECT.replace("8000", "8001"), "https://thief.example/"]
)
def test_a_redirect_address_is_compared_byte_for_byte(browser: httpx2.Client, redirect: str) -> None:
    answer = browser.get(facts.AUTHORIZE.path, params=ASKED | {"redirect_uri": redirect})

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_code_gives_a_token_of_one_brand_once(browser: httpx2.Client, sandbox: Sandbox) -> None:
    code = decided(browser)["code"][0]
    answer = granted(exchange(browser, code))

    assert set(answer["scope"].split()) == set(SCOPES)
    brand = httpx2.get(
        f"{sandbox.api_url}/brands/current",
        headers={"Authorization": f"Bearer {answer['access_token']}", VERSION_HEADER: VERSION},
        trust_env=False,
        verify=False,
    )
    assert brand.json()["brandID"] == HARBOR_TEA
    assert refused(exchange(browser, code)) == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"redirect_uri": f"{REDIRECT}x"}, "invalid_grant"),
        ({"code_verifier": VERIFIER[::-1]}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_worth_nothing_with_anything_else_wrong(
    browser: httpx2.Client, changed: dict[str, str], error: str
) -> None:
    code = decided(browser)["code"][0]

    assert refused(exchange(browser, **({"code": code} | changed))) == error


def test_a_client_may_name_itself_in_the_header(browser: httpx2.Client) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    code = decided(browser)["code"][0]
    answer = browser.post(
        facts.EXCHANGE.path,
        data=form | {"code": code},
        auth=(CLIENT["client_id"], CLIENT["client_secret"]),
    )

    assert granted(answer)["access_token"]


def test_a_token_never_ends_unless_switched(browser: httpx2.Client, sandbox: Sandbox) -> None:
    assert granted(exchange(browser, decided(browser)["code"][0]))["expires_in"] == facts.ENDLESS

    sandbox.switch(token_seconds=3600)
    assert granted(exchange(browser, decided(browser)["code"][0]))["expires_in"] == 3600


def refresh(browser: httpx2.Client, token: str) -> httpx2.Response:
    form = {"grant_type": facts.GRANT_TYPES["refresh"], "refresh_token": token}
    return browser.post(facts.REFRESH.path, data=form | CLIENT)


def test_refresh_with_rotation_spends_the_old_token(browser: httpx2.Client, sandbox: Sandbox) -> None:
    sandbox.switch(token_seconds=3600, refresh_tokens="rotate")
    first = granted(exchange(browser, decided(browser)["code"][0]))
    second = granted(refresh(browser, first["refresh_token"]))

    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert refused(refresh(browser, first["refresh_token"])) == "invalid_grant"


def test_refresh_without_rotation_brings_no_new_one(browser: httpx2.Client, sandbox: Sandbox) -> None:
    sandbox.switch(token_seconds=3600, refresh_tokens="keep")
    first = granted(exchange(browser, decided(browser)["code"][0]))

    for _ in range(2):
        assert "refresh_token" not in granted(refresh(browser, first["refresh_token"]))


def test_an_expired_token_is_unauthorized_until_refreshed(sandbox: Sandbox, wire: Wire) -> None:
    wire.token = sandbox.token(wire.brand_id, expires_in=60)["access_token"]
    assert wire.call("get_current_brand").status == 200
    sandbox.clock(advance=61)

    assert wire.call("get_current_brand").status == 401


def test_a_revoked_token_is_unauthorized_and_an_unknown_one_no_error(
    browser: httpx2.Client, wire: Wire
) -> None:
    for token in (wire.token, "made-up"):
        assert browser.post(facts.REVOKE.path, data={"token": token} | CLIENT).status_code == 200

    assert wire.call("get_current_brand").status == 401


def test_the_server_describes_itself(browser: httpx2.Client, sandbox: Sandbox) -> None:
    told = browser.get("/.well-known/oauth-authorization-server").json()

    assert told["authorization_endpoint"] == sandbox.app_url + facts.AUTHORIZE.path
    assert told["token_endpoint"] == sandbox.app_url + facts.EXCHANGE.path
    assert told["revocation_endpoint"] == sandbox.app_url + facts.REVOKE.path
    assert facts.CHALLENGE_METHOD in told["code_challenge_methods_supported"]
    assert set(SCOPES) <= set(told["scopes_supported"])
