"""A campaign nobody named is called by what its readers see, so that two of one day are told apart."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns import operations
from omniapp.campaigns.models import Campaign
from omniapp.merchant import naming
from omniapp.people.actors import merchant
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


def begun(store: Store, type: str = "regular", channel: str = "email") -> Campaign:
    return operations.create(store=store, actor=merchant(store), now=NOW, type=type, channel=channel)


def saved(browser: Client, campaign: Campaign, **typed: Any) -> Campaign:
    """After a save of a page that shows what is stored, but for what was ``typed``."""
    campaign.refresh_from_db()
    values = {"version": campaign.version, "page_key": "a page", "name": campaign.name}
    place = reverse("merchant:save", args=[campaign.store.brand_id, campaign.pk])
    assert browser.post(place, values | {k.replace("_", "-"): v for k, v in typed.items()}).status_code == 302
    campaign.refresh_from_db()
    return campaign


def test_an_email_is_called_by_its_subject_until_somebody_names_it(browser: Client, store: Store) -> None:
    campaign = begun(store)
    assert naming.followed(campaign) == "subject"
    assert saved(browser, campaign, subject="").name.startswith("Campaign of ")
    assert saved(browser, campaign, subject="Hats & socks").name == "Hats & socks"
    assert saved(browser, campaign, subject="Hats").name == "Hats"
    assert naming.followed(campaign) == "subject"
    assert (
        saved(browser, campaign, subject="Hats", name="Winter, first letter").name == "Winter, first letter"
    )
    assert naming.followed(campaign) == ""
    assert saved(browser, campaign, subject="Scarves").name == "Winter, first letter"


def test_a_text_message_and_a_test_too(browser: Client, store: Store) -> None:
    text = begun(store, channel="sms")
    assert naming.followed(text) == "message"
    assert saved(browser, text, message="Snow!\nCome in").name == "Snow! Come in"
    test = begun(store, type="abTest")
    assert naming.followed(test) == "a-subject"
    assert saved(browser, test, a_subject="One", b_subject="Other").name == "One"


def test_a_name_has_the_first_words_of_a_long_text(browser: Client, store: Store) -> None:
    text = begun(store, channel="sms")
    assert saved(browser, text, message="wool " * 100).name == ("wool " * 16).rstrip()


def test_a_page_that_was_open_before_does_not_take_the_name_back(browser: Client, store: Store) -> None:
    campaign = begun(store)
    old = campaign.name
    saved(browser, campaign, subject="Hats")
    assert saved(browser, campaign, subject="Hats and more", name=old).name == "Hats and more"


def test_what_says_nothing_of_the_name_leaves_it(store: Store) -> None:
    campaign = begun(store)
    campaign.subject = "Hats"
    assert naming.follow(campaign, {"template_id": "b2"}) == {}


def test_a_list_does_not_say_the_same_twice(browser: Client, store: Store) -> None:
    saved(browser, begun(store), subject="Hats")
    for page in ("", "campaigns/", "campaigns/new/"):
        said = browser.get(f"/s/{store.brand_id}/{page}").text
        assert said.count(">Hats<") == 1, page
