"""From *Connect Omnisend* to the page that says which store is connected."""

import datetime as dt
import urllib.parse

import pytest
import time_machine
from django.test import Client

from omniapp import omnisend
from omniapp.install.models import InstallAttempt
from omniapp.people.models import StoreAccess
from omniapp.stores import connection, operations
from omniapp.stores.models import Store
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, Sandbox

pytestmark = pytest.mark.django_db
CONNECTED = f"/s/{ALPINE_WOOL}/connected/"


def test_the_button_leads_straight_to_omnisends_consent_page(client: Client, sandbox: Sandbox) -> None:
    address = urllib.parse.urlsplit(consent.begin(client))
    asked = dict(urllib.parse.parse_qsl(address.query))
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{sandbox.app_url}/oauth2/authorize"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/install/callback/"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"].split() == cast.SCOPES.split()


def test_the_install_link_leads_there_at_once_too(client: Client, sandbox: Sandbox) -> None:
    answer = client.get("/install/")
    assert answer.headers["Location"].startswith(f"{sandbox.app_url}/oauth2/authorize?")


def test_an_anonymous_merchant_is_connected_at_once_and_sees_which_store(
    client: Client, sandbox: Sandbox
) -> None:
    assert consent.walk(client) == CONNECTED
    page = client.get(CONNECTED)
    assert "Alpine Wool is connected" in page.text
    assert "Whom may we write to?" in page.text
    store = Store.objects.get()
    assert (store.brand_id, store.timezone, store.currency) == (ALPINE_WOOL, "Europe/Vilnius", "EUR")
    assert store.scopes == set(cast.SCOPES.split())


