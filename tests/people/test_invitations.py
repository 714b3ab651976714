"""Invitations of colleagues: what their links give, to whom, how often and for how long."""

import re
import smtplib
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client

from omniapp.people.models import Invitation, StoreAccess, User
from omniapp.stores.models import StoreEvent
from tests import cast
from tests.people.signing import is_in, link_in_mail, sign_in
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
LENA = "lena@agency.example"
PASSWORD = "seven ferries at dawn"
DAY = 86400


@pytest.fixture
def owner() -> User:
    return cast.partner(email="olga@agency.example", is_owner=True)


def invite(
    browser: Client, *, role: str = "stores", rights: tuple[str, ...] = ("edit",), **more: object
) -> int:
    given = {"do": "invite", "email": LENA, "role": role, "rights": list(rights), "stores": [ALPINE_WOOL]}
    return browser.post("/team/invite/", given | more).status_code


def link_of(owner: User, **how: object) -> str:
    cast.connected_store()
    assert invite(cast.partner_browser(Client(), owner), **how) == 302  # type: ignore[arg-type]
    return link_in_mail()


def join(client: Client, link: str, name: str = "Lena Berg", password: str = PASSWORD) -> int:
    return client.post(link, {"name": name, "password": password}).status_code


def test_a_colleague_gets_an_account_with_what_was_given(client: Client, owner: User) -> None:
    link = link_of(owner)
    page = client.get(link).text
    assert "olga@agency.example invites you" in page
    assert "Alpine Wool" in page
    assert join(client, link) == 302
    assert is_in(client)
    lena = User.objects.get(email=LENA)
    assert (lena.name, lena.is_owner) == ("Lena Berg", False)
    access = StoreAccess.objects.get(user=lena)
    assert access.store.name == "Alpine Wool"
    assert access.rights == {"view", "edit"}
    kinds = list(StoreEvent.objects.values_list("kind", "actor"))
    assert kinds == [("invited", "olga@agency.example"), ("invitation_used", LENA)]


def test_an_owner_is_invited_as_an_owner_and_nothing_else(client: Client, owner: User) -> None:
    assert join(client, link_of(owner, role="owner")) == 302
    assert User.objects.get(email=LENA).is_owner
    assert not StoreAccess.objects.exists()


def test_the_link_works_once(client: Client, owner: User) -> None:
    link = link_of(owner)
    assert join(Client(), link) == 302
    assert client.get(link).status_code == 410
    assert join(client, link, name="Eve", password="nine ferries at dusk") == 410
    assert User.objects.get(email=LENA).name == "Lena Berg"


def test_looking_at_the_link_uses_nothing_up(client: Client, owner: User) -> None:
    link = link_of(owner)
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert join(client, link) == 302


def test_the_link_lasts_seven_days(client: Client, owner: User) -> None:
    link = link_of(owner)
    with time_machine.travel(time.time() + 7 * DAY - 60):
        assert client.get(link).status_code == 200
    with time_machine.travel(time.time() + 7 * DAY + 60):
        assert join(client, link) == 410


def test_a_withdrawn_link_opens_nothing(client: Client, owner: User) -> None:
    link = link_of(owner)
    row = Invitation.objects.get()
    browser = cast.partner_browser(Client(), owner)
    browser.post(f"/invitations/{row.pk}/withdraw/", {"from": "team"})
    assert join(client, link) == 410
    assert not User.objects.filter(email=LENA).exists()
    assert StoreEvent.objects.last().kind == "invitation_withdrawn"  # type: ignore[union-attr]


@pytest.mark.parametrize("lost", [{"is_owner": False}, {"is_active": False}])
def test_whoever_is_no_owner_any_more_leaves_no_way_back_in(
    client: Client, owner: User, lost: dict[str, bool]
) -> None:
    link = link_of(owner, role="owner")
    User.objects.filter(pk=owner.pk).update(**lost)
    assert join(client, link) == 410


def test_a_newer_invitation_ends_the_older_link(client: Client, owner: User) -> None:
    first = link_of(owner, role="owner")
    second = link_of(owner)
    assert join(client, first) == 410
    assert join(client, second) == 302
    assert not User.objects.get(email=LENA).is_owner


