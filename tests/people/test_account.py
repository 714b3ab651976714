"""Somebody's own account: its name, its password, and where it is signed in."""

import datetime as dt
import re
import time

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.people import sign_ins
from omniapp.people.models import AccountEvent, Session, User
from tests import cast
from tests.people.signing import is_in, sign_in

pytestmark = pytest.mark.django_db
NEW = "seven ferries at dawn"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604"


def browser_of(agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    assert sign_in(client).status_code == 302
    return client


@pytest.fixture(autouse=True)
def ana() -> User:
    return cast.partner()


def change(browser: Client, current: str = cast.PASSWORD, password: str = NEW) -> int:
    return browser.post("/account/password/", {"current": current, "password": password}).status_code


def test_a_name_is_kept(client: Client, ana: User) -> None:
    browser = cast.partner_browser(client, ana)
    browser.post("/account/", {"name": " Ana Novak "})
    ana.refresh_from_db()
    assert (ana.name, ana.called) == ("Ana Novak", "Ana Novak")


def test_a_name_is_one_line(client: Client, ana: User) -> None:
    browser = cast.partner_browser(client, ana)
    assert browser.post("/account/", {"name": "Ana\nBcc: eve@evil.example"}).status_code == 422
    ana.refresh_from_db()
    assert ana.name == ""


def test_the_page_shows_every_browser_and_which_one_this_is() -> None:
    desk = browser_of()
    browser_of(IPHONE)
    page = desk.get("/account/").text
    assert page.index("Firefox on Linux") < page.index("Safari on iPhone")
    assert page.count("Here</span>") == 1
    assert "Signed in" in page


def test_one_other_browser_is_signed_out() -> None:
    desk, phone, third = browser_of(), browser_of(IPHONE), browser_of()
    found = re.search(r'value="(\w+)">Sign out<span[^>]*> Safari on iPhone', desk.get("/account/").text)
    assert found
    desk.post("/account/sign-out-elsewhere/", {"mark": found[1]})
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, True)


def test_all_other_browsers_are_signed_out() -> None:
    desk, phone, third = browser_of(), browser_of(IPHONE), browser_of()
    desk.post("/account/sign-out-elsewhere/")
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, False)
    assert AccountEvent.objects.filter(kind="signed_out").count() == 1


def test_signing_out_elsewhere_asks_for_the_password_unless_it_was_just_given() -> None:
    """So that a stolen session does not end those of its owner."""
    desk, phone = browser_of(), browser_of(IPHONE)
    with time_machine.travel(time.time() + sign_ins.FRESH_SECONDS + 1):
        asked = desk.post("/account/sign-out-elsewhere/").headers["Location"]
        assert asked == "/account/confirm/?next=%2Faccount%2Fsign-out-elsewhere%2F"
        assert is_in(phone)
        said = {"password": cast.PASSWORD, "next": "/account/sign-out-elsewhere/"}
        assert "press it again" in desk.post("/account/confirm/", said, follow=True).text
        assert is_in(phone)
        desk.post("/account/sign-out-elsewhere/")
        assert not is_in(phone)


@pytest.mark.parametrize(
    "password",
    ["omnisendomnisend", "Omniapp-2026!!", "newslettercampaign1", "aaaaaaaaaaaaaaa", "abababababab",
     "password1234", "WelcomeAgency12"],
)  # fmt: skip
def test_what_is_guessed_first_here_is_no_password(password: str) -> None:
    assert change(browser_of(), password=password) == 422


@pytest.mark.parametrize("password", ["seven omnisend ferries", "x" * 60 + "abcd", "käse und brot, bitte"])
def test_other_long_passwords_are(password: str) -> None:
    assert change(browser_of(), password=password) == 302


def test_nobody_ends_a_strangers_session(client: Client) -> None:
    cast.partner(email="eve@agency.example")
    desk = browser_of()
    theirs = [row.session_key for row in Session.objects.exclude(user=None)]
    marks = [sign_ins._mark(row) for row in Session.objects.exclude(user=None)]
    eve = Client()
    sign_in(eve, email="eve@agency.example")
    for guess in [*theirs, *marks, "", "0" * 32]:
        eve.post("/account/sign-out-elsewhere/", {"mark": guess})
    assert is_in(desk)


def test_a_page_never_shows_a_session_id() -> None:
    desk, _ = browser_of(), browser_of(IPHONE)
    page = desk.get("/account/").text
    assert not any(row.session_key in page for row in Session.objects.all())


def test_a_session_that_was_ended_does_not_come_back_with_a_late_answer() -> None:
    desk, phone = browser_of(), browser_of(IPHONE)
    late = phone.session
    assert late.get("binding")
    desk.post("/account/sign-out-elsewhere/")
    late["late"] = "yes"
    with pytest.raises(UpdateError):
        late.save()
    assert not is_in(phone)


def test_changing_the_password_needs_the_old_one() -> None:
    desk = browser_of()
    assert change(desk, current="wrong") == 422
    assert change(desk, password="short") == 422
    assert change(desk, password="ana@agency.example") == 422
    assert sign_in(Client()).status_code == 302


def test_changing_the_password_signs_everybody_else_out_and_is_told_of() -> None:
    desk, phone = browser_of(), browser_of(IPHONE)
    before = desk.cookies["omniapp_session"].value
    assert change(desk) == 302
    assert desk.cookies["omniapp_session"].value != before
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password=NEW).status_code == 302
    assert mail.outbox[-1].subject == "Your password was changed at omniapp"


def test_a_sign_in_lasts_fourteen_days_however_much_it_is_used(settings: Settings) -> None:
    desk = browser_of()
    desk.cookies[settings.SESSION_COOKIE_NAME]["expires"] = ""
    begun = time.time()
    for day in range(1, 14, 2):
        with time_machine.travel(begun + day * 86400):
            desk.post("/account/", {"name": f"Ana {day}"})
            desk.cookies[settings.SESSION_COOKIE_NAME]["expires"] = ""
            assert is_in(desk)
    with time_machine.travel(begun + 14 * 86400 + 5):
        assert not is_in(desk)


def test_an_account_is_limited_whatever_address_the_tries_come_from(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.LIMITS = settings.LIMITS | {"account-strangers": "3/hour"}
    for number in range(3):
        guesser = Client(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        assert sign_in(guesser, email="ANA@agency.example ", password="wrong").status_code == 422
    late = Client(headers={"X-Forwarded-For": "198.51.100.9"})
    assert sign_in(late).status_code == 429
    assert "Too many tries for this account" in sign_in(late).text
    assert sign_in(late, email="unknown@agency.example", password="x").status_code == 422


@pytest.mark.parametrize("page", ["/account/confirm/", "/account/password/"])
def test_a_stolen_session_does_not_guess_the_password(settings: Settings, page: str) -> None:
    desk = browser_of()
    settings.LIMITS = settings.LIMITS | {"account": "3/hour"}
    guess = {"password": NEW, "current": "wrong"} if "password" in page else {"password": "wrong"}
    assert [desk.post(page, guess).status_code for _ in range(4)] == [422, 422, 422, 429]
    assert desk.post(page, {"password": cast.PASSWORD, "current": cast.PASSWORD}).status_code == 429


def test_signing_in_is_recorded_without_the_network_address() -> None:
    browser_of()
    event = AccountEvent.objects.get()
    assert (event.kind, event.actor, event.note) == ("signed_in", "ana@agency.example", "Firefox on Linux")
    assert event.at <= dt.datetime.now(dt.UTC)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
