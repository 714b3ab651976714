"""The OAuth server: consent, codes, tokens, refresh, revocation."""

import base64
from collections.abc import Iterator

import httpx2 as httpx
import pytest

from tests.sandbox.asking import client
from tests.sandbox.consent import CALLBACK, CLIENT, SCOPE, Browser, returned
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, Sandbox


@pytest.fixture
def browser(fresh: Sandbox) -> Iterator[Browser]:
    one = Browser(fresh)
    with one.client:
        yield one


def reads_campaigns(sandbox: Sandbox, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Omnisend-Version": "2026-03-15"}
    with client(headers=headers) as app:
        return app.get(f"{sandbox.api_url}/campaigns").status_code


def test_log_in_consent_and_exchange(browser: Browser, fresh: Sandbox) -> None:
    assert "Which store are you?" in browser.open().text
    page = browser.log_in()
    assert "Allow <em>omniapp-demo</em> to work with Alpine Wool?" in page.text
    assert "See campaigns and their status" in page.text
    back = browser.decide(page)
    assert back["state"] == "some-state"
    answer = browser.exchange(back["code"])
    assert answer.headers["cache-control"] == "no-store"
    tokens = answer.json()
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", SCOPE)
    assert tokens["expires_in"] == 9223372036
    assert reads_campaigns(fresh, tokens["access_token"]) == 200


def test_cancel_comes_back_as_access_denied(browser: Browser, fresh: Sandbox) -> None:
    back = browser.decide(browser.log_in(), "cancel")
    assert (back["error"], back["state"]) == ("access_denied", "some-state")
    fresh.switch(denied_without_state=True)
    assert "state" not in browser.decide(browser.open(), "cancel")


def test_a_session_is_remembered_and_can_be_changed(browser: Browser, fresh: Sandbox) -> None:
    browser.log_in(HARBOR_TEA)
    assert "Harbor Tea" in browser.open().text
    browser.client.post("/oauth2/login", data={})
    assert "Which store are you?" in browser.open().text


@pytest.mark.parametrize("changes", [{"client_id": "stranger"}, {"redirect_uri": CALLBACK + "x"}])
def test_unknown_clients_and_addresses_are_never_redirected(
    browser: Browser, changes: dict[str, str]
) -> None:
    answer = browser.open(**changes)
    assert answer.status_code == 400
    assert "This link does not work" in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": ""}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_mistaken_requests_come_back_with_their_error(
    browser: Browser, changes: dict[str, str], error: str
) -> None:
    assert returned(browser.open(**changes)) == {"error": error, "state": "some-state"}


