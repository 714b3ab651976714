"""Whom we may write to about a store: asked once, confirmed by mail."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.stores.models import Store, StoreEvent
from omniapp.telling import recipients
from omniapp.telling.models import Kind, News
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
HOME = f"/s/{ALPINE_WOOL}/"
CONTACT = f"{HOME}contact/"
CONNECTED = f"{HOME}connected/"


def name_address(client: Client, email: str = "mia@alpinewool.example") -> str:
    """Names an address; the link that was mailed to it."""
    assert client.post(CONTACT, {"email": email}).headers["Location"] == HOME
    link = re.search(r"http://127\.0\.0\.1:8000(/contact/confirm/\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]


def test_the_first_time_it_is_asked_and_can_be_skipped(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    page = client.get(CONNECTED).text
    assert "Whom may we write to?" in page
    assert "Skip</button>" in page
    assert client.post(CONTACT, {"skip": "1"}).headers["Location"] == HOME
    assert "Whom may we write to?" not in client.get(CONNECTED).text
    assert mail.outbox == []


def test_an_address_counts_once_its_link_was_followed(client: Client) -> None:
    link = name_address(cast.merchant_browser(client))
    assert mail.outbox[0].to == ["mia@alpinewool.example"]
    assert "Alpine Wool" in mail.outbox[0].subject
    phone = Client()
    assert "Is this your address?" in phone.get(link).text
    assert Store.objects.get().contact_confirmed_at is None
    assert "mia@alpinewool.example is confirmed" in phone.post(link).text
    assert Store.objects.get().contact_confirmed_at is not None


def test_following_the_link_twice_changes_nothing_more(client: Client) -> None:
    link = name_address(cast.merchant_browser(client))
    Client().post(link)
    first = Store.objects.get().contact_confirmed_at
    Client().post(link)
    assert Store.objects.get().contact_confirmed_at == first
    assert StoreEvent.objects.filter(note="confirmed the contact address").count() == 1


def test_the_link_lasts_three_days(client: Client) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC).replace(microsecond=0), tick=False) as clock:
        link = name_address(cast.merchant_browser(client))
        clock.shift(dt.timedelta(days=3))
        assert Client().get(link).status_code == 200
        clock.shift(dt.timedelta(seconds=2))
        late = Client().post(link)
    assert late.status_code == 410
    assert "This link does not work any more" in late.text
    assert Store.objects.get().contact_confirmed_at is None


def test_the_link_of_an_address_that_was_replaced_is_void(client: Client) -> None:
    browser = cast.merchant_browser(client)
    old = name_address(browser)
    name_address(browser, "jon@alpinewool.example")
    assert Client().post(old).status_code == 410
    assert Store.objects.get().contact_confirmed_at is None


def test_another_address_counts_only_once_it_is_confirmed(client: Client) -> None:
    browser = cast.merchant_browser(client)
    Client().post(name_address(browser))
    link = name_address(browser, "jon@alpinewool.example")
    store = Store.objects.get()
    assert store.contact_email == "mia@alpinewool.example"
    assert store.contact_confirmed_at is not None
    assert "jon@alpinewool.example takes its place once it is confirmed" in browser.get(CONTACT).text
    assert "Is this your address?" in client.get(link).text
    assert "jon@alpinewool.example is confirmed" in Client().post(link).text
    assert Store.objects.get().contact_email == "jon@alpinewool.example"
    assert "takes its place" not in browser.get(CONTACT).text


def test_the_confirmed_address_is_still_told_what_needs_a_person(client: Client) -> None:
    browser = cast.merchant_browser(client)
    Client().post(name_address(browser))
    name_address(browser, "jon@alpinewool.example")
    news = News(store=Store.objects.get(), kind=Kind.NEEDS_PERSON)
    assert [message.address for message in recipients.messages(news, dt.datetime.now(dt.UTC))] == [
        "mia@alpinewool.example"
    ]


def test_the_record_says_who_named_an_address(client: Client) -> None:
    browser = cast.merchant_browser(client)
    name_address(browser)
    name_address(browser)
    lines = [(line.actor, line.note) for line in StoreEvent.objects.filter(kind="settings")]
    assert lines == [("someone with access to Alpine Wool", "named a contact address")]


@pytest.mark.parametrize("same", ["store", "address"])
def test_a_sixth_mail_within_an_hour_waits(client: Client, same: str) -> None:
    stores = [cast.connected_store(), cast.other_store()]
    browser = cast.merchant_browser(client, *stores)
    for number in range(6):
        store = stores[0] if same == "store" else stores[number % 2]
        email = "eve@agency.example" if same == "address" else f"p{number}@agency.example"
        answer = browser.post(f"/s/{store.brand_id}/contact/", {"email": email})
    assert answer.status_code == 429
    assert len(mail.outbox) == 5


@pytest.mark.parametrize("link", ["", "made-up", "WyJhIl0:1:forged"])
def test_a_made_up_link_confirms_nothing(client: Client, link: str) -> None:
    assert client.post(f"/contact/confirm/?link={link}").status_code == 410


def test_something_that_is_no_address_is_said_at_its_field(client: Client) -> None:
    answer = cast.merchant_browser(client).post(CONTACT, {"email": "mia at alpine"})
    assert answer.status_code == 422
    assert "Enter a valid email address." in answer.text
    assert mail.outbox == []


def test_a_mail_that_cannot_be_sent_is_said(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    page = cast.merchant_browser(client).post(CONTACT, {"email": "mia@alpinewool.example"}, follow=True)
    assert "is kept, but the mail could not be sent" in page.text
    assert "is not confirmed yet" in page.text


def test_a_partner_who_may_only_look_is_not_asked(client: Client) -> None:
    browser = cast.partner_browser(client, cast.partner(cast.connected_store(), edit=False, send=False))
    assert "Whom may we write to?" not in browser.get(CONNECTED).text
    assert browser.post(CONTACT, {"email": "eve@agency.example"}).status_code == 403
