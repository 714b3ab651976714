"""Faults on order: what the caller sees, and whether it was applied."""

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest

from tests.sandbox.asking import Asking, client, failures, slug
from tests.sandbox_control import HARBOR_TEA, ControlRefused

SEND = "POST /campaigns/{id}/send"


@pytest.mark.parametrize("effect", ["none", "before"])
@pytest.mark.parametrize("status", [402, 409, 429, 500, 503, 524])
def test_any_problem_can_be_ordered_once(app: Asking, status: int, effect: str) -> None:
    app.sandbox.fault(SEND, status=status, slug="some-slug", effect=effect)
    one = app.draft()
    assert slug(app.send(one)) == (status, "some-slug")
    assert app.status(one) == ("started" if effect == "before" else "draft")
    assert len(app.sandbox.sends(one)) == (effect == "before")
    assert app.send(one).status_code == (409 if effect == "before" else 204)


def test_details_of_a_problem_are_passed_on(app: Asking) -> None:
    errors = [{"field": "content.email.subject", "code": "required", "message": "Missing"}]
    app.sandbox.fault("GET /campaigns/{id}", status=400, errors=errors, detail="Look here", retryAfter=9)
    answer = app.get(f"/campaigns/{app.draft()}")
    assert failures(answer) == {"content.email.subject": "required"}
    assert (answer.json()["detail"], answer.json()["retryAfter"]) == ("Look here", 9)


def test_a_late_effect_comes_after_the_answer(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    app.sandbox.fault(SEND, "late", seconds=30)
    one = app.draft()
    assert app.send(one).status_code == 524
    app.sandbox.clock(advance=29)
    assert (app.status(one), app.sandbox.sends(one)) == ("draft", [])
    app.sandbox.clock(advance=1)
    assert (app.status(one), len(app.sandbox.sends(one))) == ("started", 1)


def test_a_late_effect_that_is_no_longer_allowed_is_lost(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    app.sandbox.fault(SEND, "late", seconds=30)
    one = app.draft()
    app.send(one)
    assert app.send(one).status_code == 204
    app.sandbox.clock(advance=60)
    assert len(app.sandbox.sends(one)) == 1


@pytest.mark.parametrize(("effect", "status"), [("none", "draft"), ("before", "started")])
def test_a_cut_closes_the_connection_without_a_byte(app: Asking, effect: str, status: str) -> None:
    one = app.draft()
    app.sandbox.fault(SEND, "cut", effect=effect)
    assert raw_answer(app, f"/api/campaigns/{one}/send") == b""
    assert app.status(one) == status
    assert app.sandbox.log()[-2]["status"] is None


def test_half_an_answer_breaks_off(app: Asking) -> None:
    one = app.draft()
    app.sandbox.fault("GET /campaigns/{id}", "truncated")
    with pytest.raises(httpx.RemoteProtocolError):
        app.get(f"/campaigns/{one}")
    app.sandbox.fault(SEND, "truncated")
    with pytest.raises(httpx.RemoteProtocolError):
        app.send(one)
    assert app.status(one) == "started"


@pytest.mark.parametrize(("kind", "start"), [("html", "<!doctype html>"), ("empty", "")])
def test_answers_can_be_no_json_at_all(app: Asking, kind: str, start: str) -> None:
    app.sandbox.fault("GET /campaigns", kind, status=503)
    answer = app.get("/campaigns")
    assert (answer.status_code, answer.text[: len(start)]) == (503, start)
    assert bool(answer.text) is bool(start)


@pytest.mark.parametrize(("effect", "status"), [("before", "started"), ("late", "draft")])
def test_latency_applies_before_or_after_the_wait(app: Asking, effect: str, status: str) -> None:
    one = app.draft()
    app.sandbox.fault(SEND, "latency", seconds=3, effect=effect)
    hasty = client(base_url=app.sandbox.api_url, headers=app.headers, timeout=0.4)
    with hasty, pytest.raises(httpx.ReadTimeout):
        hasty.post(f"/campaigns/{one}/send")
    assert app.status(one) == status


def test_faults_count_skip_and_choose_their_brand(app: Asking) -> None:
    harbor = Asking(app.sandbox, HARBOR_TEA)
    app.sandbox.fault("GET /brands/current", status=500, times=2, skip=1, brandID=HARBOR_TEA)
    assert [harbor.get("/brands/current").status_code for _ in range(4)] == [200, 500, 500, 200]
    app.sandbox.fault("GET /brands/current", status=500, times=0, brandID=HARBOR_TEA)
    assert [harbor.get("/brands/current").status_code for _ in range(3)] == [500, 500, 500]
    assert app.get("/brands/current").status_code == 200
    app.sandbox.clear_faults()
    assert harbor.get("/brands/current").status_code == 200


def test_a_star_means_every_operation_of_the_api(app: Asking) -> None:
    app.sandbox.fault("*", status=503, times=2)
    assert [app.get(path).status_code for path in ("/segments", "/campaigns", "/segments")] == [503, 503, 200]


@pytest.mark.parametrize("order", [{"kind": "nonsense"}, {"effect": "never"}, {"colour": "red"}])
def test_a_mistaken_order_is_told(app: Asking, order: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused):
        app.sandbox.fault("*", **order)


def raw_answer(app: Asking, path: str) -> bytes:
    """Everything that comes back over a bare socket; a reset counts as nothing."""
    address = urlsplit(app.sandbox.url)
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: {app.headers['Authorization']}\r\n"
        "Omnisend-Version: 2026-03-15\r\nContent-Length: 0\r\n\r\n"
    )
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=5) as connection:
        connection.sendall(request.encode())
        try:
            return connection.recv(65_536)
        except ConnectionResetError:
            return b""
