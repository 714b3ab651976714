"""Signing in with a second step."""

import base64
import time

import pyotp
import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.people import second_step, sign_ins
from omniapp.people.models import AccountEvent, RecoveryCode, SecondStep, User
from tests import cast
from tests.people.signing import is_in, sign_in, with_second_step

pytestmark = pytest.mark.django_db
PAGE = "/account/two-step/"
NOON = 1_795_262_400  # the first second of a code


@pytest.fixture
def ana() -> User:
    return cast.partner()


def give(client: Client, code: str) -> int:
    return client.post("/sign-in/code/", {"code": code}).status_code


def test_turning_it_on_takes_a_right_code_and_shows_recovery_codes_once(client: Client, ana: User) -> None:
    browser, other = cast.partner_browser(client, ana), cast.partner_browser(Client(), ana)
    page = browser.get(PAGE).text
    assert '<svg viewBox="0 0 ' in page
    app = pyotp.TOTP(second_step.offer(ana, anew=False))
    wrong = f"{(int(app.now()) + 1) % 1_000_000:06}"
    assert browser.post(PAGE, {"do": "on", "code": wrong}).status_code == 422
    assert not second_step.is_on(ana)
    answer = browser.post(PAGE, {"do": "on", "code": app.now()})
    assert answer.text.count("<li>") - page.count("<li>") == 8
    assert "no-store" in answer.headers["Cache-Control"]
    assert second_step.is_on(ana)
    assert not is_in(other)
    assert "8 recovery codes unused" in browser.get(PAGE).text
    assert mail.outbox[-1].subject == "Two-step sign-in is on at omniapp"


def test_every_look_at_the_page_offers_a_new_secret(client: Client, ana: User) -> None:
    browser = cast.partner_browser(client, ana)
    browser.get(PAGE)
    seen = second_step.offer(ana, anew=False)
    browser.get(PAGE)
    assert not second_step.turn_on(ana, pyotp.TOTP(seen).now())