def test_redirect_addresses_are_those_of_the_reset(browser: Browser, fresh: Sandbox) -> None:
    fresh.reset(redirect_uris=["http://127.0.0.1:9999/back/"])
    assert browser.open().status_code == 400
    assert browser.open(redirect_uri="http://127.0.0.1:9999/back/").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:8000/install/callback"},
        {"code_verifier": "another-verifier-of-at-least-forty-three-characters"},
        {"code_verifier": ""},
        {"code": "nonsense"},
    ],
)
def test_a_wrong_exchange_is_refused(browser: Browser, changes: dict[str, str]) -> None:
    code = browser.decide(browser.log_in())["code"]
    answer = browser.exchange(**({"code": code} | changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(("revokes", "status"), [(False, 200), (True, 401)])
def test_a_code_works_once(browser: Browser, fresh: Sandbox, *, revokes: bool, status: int) -> None:
    fresh.switch(code_reuse_revokes=revokes)
    code = browser.decide(browser.log_in())["code"]
    token = browser.exchange(code).json()["access_token"]
    assert browser.exchange(code).json()["error"] == "invalid_grant"
    assert reads_campaigns(fresh, token) == status


def test_a_code_lives_ten_minutes(browser: Browser, fresh: Sandbox) -> None:
    code = browser.decide(browser.log_in())["code"]
    fresh.clock(advance=601)
    assert browser.exchange(code).json()["error"] == "invalid_grant"


def test_clients_authenticate_in_the_body_or_by_header(browser: Browser) -> None:
    code = browser.decide(browser.log_in())["code"]
    wrong = browser.exchange(code, client_secret="guess")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    header = base64.b64encode(b"omniapp-demo:omniapp-demo-secret").decode()
    browser.client.headers["Authorization"] = f"Basic {header}"
    assert browser.exchange(code, client_id="", client_secret="").status_code == 200


def test_a_refresh_rotates_its_token(browser: Browser, fresh: Sandbox) -> None:
    fresh.switch(token_seconds=3600)
    first = browser.exchange(browser.decide(browser.log_in())["code"]).json()
    assert first["expires_in"] == 3600
    fresh.clock(advance=3601)
    assert reads_campaigns(fresh, first["access_token"]) == 401
    second = browser.refresh(first["refresh_token"]).json()
    assert reads_campaigns(fresh, second["access_token"]) == 200
    assert browser.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert browser.refresh(second["refresh_token"]).status_code == 200


def test_refresh_tokens_can_stay_or_never_come(browser: Browser, fresh: Sandbox) -> None:
    fresh.switch(refresh_tokens="keep", token_seconds=0)
    first = browser.exchange(browser.decide(browser.log_in())["code"]).json()
    assert "expires_in" not in first
    second = browser.refresh(first["refresh_token"]).json()
    assert "refresh_token" not in second
    assert browser.refresh(first["refresh_token"]).status_code == 200
    fresh.switch(refresh_tokens="none")
    assert "refresh_token" not in browser.exchange(browser.decide(browser.open())["code"]).json()


@pytest.mark.parametrize(("survives", "status"), [(True, 200), (False, 401)])
def test_an_old_access_token_survives_a_refresh_or_not(
    browser: Browser, fresh: Sandbox, *, survives: bool, status: int
) -> None:
    fresh.switch(old_access_survives=survives)
    first = browser.exchange(browser.decide(browser.log_in())["code"]).json()
    browser.refresh(first["refresh_token"])
    assert reads_campaigns(fresh, first["access_token"]) == status


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_grant(browser: Browser, fresh: Sandbox, which: str) -> None:
    tokens = browser.exchange(browser.decide(browser.log_in())["code"]).json()
    assert browser.client.post("/oauth2/revoke", data=CLIENT | {"token": tokens[which]}).status_code == 200
    assert reads_campaigns(fresh, tokens["access_token"]) == 401
    assert browser.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert browser.client.post("/oauth2/revoke", data=CLIENT | {"token": "gone"}).status_code == 200
    assert browser.client.post("/oauth2/revoke", data=CLIENT).status_code == 400


def test_metadata_names_the_endpoints_and_the_issuer_can_come_along(browser: Browser, fresh: Sandbox) -> None:
    told = browser.client.get("/.well-known/oauth-authorization-server").json()
    assert told["token_endpoint"] == f"{fresh.url}/oauth2/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
    page = browser.log_in()
    assert "iss" not in browser.decide(page)
    fresh.switch(issuer_in_redirect=True)
    assert browser.decide(page)["iss"] == told["issuer"]


def test_token_requests_can_be_made_to_fail(browser: Browser, fresh: Sandbox) -> None:
    operation = "POST /oauth2/token"
    code = browser.decide(browser.log_in())["code"]
    fresh.fault(operation, status=400, slug="invalid_grant", detail="Gone")
    assert browser.exchange(code).json() == {"error": "invalid_grant", "error_description": "Gone"}
    fresh.fault(operation, "html", status=502)
    assert browser.exchange(code).text.startswith("<!doctype html>")
    fresh.fault(operation, "cut", effect="before")
    with pytest.raises(httpx.ReadError):
        browser.exchange(code)
    assert browser.exchange(code).json()["error"] == "invalid_grant"


def test_the_log_of_token_requests_holds_no_secrets(browser: Browser, fresh: Sandbox) -> None:
    code = browser.decide(browser.log_in())["code"]
    browser.exchange(code)
    (entry,) = fresh.log()
    assert entry["operation"] == "POST /oauth2/token"
    assert entry["body"]["grant_type"] == "authorization_code"
    assert code not in str(entry)
    assert CLIENT["client_secret"] not in str(entry)


def test_a_merchants_disconnect_ends_every_token(browser: Browser, fresh: Sandbox) -> None:
    tokens = browser.exchange(browser.decide(browser.log_in())["code"]).json()
    fresh.disconnect(ALPINE_WOOL)
    assert reads_campaigns(fresh, tokens["access_token"]) == 401
    assert browser.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
