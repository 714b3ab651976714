"""The start page."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.install.models import InstallAttempt
from tests import cast
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db


def test_it_says_what_omniapp_does_and_offers_one_button(client: Client) -> None:
    page = client.get("/").text
    assert "Send a campaign once, and know what happened" in page
    assert page.count('<button class="btn btn-primary') == 1
    assert "Connect Omnisend</button>" in page


def test_looking_at_it_begins_nothing_and_makes_no_session(client: Client, settings: Settings) -> None:
    client.get("/")
    assert not InstallAttempt.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_merchant_of_one_store_goes_on_to_it(client: Client) -> None:
    assert cast.merchant_browser(client).get("/").headers["Location"] == f"/s/{ALPINE_WOOL}/"


def test_a_merchant_of_two_stores_chooses(client: Client) -> None:
    page = cast.merchant_browser(client, cast.connected_store(), cast.lapsed_store()).get("/").text
    assert page.index("Alpine Wool") < page.index("Nordic Candle")
    assert "Needs reconnecting" in page


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/"])
def test_it_remembers_no_foreign_page(client: Client, next_url: str) -> None:
    assert "evil" not in client.get("/", {"next": next_url}).text


def test_the_form_that_leads_to_omnisend_may_lead_there(client: Client, settings: Settings) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert f"form-action 'self' {settings.OMNISEND_APP_URL}" in policy
    assert "unsafe-inline" not in policy
