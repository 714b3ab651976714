"""A partner's list of stores."""

import pytest
from django.test import Client

from omniapp.stores import operations
from tests import cast
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db


def test_each_store_stands_with_its_domain_its_connection_and_its_zone(client: Client) -> None:
    gone = cast.other_store()
    operations.close(gone, cast.CONNECTED_AT)
    user = cast.partner(cast.connected_store(), cast.lapsed_store(), gone)
    page = cast.partner_browser(client, user).get("/stores/").text
    for text in ("alpinewool.example", "Europe/Vilnius", "Connected", "Needs reconnecting", "Disconnected"):
        assert text in page
    assert f'href="/s/{ALPINE_WOOL}/"' in page
    assert page.index("Alpine Wool") < page.index("Harbor Tea") < page.index("Nordic Candle")


def test_other_partners_stores_are_not_there(client: Client) -> None:
    cast.other_store()
    page = cast.partner_browser(client, cast.partner(cast.connected_store())).get("/stores/").text
    assert "Alpine Wool" in page
    assert "Harbor Tea" not in page


def test_an_owner_sees_every_store(client: Client) -> None:
    cast.connected_store()
    cast.other_store()
    page = cast.partner_browser(client, cast.partner(is_owner=True)).get("/stores/").text
    assert "Alpine Wool" in page
    assert "Harbor Tea" in page


def test_without_stores_the_page_says_how_to_get_one(client: Client) -> None:
    page = cast.partner_browser(client, cast.partner()).get("/stores/").text
    assert "No stores yet" in page
    assert "Connect Omnisend" in page


def test_the_start_page_leads_a_partner_to_their_stores(client: Client) -> None:
    assert cast.partner_browser(client, cast.partner()).get("/").headers["Location"] == "/stores/"