def test_the_password_alone_opens_nothing(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    assert sign_in(client, next="/account/").headers["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.get("/stores/").status_code == 302
    answer = client.post("/sign-in/code/", {"code": app.now()})
    assert answer.headers["Location"] == "/account/"
    assert is_in(client)


def test_a_code_is_typed_with_spaces(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    sign_in(client)
    code = app.now()
    assert give(client, f" {code[:3]} {code[3:]}") == 302


def test_a_code_works_once(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    with time_machine.travel(NOON, tick=False):
        SecondStep.objects.update(last_step=0)
        code = app.now()
        sign_in(client)
        assert give(client, code) == 302
        thief = Client()
        sign_in(thief)
        assert give(thief, code) == 422
        assert not is_in(thief)


def test_no_code_from_before_one_that_was_used_works(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    with time_machine.travel(NOON, tick=False):
        SecondStep.objects.update(last_step=0)
        sign_in(client)
        assert give(client, app.at(NOON)) == 302
        assert not second_step.accepts_code(ana, app.at(NOON - 30))
        assert second_step.accepts_code(ana, app.at(NOON + 30))


@pytest.mark.parametrize(("off", "taken"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(ana: User, off: int, taken: bool) -> None:
    app, _ = with_second_step(ana)
    SecondStep.objects.update(last_step=0)
    with time_machine.travel(NOON, tick=False):
        assert second_step.accepts_code(ana, app.at(NOON + off)) is taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "000000\n"])
def test_what_is_no_code_is_refused(ana: User, code: str) -> None:
    with_second_step(ana)
    assert not second_step.accepts_code(ana, code) or code == "000000\n"


def test_a_recovery_code_works_once_and_is_told_of(client: Client, ana: User) -> None:
    _, codes = with_second_step(ana)
    sign_in(client)
    assert give(client, codes[0].upper().replace("-", " ")) == 302
    assert is_in(client)
    assert "7 are left" in mail.outbox[-1].body
    again = Client()
    sign_in(again)
    assert give(again, codes[0]) == 422
    assert AccountEvent.objects.filter(note__contains="with a recovery code").count() == 1


def test_new_recovery_codes_void_the_old_ones(client: Client, ana: User) -> None:
    app, codes = with_second_step(ana)
    browser = cast.partner_browser(client, ana)
    assert browser.post(PAGE, {"do": "codes", "code": app.now()}).status_code == 200
    assert not second_step.accepts_recovery_code(ana, codes[0])
    assert RecoveryCode.objects.filter(user=ana).count() == 8


def test_nobody_elses_recovery_code_works(ana: User) -> None:
    _, codes = with_second_step(ana)
    assert not second_step.accepts_recovery_code(cast.partner(email="bob@agency.example"), codes[0])


def test_a_sixth_try_waits_whatever_browser_and_address_it_comes_from(ana: User, settings: Settings) -> None:
    app, _ = with_second_step(ana)
    settings.TRUSTED_PROXIES = 1
    for number in range(5):
        guesser = Client(headers={"X-Forwarded-For": f"198.51.100.{number}"})
        sign_in(guesser)
        assert give(guesser, "000000" if app.now() != "000000" else "111111") == 422
    late = Client(headers={"X-Forwarded-For": "198.51.100.9"})
    sign_in(late)
    assert give(late, app.now()) == 429
    assert not is_in(late)


def test_a_password_given_ten_minutes_ago_is_asked_for_again(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    sign_in(client)
    with time_machine.travel(time.time() + 601):
        assert client.post("/sign-in/code/", {"code": app.now()}).headers["Location"] == "/sign-in/"
        assert not is_in(client)


def test_a_password_changed_in_between_ends_the_half_way(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    sign_in(client)
    ana.set_password("another twelve sheep")
    ana.save()
    assert client.post("/sign-in/code/", {"code": app.now()}).headers["Location"] == "/sign-in/"


def test_the_second_step_without_the_first_leads_to_the_first(client: Client, ana: User) -> None:
    with_second_step(ana)
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_a_planted_session_is_left_behind_at_the_password_already(client: Client, ana: User) -> None:
    with_second_step(ana)
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key or ""
    client.cookies["omniapp_session"] = before
    sign_in(client)
    assert client.cookies["omniapp_session"].value != before
    assert not client.session.exists(before)


@pytest.mark.parametrize("do", ["off", "codes"])
@pytest.mark.parametrize("code", ["", "000000", "no-such-recovery-code"])
def test_the_password_alone_neither_turns_it_off_nor_replaces_its_codes(
    client: Client, ana: User, do: str, code: str
) -> None:
    _, codes = with_second_step(ana)
    SecondStep.objects.update(last_step=2**40)  # no six digits are right
    browser = cast.partner_browser(client, ana)
    answer = browser.post(PAGE, {"do": do, "code": code})
    assert answer.status_code == 422
    assert "recovery codes unused" in answer.text
    assert second_step.is_on(ana)
    assert second_step.accepts_recovery_code(ana, codes[0])


def test_a_recovery_code_turns_it_off_too_and_ends_every_other_sign_in(client: Client, ana: User) -> None:
    _, codes = with_second_step(ana)
    browser, other = cast.partner_browser(client, ana), cast.partner_browser(Client(), ana)
    assert browser.post(PAGE, {"do": "off", "code": codes[3]}).headers["Location"] == "/account/"
    assert not second_step.is_on(ana)
    assert is_in(browser)
    assert not is_in(other)


def test_a_code_that_signed_somebody_in_turns_nothing_off(client: Client, ana: User) -> None:
    app, _ = with_second_step(ana)
    with time_machine.travel(NOON, tick=False):
        SecondStep.objects.update(last_step=0)
        sign_in(client)
        assert give(client, app.now()) == 302
        assert client.post(PAGE, {"do": "off", "code": app.now()}).status_code == 422
    assert second_step.is_on(ana)


def test_guesses_at_turning_it_off_are_counted_with_those_at_signing_in(client: Client, ana: User) -> None:
    _, codes = with_second_step(ana)
    SecondStep.objects.update(last_step=2**40)
    browser, thief = cast.partner_browser(client, ana), Client()
    sign_in(thief)
    tries = [give(thief, "000000") for _ in range(3)]
    tries += [browser.post(PAGE, {"do": do, "code": "000000"}).status_code for do in ("off", "codes")]
    assert tries == [422] * 5
    assert browser.post(PAGE, {"do": "off", "code": codes[0]}).status_code == 429
    assert give(thief, codes[0]) == 429
    assert second_step.is_on(ana)


def test_turning_it_off_asks_for_the_password_too_unless_it_was_just_given(client: Client, ana: User) -> None:
    _, codes = with_second_step(ana)
    off = {"do": "off", "code": codes[0]}
    browser = cast.partner_browser(client, ana)
    with time_machine.travel(time.time() + sign_ins.FRESH_SECONDS + 1):
        answer = browser.post(PAGE, off)
        assert answer.headers["Location"] == "/account/confirm/?next=%2Faccount%2Ftwo-step%2F"
        assert second_step.is_on(ana)
        assert browser.post("/account/confirm/", {"password": "wrong"}).status_code == 422
        assert browser.post(PAGE, off).headers["Location"].startswith("/account/confirm/")
        browser.post("/account/confirm/", {"password": cast.PASSWORD})
        assert browser.post(PAGE, off).headers["Location"] == "/account/"
    assert not second_step.is_on(ana)
    assert not RecoveryCode.objects.exists()
    assert mail.outbox[-1].subject == "Two-step sign-in is off at omniapp"


def test_what_was_pressed_before_the_password_was_asked_for_is_said_to_be_undone(client: Client) -> None:
    browser = cast.partner_browser(client, cast.partner(is_owner=True))
    bob = cast.partner(email="bob@agency.example")
    page, again = f"/team/{bob.pk}/", {"password": cast.PASSWORD, "next": f"/team/{bob.pk}/"}
    with time_machine.travel(time.time() + sign_ins.FRESH_SECONDS + 1):
        assert browser.post(page, {"do": "off"}).headers["Location"].startswith("/account/confirm/")
        assert "What you pressed was not done" in browser.post("/account/confirm/", again, follow=True).text
        bob.refresh_from_db()
        assert bob.is_active
    with time_machine.travel(time.time() + 2 * sign_ins.FRESH_SECONDS + 2):
        assert browser.get(page).headers["Location"].startswith("/account/confirm/")
        assert "was not done" not in browser.post("/account/confirm/", again, follow=True).text


def test_the_row_shows_neither_the_secret_nor_a_code(ana: User) -> None:
    app, codes = with_second_step(ana)
    rows = str([*SecondStep.objects.values(), *RecoveryCode.objects.values()])
    assert app.secret not in rows
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)


def test_a_secret_moved_to_another_account_does_not_open(ana: User) -> None:
    app, _ = with_second_step(ana)
    bob = cast.partner(email="bob@agency.example")
    SecondStep.objects.update(user=bob, last_step=0)
    with pytest.raises(ValueError, match="does not open"):
        second_step.accepts_code(bob, app.now())


def test_the_secret_moves_to_a_new_key_with_the_tokens(
    ana: User, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    app, _ = with_second_step(ana)
    cast.connected_store()
    new = "new:" + base64.b64encode(b"n" * 32).decode()
    settings.TOKEN_KEYS = [new, *settings.TOKEN_KEYS]
    call_command("reencrypt_tokens")
    assert capsys.readouterr().out.startswith("2 sealed anew")
    settings.TOKEN_KEYS = [new]
    assert second_step.accepts_code(ana, app.now())
