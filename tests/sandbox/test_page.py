"""The control page: shows what is, and every button does what it says."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from tests.sandbox.asking import Asking, client, slug
from tests.sandbox_control import ALPINE_WOOL


class Page:
    def __init__(self, app: Asking, client: httpx.Client) -> None:
        self._app, self._client = app, client

    @property
    def text(self) -> str:
        answer = self._client.get("/")
        assert answer.status_code == 200
        return answer.text

    def press(self, action: str, **form: Any) -> None:
        answer = self._client.post(f"/_page/{action}", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.fixture
def page(app: Asking) -> Iterator[Page]:
    with client(base_url=app.sandbox.url) as one:
        yield Page(app, one)


def test_it_shows_stores_campaigns_requests_and_sends(app: Asking, page: Page) -> None:
    app.send(app.draft(name="<Wool> & more"))
    text = page.text
    for words in ("Alpine Wool", "Fresh Start", "&lt;Wool&gt; &amp; more", "connected", "through the API"):
        assert words in text
    assert "<Wool>" not in text
    assert "<script" not in text
    assert "style=" not in text


@pytest.mark.parametrize(
    ("preset", "answer"),
    [
        ("402", (402, "payment-required")),
        ("invalid-audience", (409, "invalid-audience")),
        ("429", (429, "rate-limit-exceeded")),
        ("524", (524, "timeout")),
    ],
)
def test_the_next_answer_can_be_ordered(
    app: Asking, page: Page, preset: str, answer: tuple[int, str]
) -> None:
    page.press("fault", preset=preset, operation="POST /campaigns/{id}/send")
    assert 'aria-label="Ordered"' in page.text
    assert slug(app.send(app.draft())) == answer
    assert 'aria-label="Ordered"' not in page.text


def test_an_order_can_be_forgotten(app: Asking, page: Page) -> None:
    page.press("fault", preset="cut-after")
    page.press("forget-fault", number=1)
    assert app.send(app.draft()).status_code == 204


def test_the_clock_moves_by_buttons(app: Asking, page: Page) -> None:
    page.press("clock", speed="0")
    before = app.sandbox.now()
    page.press("clock", advance="600")
    assert (app.sandbox.now() - before).total_seconds() == 600


def test_merchants_disconnect_and_plans_end(app: Asking, page: Page) -> None:
    page.press("plan", brand=ALPINE_WOOL, limit="100")
    assert app.send(app.draft()).status_code == 402
    page.press("plan", brand=ALPINE_WOOL, limit="")
    assert app.send(app.draft()).status_code == 204
    page.press("disconnect", brand=ALPINE_WOOL)
    assert app.get("/campaigns").status_code == 401


def test_campaigns_are_moved_and_segments_deleted(app: Asking, page: Page) -> None:
    one = app.draft()
    page.press("move", campaign=one, status="onHold")
    assert app.status(one) == "onHold"
    page.press("move", campaign=one, status="delete")
    assert app.get(f"/campaigns/{one}").status_code == 404
    page.press("vanish", brand=ALPINE_WOOL, segment="5e0100000000000000000008")
    assert app.get("/segments/5e0100000000000000000008").status_code == 404


def test_switches_are_set_by_their_kind(app: Asking, page: Page) -> None:
    page.press("switch", name="sending_seconds", value="600")
    page.press("switch", name="draft_guard", value="off")
    page.press("switch", name="delete_missing", value="no-content")
    one = app.draft()
    assert [app.send(one).status_code for _ in range(2)] == [204, 204]
    assert app.delete("/campaigns/6b0000000000000000000001").status_code == 204
    assert page.text.count("switch changed") == 3


def test_start_afresh(app: Asking, page: Page) -> None:
    app.draft(name="To be forgotten")
    page.press("reset")
    assert "To be forgotten" not in page.text