def test_the_token_that_was_stored_works(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    store = Store.objects.get()
    assert connection.run(store, omnisend.calls.get_current_brand()).name == "Alpine Wool"


def test_the_brand_is_only_ever_read(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    calls = [entry["operation"] for entry in sandbox.log()]
    assert "GET /brands/current" in calls
    assert "POST /brands/current" not in calls


def test_the_session_id_is_a_new_one_after_connecting(client: Client, sandbox: Sandbox) -> None:
    back = consent.decide(consent.begin(client))
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before
    assert before is not None
    assert not client.session.exists(before)


def test_coming_back_refreshes_the_store_and_makes_no_second_one(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    store = Store.objects.get()
    first = connection.credentials(store)
    client.post(f"/s/{ALPINE_WOOL}/contact/", {"skip": "1"})
    assert consent.walk(Client()) == f"/s/{ALPINE_WOOL}/"
    second = connection.credentials(Store.objects.get())
    assert second.token != first.token
    assert second.generation > first.generation


def test_a_lapsed_store_is_connected_again_and_its_page_comes_next(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    store.contact_asked_at = cast.CONNECTED_AT
    store.save()
    operations.mark_needs_reconnect(store, cast.CONNECTED_AT)
    page = f"/s/{ALPINE_WOOL}/campaigns/"
    assert consent.walk(client, next_url=page) == page
    store.refresh_from_db()
    assert store.is_connected
    assert store.state_reason == ""


@pytest.mark.parametrize(
    "next_url",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "/\x00", "/" + "x" * 600],
)
def test_nobody_is_sent_to_another_site_afterwards(client: Client, sandbox: Sandbox, next_url: str) -> None:
    consent.begin(client, next_url)
    assert InstallAttempt.objects.get().next_url == ""


def test_several_attempts_of_one_browser_all_work(client: Client, sandbox: Sandbox) -> None:
    addresses = [consent.begin(client) for _ in range(3)]
    backs = [consent.decide(address) for address in addresses]
    for back in reversed(backs):
        assert client.get(back).headers["Location"] == CONNECTED
    assert InstallAttempt.objects.filter(outcome="connected").count() == 3


def test_choosing_another_store_than_the_page_was_about_is_said(client: Client, sandbox: Sandbox) -> None:
    cast.connected_store(sandbox)
    harbor = cast.other_store(sandbox)
    harbor.contact_asked_at = cast.CONNECTED_AT
    harbor.save()
    user = cast.partner(Store.objects.get(brand_id=ALPINE_WOOL), harbor)
    browser = cast.partner_browser(client, user)
    where = consent.walk(browser, brand_id=HARBOR_TEA, next_url=f"/s/{ALPINE_WOOL}/")
    assert where == f"/s/{HARBOR_TEA}/connected/"
    assert "You chose Harbor Tea at Omnisend. Nothing changed for Alpine Wool" in browser.get(where).text


def test_a_partner_is_asked_before_a_store_is_linked_to_them(client: Client, sandbox: Sandbox) -> None:
    browser = cast.partner_browser(client, cast.partner())
    where = consent.walk(browser)
    page = browser.get(where)
    assert "Link Alpine Wool?" in page.text
    assert "ana@agency.example" in page.text
    assert not Store.objects.exists()
    assert browser.post(where, {"answer": "yes"}).headers["Location"] == CONNECTED
    assert StoreAccess.objects.get().rights == {"view", "edit", "send"}
    there = browser.get(CONNECTED).text
    assert "It stands among" in there
    assert "press <em>Connect Omnisend</em>" not in there


def test_a_partner_with_every_right_reconnects_without_a_question(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    operations.mark_needs_reconnect(store, cast.CONNECTED_AT)
    browser = cast.partner_browser(client, cast.partner(store))
    assert consent.walk(browser) == CONNECTED
    store.refresh_from_db()
    assert store.is_connected


def test_a_merchant_of_another_store_is_asked_and_then_signed_in_to_both(
    client: Client, sandbox: Sandbox
) -> None:
    browser = cast.merchant_browser(client, cast.other_store(sandbox))
    where = consent.walk(browser)
    assert "signed in to Harbor Tea" in browser.get(where).text
    browser.post(where, {"answer": "yes"})
    assert browser.get(CONNECTED).status_code == 200
    assert browser.get(f"/s/{HARBOR_TEA}/contact/").status_code == 200
    assert "This browser is signed in to 2 stores" in browser.get("/").text


def test_declining_links_nothing_and_withdraws_the_access(client: Client, sandbox: Sandbox) -> None:
    browser = cast.partner_browser(client, cast.partner())
    where = consent.walk(browser)
    attempt = InstallAttempt.objects.get()
    assert attempt.waiting_grant
    browser.post(where, {"answer": "no"})
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.waiting_grant, attempt.brand) == ("declined", "", None)
    assert not Store.objects.exists()
    assert [e["status"] for e in sandbox.log() if e["path"] == "/oauth2/revoke"] == [200, 200]


def test_declining_leaves_a_store_that_is_connected_alone(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    browser = cast.partner_browser(client, cast.partner())
    browser.post(consent.walk(browser), {"answer": "no"})
    assert connection.run(store, omnisend.calls.get_current_brand()).name == "Alpine Wool"
    assert not [e for e in sandbox.log() if e["path"] == "/oauth2/revoke"]


def test_an_answer_is_taken_once(client: Client, sandbox: Sandbox) -> None:
    browser = cast.partner_browser(client, cast.partner())
    where = consent.walk(browser)
    browser.post(where, {"answer": "yes"})
    assert browser.post(where, {"answer": "no"}).headers["Location"] == "/install/problem/answer-late/"
    assert Store.objects.get().is_connected


def test_nobody_else_can_answer(client: Client, sandbox: Sandbox) -> None:
    where = consent.walk(cast.partner_browser(client, cast.partner()))
    for stranger in (Client(), cast.partner_browser(Client(), cast.partner(email="eve@agency.example"))):
        answer = stranger.post(where, {"answer": "yes"})
        assert answer.headers["Location"] == "/install/problem/answer-late/"
    assert not Store.objects.exists()


def test_what_waits_for_an_answer_is_forgotten_after_ten_minutes(client: Client, sandbox: Sandbox) -> None:
    browser = cast.partner_browser(client, cast.partner())
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as clock:
        where = consent.walk(browser)
        clock.shift(dt.timedelta(minutes=10, seconds=1))
        assert browser.get(where).headers["Location"] == "/install/problem/answer-late/"
        cast.forget_install_secrets()
    attempt = InstallAttempt.objects.get()
    assert (attempt.waiting_grant, attempt.verifier) == ("", "")
