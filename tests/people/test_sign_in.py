"""A partner's sign-in and everybody's sign-out."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.people import resets
from omniapp.people.models import MerchantSignIn, ResetRequest
from tests import cast
from tests.people.signing import link_in_mail
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db


def sign_in(
    client: Client, *, email: str = "ana@agency.example", password: str = cast.PASSWORD, next: str = ""
) -> Any:
    return client.post("/sign-in/", {"email": email, "password": password, "next": next})


def test_a_partner_signs_in_and_sees_the_stores(client: Client) -> None:
    cast.partner(cast.connected_store())
    assert sign_in(client).headers["Location"] == "/"
    assert "Alpine Wool" in client.get("/stores/").text


def test_capitals_and_spaces_in_the_address_do_not_matter(client: Client) -> None:
    cast.partner()
    assert sign_in(client, email=" Ana@Agency.example").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"), [("ana@agency.example", "wrong"), ("eve@agency.example", cast.PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_address_sound_the_same(
    client: Client, email: str, password: str
) -> None:
    cast.partner()
    answer = sign_in(client, email=email, password=password)
    assert answer.status_code == 422
    assert "This e-mail address and password do not go together." in answer.text
    assert password not in answer.text
    assert "_auth_user_id" not in client.session


def test_somebody_switched_off_does_not_get_in(client: Client) -> None:
    cast.partner(is_active=False)
    assert sign_in(client).status_code == 422


def test_the_session_id_is_a_new_one_after_signing_in(client: Client) -> None:
    cast.partner()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    client.cookies["omniapp_session"] = before or ""
    sign_in(client)
    assert client.session.session_key != before
    assert before is not None
    assert not client.session.exists(before)


def test_signing_in_leads_back_to_the_page_asked_for(client: Client) -> None:
    cast.partner(cast.connected_store())
    where = client.get("/stores/").headers["Location"]
    assert 'name="next" value="/stores/"' in client.get(where).text
    assert sign_in(client, next=f"/s/{ALPINE_WOOL}/contact/").headers["Location"].endswith("/contact/")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    cast.partner()
    assert sign_in(client, next=elsewhere).headers["Location"] == "/"


def test_somebody_signed_in_is_not_asked_again(client: Client) -> None:
    browser = cast.partner_browser(client, cast.partner())
    assert browser.get("/sign-in/").headers["Location"] == "/"


def test_a_merchant_stays_signed_in_when_they_also_sign_in_as_a_partner(client: Client) -> None:
    browser = cast.merchant_browser(client)
    cast.partner()
    sign_in(browser)
    assert browser.get(f"/s/{ALPINE_WOOL}/contact/").status_code == 200


def test_signing_out_ends_everything_in_this_browser(client: Client) -> None:
    store = cast.connected_store()
    browser = cast.merchant_browser(client, store)
    phone = cast.merchant_browser(Client(), store)
    cast.partner()
    sign_in(browser)
    key = browser.session["merchant_sign_ins"][ALPINE_WOOL]
    assert browser.post("/sign-out/").headers["Location"] == "/"
    assert browser.get("/stores/").status_code == 302
    assert MerchantSignIn.objects.get(key=key).ended_at is not None
    assert phone.get(f"/s/{ALPINE_WOOL}/contact/").status_code == 200


def test_signing_out_takes_a_click_of_ones_own(client: Client) -> None:
    assert client.get("/sign-out/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-out/").status_code == 403


def test_try_number_31_within_ten_minutes_waits(client: Client) -> None:
    cast.partner()
    for number in range(30):
        assert sign_in(client, email=f"{number}@agency.example", password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Too many tries from your network address" in answer.text
    assert client.get("/sign-in/").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("2001:db8::1", "[2001:db8::2]:4711", True),
        ("203.0.113.1", "::ffff:203.0.113.1", True),
        ("203.0.113.1", "203.0.113.1:4711", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("unknown", "unknown", True),
    ],
)
def test_addresses_that_one_customer_holds_share_their_tries(
    client: Client, settings: Settings, first: str, second: str, shared: bool
) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.LIMITS = settings.LIMITS | {"sign-in": "1/10 minutes"}
    statuses = [
        client.post("/sign-in/", {}, headers={"X-Forwarded-For": hop}).status_code for hop in (first, second)
    ]
    assert statuses == [422, 429 if shared else 422]


def test_the_password_once_more_is_no_try_of_the_network(client: Client, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"sign-in": "1/10 minutes"}
    cast.partner()
    for _ in range(2):
        sign_in(client)
    assert client.post("/account/confirm/", {"password": cast.PASSWORD}).status_code == 302


def test_a_stranger_who_knows_an_address_keeps_its_partner_out_of_nothing(
    client: Client, settings: Settings
) -> None:
    settings.LIMITS = settings.LIMITS | {"account-strangers": "3/hour", "reset-mail": "3/hour"}
    cast.partner()
    assert sign_in(client).status_code == 302
    settings.TRUSTED_PROXIES = 1
    for number in range(4):
        stranger = Client(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        status = sign_in(stranger, password="wrong").status_code
        stranger.post("/reset/", {"email": "ana@agency.example"})
    assert status == 429
    assert client.post("/account/confirm/", {"password": cast.PASSWORD}).status_code == 302
    client.post("/sign-out/")
    assert sign_in(client).status_code == 302
    ResetRequest.objects.all().delete()
    client.post("/reset/", {"email": "ana@agency.example"})
    assert ResetRequest.objects.count() == 1


def test_one_network_uses_up_its_own_tries_of_an_account_and_not_those_of_others(settings: Settings) -> None:
    """However long it goes on: what is refused to it counts for nobody else."""
    settings.TRUSTED_PROXIES = 1
    settings.LIMITS = settings.LIMITS | {
        "sign-in": "100/hour", "account-network": "2/hour", "account-strangers": "4/hour"
    }  # fmt: skip
    cast.partner()
    stranger = Client(headers={"X-Forwarded-For": "198.51.100.1"})
    assert [sign_in(stranger, password="wrong").status_code for _ in range(7)] == [422, 422] + [429] * 5
    assert sign_in(stranger, email="bob@agency.example", password="wrong").status_code == 422
    assert sign_in(Client(headers={"X-Forwarded-For": "203.0.113.7"})).status_code == 302


def test_a_long_wait_is_said_in_hours_with_its_day(settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"account-network": "1/day"}
    cast.partner()
    with time_machine.travel(dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC), tick=False):
        answer = [sign_in(Client(), password="wrong") for _ in range(2)][-1]
    assert "Please wait 24 hours and try again" in answer.text
    assert re.search(r">2[12] November, \d\d:\d\d UTC<", answer.text)


def test_a_known_browser_is_not_kept_out_by_a_neighbour_in_its_network(
    client: Client, settings: Settings
) -> None:
    settings.LIMITS = settings.LIMITS | {"sign-in": "3/hour"}
    cast.partner()
    assert sign_in(client).status_code == 302
    client.post("/sign-out/")
    statuses = [sign_in(Client(), email=f"{n}@b.example", password="wrong").status_code for n in range(3)]
    assert statuses == [422, 422, 429]
    assert sign_in(client).status_code == 302


def test_whoever_reads_the_mail_gets_in_on_a_new_browser_too(client: Client, settings: Settings) -> None:
    """Also when a stranger used up the tries of all strangers, and asked for all links there are."""
    settings.LIMITS = settings.LIMITS | {"account-strangers": "3/hour", "reset-mail": "3/hour"}
    cast.partner()
    for _ in range(4):
        answer = sign_in(Client(), password="wrong")
    assert answer.status_code == 429
    assert 'href="/reset/"' in answer.text
    for _ in range(4):
        asked = Client().post("/reset/", {"email": "ana@agency.example"})
        resets.mail_due(now=dt.datetime.now(dt.UTC))
    assert asked.status_code == 429
    assert "the newest link works, whoever asked for it" in asked.text
    client.post(link_in_mail(), {"password": "seven ferries at dawn"})
    assert sign_in(client, password="seven ferries at dawn").status_code == 302


def test_a_browser_of_somebody_else_is_a_stranger_too(client: Client, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"account-strangers": "3/hour"}
    cast.partner()
    cast.partner(email="eve@agency.example")
    sign_in(client, email="eve@agency.example")
    client.post("/sign-out/")
    statuses = [sign_in(browser, password="wrong").status_code for browser in [Client()] * 2 + [client] * 2]
    assert statuses == [422, 422, 422, 429]


def test_behind_a_proxy_each_address_has_its_own_tries(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    forged = {"X-Forwarded-For": "198.51.100.9, 203.0.113.1"}
    for number in range(31):
        headers = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.1"}
        answer = client.post("/sign-in/", {"email": "x@y.example", "password": "x"}, headers=headers)
    assert answer.status_code == 429
    assert client.post("/sign-in/", {}, headers=forged).status_code == 429
    assert client.post("/sign-in/", {}, headers={"X-Forwarded-For": "203.0.113.2"}).status_code == 422


def test_without_a_proxy_the_header_is_not_believed(client: Client) -> None:
    for number in range(31):
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        answer = client.post("/sign-in/", {"email": "x@y.example", "password": "x"}, headers=headers)
    assert answer.status_code == 429


def test_signing_in_binds_the_session_before_any_journey_begins(client: Client) -> None:
    cast.partner()
    sign_in(client)
    assert client.session["binding"]
    assert cast.merchant_browser(Client()).session["binding"] != client.session["binding"]
