"""Who may pass: tokens, versions, scopes, limits; and what paths there are."""

import pytest

from tests.sandbox.asking import Asking, failures, slug
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, Sandbox


def test_a_token_sees_its_own_brand_only(app: Asking) -> None:
    harbor = Asking(app.sandbox, HARBOR_TEA)
    brand = app.get("/brands/current").json()
    assert (brand["brandID"], brand["timezone"]) == (ALPINE_WOOL, "Europe/Vilnius")
    assert harbor.get("/brands/current").json()["brandID"] == HARBOR_TEA
    assert harbor.get(f"/campaigns/{app.draft()}").status_code == 404


@pytest.mark.parametrize("value", ["", "Bearer nonsense", "Basic abc", "Bearer"])
def test_no_token_and_a_wrong_one_answer_the_same(app: Asking, value: str) -> None:
    app.headers["Authorization"] = value
    assert slug(app.get("/campaigns")) == (401, "unauthorized")


def test_an_api_key_may_do_everything(app: Asking) -> None:
    app.headers["Authorization"] = f"Omnisend-API-Key {ALPINE_WOOL}-key"
    assert app.get("/brands/current").json()["brandID"] == ALPINE_WOOL


def test_expired_and_disconnected_tokens_answer_401(app: Asking) -> None:
    app.headers["Authorization"] = "Bearer " + app.sandbox.token(expires_in=60)["access_token"]
    assert app.get("/campaigns").status_code == 200
    app.sandbox.clock(advance=61)
    assert app.get("/campaigns").status_code == 401
    app.headers["Authorization"] = f"Bearer {app.token}"
    app.sandbox.disconnect()
    assert app.get("/campaigns").status_code == 401


def test_a_missing_scope_answers_403(fresh: Sandbox) -> None:
    reader = Asking(fresh, scope="campaigns.read")
    assert reader.get("/campaigns").status_code == 200
    assert slug(reader.post("/campaigns", {})) == (403, "forbidden")


def test_the_version_is_required_and_old_ones_are_retired(app: Asking) -> None:
    app.headers["Omnisend-Version"] = "2025-01-01"
    assert app.get("/campaigns").status_code == 410
    app.headers["Omnisend-Version"] = "2026-preview"
    assert failures(app.get("/campaigns")) == {"Omnisend-Version": "invalid_value"}
    del app.headers["Omnisend-Version"]
    assert failures(app.get("/campaigns")) == {"Omnisend-Version": "required"}
    app.sandbox.switch(missing_version="accept")
    assert app.get("/campaigns").status_code == 200


def test_limits_are_counted_for_each_brand(app: Asking) -> None:
    app.sandbox.switch(requests_per_minute=3)
    assert [app.get("/campaigns").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = app.get("/campaigns")
    assert slug(answer) == (429, "rate-limit-exceeded")
    assert 1 <= answer.json()["retryAfter"] <= 60
    assert "retry-after" not in answer.headers
    assert Asking(app.sandbox, HARBOR_TEA).get("/campaigns").status_code == 200
    app.sandbox.switch(retry_after=False)
    assert "retryAfter" not in app.get("/campaigns").json()
    app.sandbox.switch(rate_limits=False)
    assert app.get("/campaigns").status_code == 200


def test_render_has_a_smaller_limit_of_its_own(app: Asking) -> None:
    path = "/email-templates/7e0100000000000000000001/render"
    statuses = [app.post(path).status_code for _ in range(41)]
    assert statuses == [200] * 40 + [429]
    assert app.get("/campaigns").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("PUT", "/campaigns", 405),
        ("GET", "/contacts", 501),
        ("POST", "/segments", 501),
        ("POST", "/brands/current", 501),
        ("POST", "/products", 501),
    ],
)
def test_other_paths_say_what_they_are(app: Asking, method: str, path: str, status: int) -> None:
    assert slug(app.ask(method, path))[0] == status


def test_everything_asked_is_logged_without_secrets(app: Asking) -> None:
    one = app.draft()
    app.sandbox.fault("GET /campaigns/{id}", status=500)
    app.get(f"/campaigns/{one}", x="1")
    created, read = app.sandbox.log()
    assert (created["method"], created["operation"], created["status"]) == ("POST", "POST /campaigns", 201)
    assert (created["brandID"], created["body"]["name"]) == (ALPINE_WOOL, "Autumn")
    assert (read["path"], read["query"], read["fault"]) == (f"/api/campaigns/{one}", "x=1", "problem")
    assert app.token not in str(app.sandbox.log())
    app.sandbox.clear_log()
    assert app.sandbox.log() == []
