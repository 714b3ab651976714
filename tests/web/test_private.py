"""Nobody but its reader keeps a copy of a page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from omniapp.web.private import PrivatePages
from tests import cast
from tests.people.addresses import addresses, path_of
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db


def kept(value: str = "") -> set[str]:
    """What the header says about an answer whose view says ``value``."""

    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("")
        if value:
            response["Cache-Control"] = value
        return response

    said = PrivatePages(view)(RequestFactory().get("/"))["Cache-Control"]
    return {part.strip() for part in said.split(",")}


def test_a_view_that_says_nothing_is_never_kept() -> None:
    assert kept() == {"private", "no-store"}


def test_a_view_may_let_its_reader_keep_it_but_no_proxy() -> None:
    assert kept("max-age=60") == {"private", "max-age=60"}
    assert kept("public, max-age=60") == {"private", "max-age=60"}
    assert kept("no-store") == {"no-store"}


@pytest.mark.parametrize("kind", ["store:", "partner", "public"])
def test_no_page_is_for_a_proxy_whoever_asks(client: Client, kind: str) -> None:
    store = cast.connected_store()
    onlooker = cast.partner_browser(Client(), cast.partner(store, edit=False, send=False))
    for name, pattern in addresses(kind):
        path = path_of(name, pattern, ALPINE_WOOL)
        for browser in (client, cast.merchant_browser(Client(), store), onlooker):
            said = browser.get(path)["Cache-Control"]
            assert "private" in said or "no-store" in said, path


def test_what_a_store_is_shown_is_not_kept_by_its_browser(client: Client) -> None:
    store = cast.connected_store()
    for page in ("", "campaigns/", "settings/", "campaigns/99999/"):
        answer = cast.merchant_browser(client, store).get(f"{store.get_absolute_url()}{page}")
        assert "no-store" in answer["Cache-Control"]