def test_the_address_and_the_rights_cannot_be_chosen_by_the_invited(client: Client, owner: User) -> None:
    link = link_of(owner, rights=())
    given = {
        "name": "Eve", "password": PASSWORD, "email": "eve@evil.example", "is_owner": "on", "role": "owner",
        "rights": ["edit", "send"],
    }  # fmt: skip
    client.post(link, given)
    user = User.objects.get(name="Eve")
    assert (user.email, user.is_owner) == (LENA, False)
    assert StoreAccess.objects.get(user=user).rights == {"view"}


def test_an_account_made_meanwhile_is_not_taken_over(client: Client, owner: User) -> None:
    link = link_of(owner)
    cast.partner(email=LENA)
    assert join(client, link) == 410
    assert sign_in(Client(), email=LENA, password=PASSWORD).status_code == 422
    assert Invitation.objects.get().used_at is None


def test_somebody_signed_in_does_not_become_a_second_person(client: Client, owner: User) -> None:
    link = link_of(owner)
    bob = cast.partner_browser(client, cast.partner(email="bob@agency.example"))
    answer = bob.post(link, {"name": "Bob", "password": PASSWORD})
    assert "signed in as bob@agency.example" in answer.text
    assert Invitation.objects.get().used_at is None


def test_the_password_must_be_good_and_is_not_shown(client: Client, owner: User) -> None:
    link = link_of(owner)
    answer = client.post(link, {"name": "Lena", "password": "password1234"})
    assert answer.status_code == 422
    assert "too common" in answer.text
    assert "password1234" not in answer.text


def test_the_planted_session_is_left_behind(client: Client, owner: User) -> None:
    link = link_of(owner)
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key or ""
    client.cookies["omniapp_session"] = before
    join(client, link)
    assert not client.session.exists(before)


def test_only_the_hash_of_a_token_is_kept_and_no_log_line_names_it(
    client: Client, owner: User, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    link = link_of(owner)
    token = link.split("/")[2]
    assert token not in str(list(Invitation.objects.values()))
    client.post(link, {"name": "", "password": "short"})
    assert token not in capsys.readouterr().out


def test_the_referrer_of_the_page_stays_here(client: Client, owner: User) -> None:
    answer = client.get(link_of(owner))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not re.search(r"(src|href)=\"https?://", answer.text)


def test_the_mail_leads_to_this_site_and_names_who_invites(owner: User) -> None:
    link_of(owner)
    letter = mail.outbox[-1]
    assert letter.to == [LENA]
    assert letter.subject == "olga@agency.example invites you to omniapp"
    assert "http://127.0.0.1:8000/join/" in letter.body


def test_when_the_mail_does_not_go_out_nobody_is_invited(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("omniapp.people.letters.send_mail", refuse)
    cast.connected_store()
    browser = cast.partner_browser(Client(), owner)
    invite(browser)
    assert Invitation.objects.get().withdrawn_at is not None
    assert "could not be sent" in browser.get("/team/invite/").text


def test_inviting_asks_for_a_store_and_for_a_new_address(owner: User) -> None:
    cast.connected_store()
    browser = cast.partner_browser(Client(), owner)
    assert invite(browser, stores=[]) == 422
    assert invite(browser, email="OLGA@agency.example") == 422
    assert not Invitation.objects.exists()


def test_looking_for_stores_keeps_what_is_typed_and_chosen(owner: User) -> None:
    cast.connected_store()
    cast.other_store()
    browser = cast.partner_browser(Client(), owner)
    given = {"do": "look", "q": "tea", "email": LENA, "stores": [ALPINE_WOOL], "role": "stores"}
    page = browser.post("/team/invite/", given).text
    assert f'value="{ALPINE_WOOL}" checked' in page
    assert "Harbor Tea" in page
    assert LENA in page
    assert "Nordic" not in page


def test_only_owners_invite_colleagues(client: Client) -> None:
    ana = cast.partner_browser(client, cast.partner(cast.connected_store()))
    assert invite(ana, role="owner") == 403
    assert not Invitation.objects.exists()


def test_a_stolen_session_cannot_invite_without_the_password(owner: User) -> None:
    cast.connected_store()
    browser = cast.partner_browser(Client(), owner)
    with time_machine.travel(time.time() + 3600):
        assert invite(browser, role="owner") == 302
    assert not Invitation.objects.exists()
