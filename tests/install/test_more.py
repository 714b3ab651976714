"""Scopes that are asked for later: what is missing is added to a connection that goes on working."""

import urllib.parse

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from omniapp import clock
from omniapp.stores import tokens
from omniapp.stores.models import Store
from omniapp.stores.operations import mark_needs_reconnect
from tests import cast
from tests.install import consent
from tests.sandbox_control import HARBOR_TEA, NORDIC_CANDLE, Sandbox

pytestmark = pytest.mark.django_db
IMAGES = {"images.read", "images.write"}
FIRST = set(cast.SCOPES.split())


@pytest.fixture
def store(client: Client, sandbox: Sandbox) -> Store:
    """Connected as usual, by this browser; the question for an address is still open."""
    consent.walk(client)
    return Store.objects.get()


def ask(client: Client, store: Store, more: str = "images.read images.write") -> str:
    page = f"{store.get_absolute_url()}campaigns/?show=drafts"
    return client.post("/install/", {"next": page, "more": more}).headers["Location"]


def asked(address: str) -> set[str]:
    return set(urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["scope"][0].split())


def test_the_first_connection_asks_for_no_images(store: Store) -> None:
    assert store.scopes == FIRST


def test_more_is_granted_and_leads_back_to_the_same_page(client: Client, store: Store) -> None:
    address = ask(client, store)
    assert asked(address) == FIRST | IMAGES

    back = client.get(consent.decide(address))

    assert back.headers["Location"] == f"{store.get_absolute_url()}campaigns/?show=drafts"
    store.refresh_from_db()
    assert store.scopes == FIRST | IMAGES


def test_cancel_leads_back_and_disturbs_nothing(client: Client, store: Store, sandbox: Sandbox) -> None:
    before = tokens.read(store)

    back = client.get(consent.decide(ask(client, store), allow=False))

    assert back.headers["Location"] == f"{store.get_absolute_url()}campaigns/?show=drafts"
    assert [str(message) for message in get_messages(back.wsgi_request)] == [
        "You allowed nothing more. The store is connected all the same."
    ]
    store.refresh_from_db()
    assert store.is_connected
    assert store.scopes == FIRST
    assert tokens.read(store) == before


def test_less_than_was_asked_for_ends_on_its_page_and_keeps_the_connection(
    client: Client, store: Store
) -> None:
    before = tokens.read(store)

    back = client.get(consent.decide(ask(client, store), scope=cast.SCOPES))

    assert back.headers["Location"].startswith("/install/problem/missing-scope/")
    assert "see the images in its library" in client.get(back.headers["Location"]).text
    assert tokens.read(store) == before


@pytest.mark.parametrize("more", ["contacts.write", "images.write.all", "<script>", "images.readwrite"])
def test_nobody_is_talked_into_other_scopes(client: Client, store: Store, more: str) -> None:
    assert asked(ask(client, store, more)) == FIRST


def test_connecting_again_keeps_what_was_granted_before(client: Client, store: Store) -> None:
    client.get(consent.decide(ask(client, store)))

    assert asked(consent.begin(client, store.get_absolute_url())) == FIRST | IMAGES
    assert asked(consent.begin(client)) == FIRST


@pytest.mark.parametrize("signed_in", [True, False])
def test_reconnecting_from_what_waits_for_it_keeps_what_was_granted_before(
    client: Client, store: Store, signed_in: bool
) -> None:
    client.get(consent.decide(ask(client, store)))
    store.refresh_from_db()
    mark_needs_reconnect(store, clock.now())
    browser = client if signed_in else Client()

    address = browser.get(store.reconnect_url).headers["Location"]

    assert asked(address) == FIRST | IMAGES
    assert browser.get(consent.decide(address)).headers["Location"] == store.get_absolute_url()


@pytest.mark.parametrize("page", ["", "/stores/", "campaigns"])
def test_whoever_reconnects_signed_out_is_asked_once_more_for_what_the_store_had(
    client: Client, store: Store, page: str
) -> None:
    client.get(consent.decide(ask(client, store)))
    store.refresh_from_db()
    mark_needs_reconnect(store, clock.now())
    page = f"{store.get_absolute_url()}campaigns/" if page == "campaigns" else page
    stranger = Client()

    again = consent.walk(stranger, next_url=page)
    store.refresh_from_db()
    assert (store.is_connected, store.scopes) == (True, frozenset(FIRST))
    address = stranger.get(again).headers["Location"]
    assert asked(address) == FIRST | IMAGES

    where = stranger.get(consent.decide(address)).headers["Location"]
    assert where.startswith(store.get_absolute_url())
    assert "may use its images" in stranger.get(where, follow=True).text
    store.refresh_from_db()
    assert store.scopes == FIRST | IMAGES


@pytest.mark.parametrize("how", ["cancel", "less"])
def test_whoever_does_not_want_to_allow_it_again_is_not_asked_a_third_time(
    client: Client, store: Store, how: str
) -> None:
    client.get(consent.decide(ask(client, store)))
    stranger = Client()
    address = stranger.get(consent.walk(stranger)).headers["Location"]

    back = (
        consent.decide(address, allow=False)
        if how == "cancel"
        else consent.decide(address, scope=cast.SCOPES)
    )
    where = stranger.get(back).headers["Location"]

    assert where.startswith(
        store.get_absolute_url() if how == "cancel" else "/install/problem/missing-scope/"
    )
    assert stranger.get(where, follow=True).status_code == 200
    store.refresh_from_db()
    assert (store.is_connected, store.scopes) == (True, frozenset(FIRST))


def test_a_strangers_page_tells_nothing_of_its_store(client: Client, store: Store, sandbox: Sandbox) -> None:
    client.get(consent.decide(ask(client, store)))

    assert asked(consent.begin(Client(), store.get_absolute_url())) == FIRST


def test_another_store_chosen_at_omnisend_is_no_surprise(client: Client, store: Store) -> None:
    answer = client.get(consent.decide(ask(client, store), brand_id=HARBOR_TEA))

    assert answer.headers["Location"].startswith("/install/confirm/")  # it is asked about first
    store.refresh_from_db()
    assert store.scopes == FIRST
    assert not Store.objects.filter(brand_id__in=[HARBOR_TEA, NORDIC_CANDLE]).exists()
