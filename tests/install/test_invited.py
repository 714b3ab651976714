"""A merchant who was invited: who asks, what they get, and what nobody gets."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from omniapp.people.models import Invitation, StoreAccess, User
from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return cast.partner(name="Ana Novak")


def link_by(user: User, rights: tuple[str, ...] = ("edit",), reason: str = "We write your mails.") -> str:
    browser = cast.partner_browser(Client(), user)
    answer = browser.post("/invitations/", {"name": "Alpine", "reason": reason, "rights": list(rights)})
    found = re.search(r'value="http://127\.0\.0\.1:8000(/join/[^"]+)"', answer.text)
    assert found
    return found[1]


def walk(client: Client, link: str) -> str:
    """Presses the button, allows, comes back: where the callback leads."""
    address = client.post(link).headers["Location"]
    return str(client.get(consent.decide(address)).headers["Location"])


def test_the_page_says_who_asks_for_what_and_why(client: Client, ana: User) -> None:
    page = client.get(link_by(ana)).text
    for words in ("Ana Novak", "ana@agency.example", "We write your mails.", "Write and change campaigns"):
        assert words in page
    assert "Not: send anything" in page
    assert "Owners of their team may see, edit and send too" in page


def test_the_mail_says_who_asks_for_what_and_who_else_may(ana: User) -> None:
    asked = {"name": "Alpine", "email": "mia@alpinewool.example", "rights": ["edit"]}
    cast.partner_browser(Client(), ana).post("/invitations/", asked)
    text = " ".join(str(mail.outbox[-1].body).split())
    assert "Ana Novak (ana@agency.example) asks to see and edit in your store's Omnisend campaigns" in text
    assert "Owners of their team may see, edit and send too." in text


def test_the_same_form_once_more_shows_the_same_link_and_mails_nothing(ana: User) -> None:
    browser = cast.partner_browser(Client(), ana)
    once = re.search(r'name="once" value="([^"]+)"', browser.get("/invitations/").text)
    assert once
    asked = {"name": "Alpine", "email": "mia@alpinewool.example", "rights": ["edit"], "once": once[1]}
    links = [
        re.search(r'value="(http[^"]+/join/[^"]+)"', browser.post("/invitations/", asked).text) for _ in "12"
    ]
    assert links[0]
    assert links[1]
    assert links[0][1] == links[1][1]
    assert Invitation.objects.count() == len(mail.outbox) == 1

    browser.post(f"/invitations/{Invitation.objects.get().pk}/withdraw/")
    assert browser.post("/invitations/", asked).headers["Location"] == "/invitations/"
    assert "is over already" in browser.get("/invitations/").text


def test_nobody_elses_form_leads_to_my_link(ana: User) -> None:
    asked = {"name": "Alpine", "once": "the same"}
    for user in (ana, cast.partner(email="bob@agency.example")):
        assert "/join/" in cast.partner_browser(Client(), user).post("/invitations/", asked).text
    assert Invitation.objects.count() == 2


def test_a_new_store_is_connected_and_gives_what_was_asked(
    client: Client, sandbox: Sandbox, ana: User
) -> None:
    where = walk(client, link_by(ana))
    assert where == f"/s/{ALPINE_WOOL}/connected/"
    assert "Ana Novak (ana@agency.example) may see and edit here now." in client.get(where).text
    assert StoreAccess.objects.get(user=ana).rights == {"view", "edit"}
    kinds = list(StoreEvent.objects.values_list("kind", "note"))
    assert kinds == [("connected", ""), ("invitation_used", "ana@agency.example may see and edit")]
    browser = cast.partner_browser(Client(), ana)
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 200
    assert browser.get(f"/s/{ALPINE_WOOL}/disconnect/").status_code == 403


def test_the_link_works_once(client: Client, sandbox: Sandbox, ana: User) -> None:
    link = link_by(ana)
    walk(client, link)
    assert Client().get(link).status_code == 410
    assert Client().post(link).status_code == 410


def test_a_store_that_others_look_after_asks_first_and_takes_nothing_from_them(
    client: Client, sandbox: Sandbox, ana: User
) -> None:
    store = cast.connected_store(sandbox)
    cast.partner(store, email="bob@other.example")
    where = walk(client, link_by(ana))
    assert where.startswith("/install/confirm/")
    assert not StoreAccess.objects.filter(user=ana).exists()
    page = client.get(where).text
    assert "bob@other.example" in page
    assert "Ana Novak will be able to see and edit for Alpine Wool." in page
    assert "Owners of their team may see, edit and send too." in page
    client.post(where, {"answer": "yes"})
    assert StoreAccess.objects.get(user=ana).rights == {"view", "edit"}
    assert StoreAccess.objects.get(user__email="bob@other.example").rights == {"view", "edit", "send"}


def test_no_gives_nobody_anything(client: Client, sandbox: Sandbox, ana: User) -> None:
    cast.connected_store(sandbox)
    link = link_by(ana)
    where = walk(client, link)
    client.post(where, {"answer": "no"})
    assert not StoreAccess.objects.exists()
    assert Invitation.objects.get().used_at is None


def test_a_signed_in_partner_is_asked_and_told_of_both(client: Client, sandbox: Sandbox, ana: User) -> None:
    bob = cast.partner(email="bob@agency.example")
    where = walk(cast.partner_browser(client, bob), link_by(ana))
    page = client.get(where).text
    assert "Ana Novak will be able to see and edit" in page
    assert "bob@agency.example" in page


def test_an_invitation_never_makes_less_of_a_right(client: Client, sandbox: Sandbox, ana: User) -> None:
    store = cast.connected_store(sandbox)
    StoreAccess.objects.create(user=ana, store=store, can_send=True)
    where = walk(client, link_by(ana))
    client.post(where, {"answer": "yes"})
    assert StoreAccess.objects.get(user=ana).rights == {"view", "edit", "send"}


@pytest.mark.parametrize("change", ["withdrawn", "switched off", "used"])
def test_what_ends_while_they_are_at_omnisend_connects_nothing(
    client: Client, sandbox: Sandbox, ana: User, change: str
) -> None:
    link = link_by(ana)
    back = consent.decide(client.post(link).headers["Location"])
    if change == "withdrawn":
        cast.partner_browser(Client(), ana).post(f"/invitations/{Invitation.objects.get().pk}/withdraw/")
    elif change == "used":
        walk(Client(), link)
        Store.objects.update(name="Connected by another")
    else:
        User.objects.update(is_active=False)
    where = client.get(back).headers["Location"]
    if change == "used":  # the store is known by now, so it asks; a yes comes too late
        where = client.post(where, {"answer": "yes"}).headers["Location"]
        assert Store.objects.get().name == "Connected by another"
    else:
        assert not Store.objects.exists()
        assert not StoreAccess.objects.exists()
    assert where == "/install/problem/invitation-over/"
    assert client.get(f"/s/{ALPINE_WOOL}/").status_code == 302


def test_an_invitation_begun_in_one_browser_is_not_finished_in_another(
    client: Client, sandbox: Sandbox, ana: User
) -> None:
    back = consent.decide(Client().post(link_by(ana)).headers["Location"])
    assert client.get(back).headers["Location"] == "/install/problem/other-browser/"
    assert not Store.objects.exists()


def test_nobody_invites_themselves_to_a_store_without_omnisends_consent(
    client: Client, sandbox: Sandbox, ana: User
) -> None:
    cast.connected_store(sandbox)
    browser = cast.partner_browser(client, ana)
    address = browser.post(link_by(ana, rights=("edit", "send"))).headers["Location"]
    browser.get(consent.decide(address, allow=False))
    assert not StoreAccess.objects.exists()
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 404


def test_the_button_takes_a_click_of_ones_own(ana: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link_by(ana)).status_code == 403


def test_somebody_without_a_name_is_named_once(client: Client) -> None:
    nameless = cast.partner(email="bob@agency.example")
    page = client.get(link_by(nameless)).text
    assert "bob@agency.example asks to look after your Omnisend store" in page
    assert "bob@agency.example · bob@agency.example" not in page
    asked = {"name": "A", "email": "a@alpinewool.example"}
    cast.partner_browser(client, nameless).post("/invitations/", asked)
    (letter,) = mail.outbox
    assert letter.body.startswith("bob@agency.example asks to see in your store")
    assert "(bob@agency.example)" not in letter.body


def test_a_merchant_who_opens_a_used_link_is_led_to_omnisend_first(
    client: Client, sandbox: Sandbox, ana: User
) -> None:
    link = link_by(ana)
    walk(client, link)
    page = Client().get(link).text
    assert page.index("Continue with Omnisend") < page.index(">Sign in<")
    assert f'action="{reverse("install:start")}"' in page
