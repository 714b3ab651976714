"""Two people, one draft: the second is told, and chooses."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, stored_draft

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


@pytest.fixture
def changed_by_ana(store: Store) -> Campaign:
    """A draft that Ana saved at ten o'clock, after we opened version 1 of it."""
    campaign = stored_draft(store)
    ana = cast.partner_browser(Client(), cast.partner(store))
    with time_machine.travel(NOW, tick=False):
        save(ana, campaign, subject="Ana's subject", page_key="hers")
    campaign.refresh_from_db()
    return campaign


def save(browser: Client, campaign: Campaign, htmx: bool = False, **typed: Any) -> Any:
    address = reverse("merchant:save", args=[campaign.store.brand_id, campaign.pk])
    posted = {"version": 1, "page_key": "ours"} | typed
    with time_machine.travel(NOW, tick=False):
        return browser.post(address, posted, headers=HTMX if htmx else None)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_is_told_who_saved_what_and_when(
    browser: Client, changed_by_ana: Campaign, htmx: bool
) -> None:
    answer = save(browser, changed_by_ana, htmx=htmx, subject="Our subject")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "ana@agency.example changed this campaign at 10:00" in page
    assert "Ana&#x27;s subject" in page
    assert "Our subject" in page
    changed_by_ana.refresh_from_db()
    assert changed_by_ana.subject == "Ana's subject"


def test_what_was_typed_stays_in_the_form_without_htmx(browser: Client, changed_by_ana: Campaign) -> None:
    page = save(browser, changed_by_ana, subject="Our subject").content.decode()
    assert 'name="subject" type="text" value="Our subject"' in page
    assert 'id="version" value="1"' in page  # saving once more does not overwrite by accident


def test_htmx_gets_the_banner_and_leaves_the_form_alone(browser: Client, changed_by_ana: Campaign) -> None:
    page = save(browser, changed_by_ana, htmx=True, subject="Our subject").content.decode()
    assert 'id="clash" hx-swap-oob="true"' in page
    assert "<form" not in page


@pytest.mark.parametrize("htmx", [True, False])
def test_keeping_mine_overwrites_the_version_that_was_seen(
    browser: Client, changed_by_ana: Campaign, htmx: bool
) -> None:
    answer = save(browser, changed_by_ana, htmx=htmx, subject="Our subject", keep="2")
    assert answer.status_code == (200 if htmx else 302)
    changed_by_ana.refresh_from_db()
    assert (changed_by_ana.subject, changed_by_ana.version) == ("Our subject", 3)


def test_keeping_mine_does_not_overwrite_a_third_version(browser: Client, changed_by_ana: Campaign) -> None:
    ana = Client()
    ana.force_login(cast.partner(changed_by_ana.store, email="ben@agency.example"))
    save(ana, changed_by_ana, version=2, subject="Ben's subject", page_key="his")
    assert save(browser, changed_by_ana, subject="Our subject", keep="2").status_code == 409


def test_the_same_text_twice_is_no_clash(browser: Client, changed_by_ana: Campaign) -> None:
    assert save(browser, changed_by_ana, htmx=True, subject="Ana's subject").status_code == 200


@pytest.mark.parametrize("htmx", [True, False])
def test_what_left_meanwhile_is_not_saved_and_the_text_stays(
    browser: Client, store: Store, htmx: bool
) -> None:
    campaign = stored_draft(store, locked_reason="It is being handed over to Omnisend.")
    answer = save(browser, campaign, htmx=htmx, subject="Our subject")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It is being handed over to Omnisend." in page
    assert campaign.get_absolute_url() in page
    assert htmx or "Our subject" in page


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
def test_a_senseless_version_overwrites_nothing(browser: Client, store: Store, version: str) -> None:
    campaign = stored_draft(store)
    assert save(browser, campaign, version=version, subject="Our subject").status_code == 409
