"""What owners decide about people, at once and on record."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from omniapp import clock
from omniapp.people import invitations, second_step
from omniapp.people.models import AccountEvent, Invitation, StoreAccess, User
from omniapp.stores.models import StoreEvent
from tests import cast
from tests.people.signing import is_in, sign_in, with_second_step
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return cast.partner(email="olga@agency.example", is_owner=True)


@pytest.fixture
def olga(owner: User) -> Client:
    return cast.partner_browser(Client(), owner)


def do(browser: Client, them: User, what: str, **more: object) -> int:
    return browser.post(f"/team/{them.pk}/", {"do": what} | more).status_code


def test_the_list_names_everybody_and_what_they_look_after(olga: Client) -> None:
    with_second_step(cast.partner(cast.connected_store(), cast.other_store(), name="Ana Novak"))
    page = olga.get("/team/").text
    assert "Ana Novak" in page
    assert "2 stores" in page
    assert "Two steps" in page


@pytest.mark.parametrize("what", ["/team/", "/team/invite/", "/team/{}/", "/invitations/"])
def test_a_page_asks_the_same_however_many_there_are(olga: Client, owner: User, what: str) -> None:
    one = cast.partner(cast.connected_store(), email="one@agency.example")
    path = what.format(one.pk)
    asked = []
    for number in (1, 2, 9, 20):
        store = cast.connect(f"brand-{number}", name=f"Store {number}")
        StoreAccess.objects.create(user=one, store=store, can_edit=True)
        with_second_step(cast.partner(store, email=f"p{number}@agency.example"))
        how: dict[str, Any] = {
            "email": "",
            "reason": "",
            "can_edit": True,
            "can_send": True,
            "now": clock.now(),
        }
        invitations.invite_merchant(owner, name=f"Shop {number}", **how)
        with CaptureQueriesContext(connection) as queries:
            assert olga.get(path).status_code == 200
        asked.append(len(queries))
    assert asked[1:] == asked[1:2] * 3
    assert asked[1] <= 2 + 2 + 6  # session and user, the frame of every page, this page


def test_a_right_is_given_changed_and_withdrawn_on_record(olga: Client) -> None:
    store, ana = cast.connected_store(), cast.partner()
    browser = cast.partner_browser(Client(), ana)
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 404
    do(olga, ana, "give", stores=[ALPINE_WOOL], rights=["edit", "send"])
    assert StoreAccess.objects.get(user=ana).rights == {"view", "edit", "send"}
    do(olga, ana, "set", store=ALPINE_WOOL, rights=["edit"])
    assert StoreAccess.objects.get(user=ana).rights == {"view", "edit"}
    do(olga, ana, "withdraw", store=ALPINE_WOOL)
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 404
    told = list(StoreEvent.objects.filter(store=store).values_list("kind", "actor", "note"))
    assert told == [
        ("right_given", "olga@agency.example", "ana@agency.example may see, edit and send"),
        ("right_withdrawn", "olga@agency.example", "ana@agency.example may see and edit"),
        ("right_withdrawn", "olga@agency.example", "ana@agency.example may not even see it"),
    ]


def test_saving_without_a_change_records_nothing(olga: Client) -> None:
    ana = cast.partner(cast.connected_store(), send=False)
    do(olga, ana, "set", store=ALPINE_WOOL, rights=["edit"])
    assert not StoreEvent.objects.exists()


def test_a_store_they_do_not_have_is_not_changed_by_its_name(olga: Client) -> None:
    ana = cast.partner(cast.connected_store())
    cast.other_store()
    assert do(olga, ana, "set", store=HARBOR_TEA, rights=["send"]) == 404
    assert do(olga, ana, "nonsense") == 404
    assert StoreAccess.objects.count() == 1


@pytest.mark.parametrize("what", ["give", "set", "withdraw", "owner", "off", "sign-out", "no-second-step"])
def test_a_partner_decides_nothing_about_anybody(what: str) -> None:
    ana = cast.partner(cast.connected_store())
    bob = cast.partner(email="bob@agency.example")
    browser = cast.partner_browser(Client(), ana)
    for them in (ana, bob):
        assert do(browser, them, what, store=ALPINE_WOOL, stores=[ALPINE_WOOL], rights=["send"]) == 403
    assert not AccountEvent.objects.exists()
    assert not StoreEvent.objects.exists()


def test_the_last_owner_stays(olga: Client, owner: User) -> None:
    for what in ("no-owner", "off"):
        do(olga, owner, what)
        owner.refresh_from_db()
        assert (owner.is_owner, owner.is_active) == (True, True)
    assert "is the last owner" in olga.get("/team/").text


def test_another_owner_can_be_made_and_unmade(olga: Client, owner: User) -> None:
    ana = cast.partner()
    do(olga, ana, "owner")
    ana.refresh_from_db()
    assert ana.is_owner
    do(olga, owner, "no-owner")
    assert olga.get("/team/").status_code == 403
    assert list(AccountEvent.objects.values_list("kind", flat=True)) == ["owner_given", "owner_withdrawn"]


def test_an_owner_who_is_switched_off_does_not_count_as_one(olga: Client, owner: User) -> None:
    cast.partner(is_owner=True, is_active=False)
    do(olga, owner, "no-owner")
    owner.refresh_from_db()
    assert owner.is_owner


def test_switching_off_ends_every_sign_in_and_on_brings_none_back(olga: Client) -> None:
    ana = cast.partner(cast.connected_store())
    browser = Client()
    sign_in(browser)
    do(olga, ana, "off")
    assert not is_in(browser)
    assert sign_in(Client()).status_code == 422
    do(olga, ana, "on")
    assert not is_in(browser)
    assert sign_in(Client()).status_code == 302


def test_an_owner_signs_somebody_out_and_helps_with_a_lost_telephone(olga: Client) -> None:
    ana = cast.partner()
    browser = cast.partner_browser(Client(), ana)
    do(olga, ana, "sign-out")
    assert not is_in(browser)
    with_second_step(ana)
    do(olga, ana, "no-second-step")
    assert not second_step.is_on(ana)
    assert AccountEvent.objects.filter(kind="two_step_off", actor="olga@agency.example").exists()


def test_a_strangers_invitation_does_not_exist_to_a_partner(olga: Client) -> None:
    given = {"name": "Alpine", "reason": "", "rights": ["edit"]}
    olga.post("/invitations/", given)
    row = Invitation.objects.get()
    browser = cast.partner_browser(Client(), cast.partner())
    assert browser.post(f"/invitations/{row.pk}/withdraw/").status_code == 404
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_many_stores_are_paged_and_found(olga: Client) -> None:
    ana = cast.partner(*(cast.connect(f"brand{n:03}", name=f"Shop {n:03}") for n in range(60)))
    page = olga.get(f"/team/{ana.pk}/").text
    assert "Page 1 of 2" in page
    assert "Shop 055" not in page
    assert "Shop 055" in olga.get(f"/team/{ana.pk}/?find=055").text


def test_enter_in_the_form_of_a_colleague_invites_but_not_while_stores_are_looked_for(olga: Client) -> None:
    cast.connected_store()
    page = olga.get("/team/invite/").text
    first = re.search(r"<button[^>]+>", page[page.index('action="/team/invite/"') :])
    assert first
    assert 'value="invite"' in first[0], "browsers press the first button of a form"
    typed = {"do": "invite", "email": "bob@agency.example", "role": "stores", "stores": [ALPINE_WOOL]}
    looked = olga.post("/team/invite/", typed | {"q": "alpine", "found": ""})
    assert looked.status_code == 200
    assert 'name="found" value="alpine"' in looked.text
    assert not Invitation.objects.exists()
    assert olga.post("/team/invite/", typed | {"q": "alpine", "found": "alpine"}).status_code == 302
    assert Invitation.objects.get().email == "bob@agency.example"
