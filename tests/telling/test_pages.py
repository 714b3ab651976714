"""The pages on which people choose what they are told, and where their programs listen."""

import base64
import re

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.people import actors
from omniapp.people.models import AccountEvent, User
from omniapp.stores.models import Store, StoreEvent
from omniapp.telling import outbox, webhooks
from omniapp.telling.models import Choice, Message, Webhook
from tests import cast
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
ACCOUNT, MY_HOOK = "/account/told/", "/account/webhook/"
STORE, HOOK = f"/s/{ALPINE_WOOL}/settings/told/", f"/s/{ALPINE_WOOL}/settings/webhook/"
URL = "https://hooks.example/omniapp"
ALL_OFF = {"needs_person": "off", "final": "off", "connection": "digest"}
SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def merchant(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


def secret_on(page: str) -> str:
    (secret,) = SECRET.findall(page)
    return str(secret)


def test_a_partner_chooses_for_themselves(client: Client, store: Store) -> None:
    browser = cast.partner_browser(client, cast.partner(store))
    assert 'value="at_once" id="id_needs_person_0" checked' in browser.get(ACCOUNT).text.replace(
        " required", ""
    )
    assert browser.post(ACCOUNT, ALL_OFF).headers["Location"] == ACCOUNT
    assert dict(Choice.objects.values_list("kind", "how")) == ALL_OFF
    assert browser.post(ACCOUNT, ALL_OFF | {"final": "mine"}).status_code == 302
    assert Choice.objects.get(kind="final").how == "mine"
    assert AccountEvent.objects.filter(kind="settings", note="what they are told").count() == 2
    assert f'href="{ACCOUNT}"' in browser.get("/account/").text


def test_a_way_that_is_not_offered_is_refused(client: Client, store: Store) -> None:
    browser = cast.partner_browser(client, cast.partner(store))
    assert browser.post(ACCOUNT, ALL_OFF | {"needs_person": "mine"}).status_code == 422
    assert not Choice.objects.exists()


def test_the_stores_choices_stand_apart_from_its_partners(merchant: Client, store: Store) -> None:
    cast.partner(store)
    merchant.post(STORE, ALL_OFF)
    assert Choice.objects.filter(store=store, user=None).count() == Choice.objects.count() == 3
    assert StoreEvent.objects.get(kind="settings").actor == "someone with access to Alpine Wool"
    assert f'href="{STORE}"' in merchant.get(f"/s/{ALPINE_WOOL}/settings/").text


@pytest.mark.parametrize(
    ("email", "confirmed", "words"),
    [
        ("", False, "Nobody of the store gets a mail."),
        ("mia@alpinewool.example", False, "It gets no mail before somebody follows the link"),
        ("mia@alpinewool.example", True, "Confirmed"),
    ],
)
def test_the_stores_page_says_where_its_mails_go(
    merchant: Client, store: Store, email: str, confirmed: bool, words: str
) -> None:
    Store.objects.update(contact_email=email, contact_confirmed_at=cast.CONNECTED_AT if confirmed else None)
    assert words in merchant.get(STORE).text


def test_a_secret_is_shown_once(merchant: Client) -> None:
    page = merchant.post(HOOK, {"do": "save", "url": URL})
    secret = secret_on(page.text)
    assert webhooks.keys(Webhook.objects.get(), now=outbox.real_time()) == [secret]
    assert "no-store" in page.headers["Cache-Control"]
    again = merchant.get(HOOK).text
    assert URL in again
    assert not SECRET.search(again)
    changed = merchant.post(HOOK, {"do": "save", "url": f"{URL}/2"}, follow=True).text
    assert not SECRET.search(changed)
    assert Webhook.objects.get().url == f"{URL}/2"


def test_a_new_secret_leaves_the_old_one_for_a_day(merchant: Client) -> None:
    old = secret_on(merchant.post(HOOK, {"do": "save", "url": URL}).text)
    page = merchant.post(HOOK, {"do": "rotate"}).text
    assert "The secret from before counts too until" in page
    assert webhooks.keys(Webhook.objects.get(), now=outbox.real_time()) == [secret_on(page), old]


def test_an_address_inside_a_network_is_said_at_its_field(merchant: Client) -> None:
    answer = merchant.post(HOOK, {"do": "save", "url": "https://169.254.169.254/"})
    assert answer.status_code == 422
    assert "169.254.169.254 is not a public address." in answer.text
    assert not Webhook.objects.exists()


def test_the_test_button_and_the_log(merchant: Client) -> None:
    merchant.post(HOOK, {"do": "save", "url": URL})
    page = merchant.post(HOOK, {"do": "test"}, follow=True).text
    assert "On its way" in page
    assert 'hx-trigger="every 2s"' in page
    Message.objects.update(trouble="It answered 500.", status=500, tries=3)
    log = merchant.get(HOOK, headers={"HX-Request": "true"}).text
    assert "It answered 500. · tried 3 times" in log
    assert "<html" not in log
    Message.objects.update(state="failed")
    assert "Given up" in merchant.get(HOOK).text


def test_what_was_removed_hears_nothing_more(merchant: Client) -> None:
    merchant.post(HOOK, {"do": "save", "url": URL})
    merchant.post(HOOK, {"do": "test"})
    assert "The webhook is removed." in merchant.post(HOOK, {"do": "remove"}, follow=True).text
    assert not Webhook.objects.exists()
    assert not Message.objects.exists()
    notes = StoreEvent.objects.filter(kind="settings").values_list("note", flat=True)
    assert list(notes) == ["The webhook was set up.", "The webhook was removed."]


@pytest.mark.parametrize("do", ["", "test", "rotate", "remove", "made-up"])
def test_a_button_for_no_webhook_does_nothing(merchant: Client, do: str) -> None:
    assert merchant.post(HOOK, {"do": do}).status_code == 200
    assert not Webhook.objects.exists()


def test_a_partners_webhook_takes_the_password_again(client: Client, store: Store) -> None:
    user = cast.partner(store)
    client.force_login(user)
    assert client.get(MY_HOOK).headers["Location"] == "/account/confirm/?next=%2Faccount%2Fwebhook%2F"
    assert client.post(MY_HOOK, {"do": "save", "url": URL}).status_code == 302
    assert not Webhook.objects.exists()
    page = cast.partner_browser(client, user).post(MY_HOOK, {"do": "save", "url": URL}).text
    assert secret_on(page)
    assert Webhook.objects.get().user == user


def test_a_stolen_session_of_a_partner_points_no_stores_webhook_elsewhere(
    client: Client, store: Store
) -> None:
    client.force_login(cast.partner(store))
    assert client.post(HOOK, {"do": "save", "url": URL}).headers["Location"].startswith("/account/confirm/")
    assert not Webhook.objects.exists()


def test_a_test_goes_to_a_partners_webhook_too(client: Client, store: Store) -> None:
    user: User = cast.partner(store)
    webhooks.point(user, URL, actor=actors.partner(user, ()), now=cast.CONNECTED_AT)
    browser = cast.partner_browser(client, user)
    assert "omniapp.test" in browser.post(MY_HOOK, {"do": "test"}, follow=True).text


def test_another_partner_without_the_right_to_send_sees_no_way(client: Client, store: Store) -> None:
    browser = cast.partner_browser(client, cast.partner(store, send=False))
    assert "Needs the right to send" in browser.get(STORE).text
    assert browser.get(HOOK).status_code == browser.post(HOOK, {"do": "save", "url": URL}).status_code == 403


def test_secrets_move_to_a_new_key_with_the_tokens(store: Store, settings: Settings) -> None:
    webhook, secret = webhooks.point(store, URL, actor=actors.merchant(store), now=cast.CONNECTED_AT)
    webhooks.rotate(webhook, actor=actors.merchant(store), now=outbox.real_time())
    new = "new:" + base64.b64encode(b"n" * 32).decode()
    settings.TOKEN_KEYS = [new, *settings.TOKEN_KEYS]
    call_command("reencrypt_tokens")
    settings.TOKEN_KEYS = [new]
    assert webhooks.keys(Webhook.objects.get(), now=outbox.real_time())[1] == secret


def test_tests_are_limited_for_each_webhook_and_for_each_partner(
    client: Client, merchant: Client, store: Store, settings: Settings
) -> None:
    settings.LIMITS = settings.LIMITS | {"webhook-test": "2/10 minutes"}
    ana = cast.partner_browser(Client(), cast.partner(store))
    now = outbox.real_time()
    webhooks.point(store, URL, actor=actors.SYSTEM, now=now)
    webhooks.point(User.objects.get(), URL, actor=actors.SYSTEM, now=now)
    press = {"do": "test"}
    assert [merchant.post(HOOK, press).status_code for _ in range(2)] == [302, 302]
    answer = ana.post(HOOK, press)
    assert answer.status_code == 429
    assert "Too many tries to test this webhook" in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert [ana.post(MY_HOOK, press).status_code for _ in range(2)] == [302, 429]
    assert Message.objects.count() == 3
    assert merchant.post(HOOK, {"do": "rotate"}).status_code == 200
