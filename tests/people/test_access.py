"""Who is who to a store."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from omniapp.people import access, actors, ceilings, merchants
from omniapp.people.models import MerchantSignIn, StoreAccess, User
from omniapp.stores import operations
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
ALL = frozenset({"view", "edit", "send"})
CONTACT = f"/s/{ALPINE_WOOL}/contact/"


def request_of(client: Client, user: User | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = user or AnonymousUser()
    return request


def test_a_merchant_may_do_everything_and_has_no_name(client: Client) -> None:
    store = cast.connected_store()
    actor = access.actor_for(request_of(cast.merchant_browser(client, store)), store)
    assert actor == actors.Actor("merchant", "someone with access to Alpine Wool", None, ALL)


@pytest.mark.parametrize(
    ("edit", "send", "rights"),
    [
        (False, False, {"view"}),
        (True, False, {"view", "edit"}),
        (False, True, {"view", "send"}),
        (True, True, ALL),
    ],
)
def test_a_partner_may_do_what_was_given(client: Client, edit: bool, send: bool, rights: set[str]) -> None:
    store = cast.connected_store()
    user = cast.partner(store, edit=edit, send=send)
    actor = access.actor_for(request_of(client, user), store)
    assert actor == actors.Actor("partner", "ana@agency.example", user.pk, frozenset(rights))
    assert [actor.may(right) for right in actors.RIGHTS] == [right in rights for right in actors.RIGHTS]


def test_an_owner_may_do_everything_everywhere(client: Client) -> None:
    owner = cast.partner(is_owner=True)
    for store in (cast.connected_store(), cast.other_store()):
        actor = access.actor_for(request_of(client, owner), store)
        assert actor is not None
        assert actor.rights == ALL


def test_a_partner_keeps_their_name_when_the_browser_also_proved_control(client: Client) -> None:
    store = cast.connected_store()
    user = cast.partner(store, edit=False, send=False)
    actor = access.actor_for(request_of(cast.merchant_browser(client, store), user), store)
    assert actor is not None
    assert (actor.label, actor.rights) == ("ana@agency.example", ALL)


@pytest.mark.parametrize(("decided", "rights"), [("edit", {"view", "edit"}), ("", {"view"}), (None, None)])
def test_proving_control_as_well_gives_no_partner_what_an_owner_withheld(
    client: Client, decided: str | None, rights: set[str] | None
) -> None:
    store = cast.connected_store()
    user = cast.partner()
    ceilings.decide(user, store, can_view=decided is not None, can_edit=decided == "edit", can_send=False)
    actor = access.actor_for(request_of(cast.merchant_browser(client, store), user), store)
    assert (set(actor.rights) if actor else None) == rights


def test_nobody_is_nobody(client: Client) -> None:
    assert access.actor_for(request_of(client), cast.connected_store()) is None


def test_a_partner_who_was_switched_off_is_signed_out(client: Client) -> None:
    user = cast.partner(cast.connected_store())
    browser = cast.partner_browser(client, user)
    User.objects.update(is_active=False)
    assert browser.get(CONTACT).status_code == 302


def test_a_right_taken_away_is_gone_at_once(client: Client) -> None:
    browser = cast.partner_browser(client, cast.partner(cast.connected_store()))
    assert browser.get(CONTACT).status_code == 200
    StoreAccess.objects.update(can_edit=False)
    assert browser.get(CONTACT).status_code == 403
    StoreAccess.objects.all().delete()
    assert browser.get(CONTACT).status_code == 404


def test_a_sign_in_lasts_as_long_as_a_session_and_no_longer(client: Client, settings: Settings) -> None:
    browser = cast.merchant_browser(client)
    browser.cookies[settings.SESSION_COOKIE_NAME]["expires"] = ""
    assert browser.get(CONTACT).status_code == 200
    MerchantSignIn.objects.update(
        created_at=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    )
    assert browser.get(CONTACT).status_code == 302


def test_a_store_that_needs_reconnecting_can_still_be_looked_at(client: Client) -> None:
    store = cast.connected_store()
    browser = cast.merchant_browser(client, store)
    operations.mark_needs_reconnect(store, cast.CONNECTED_AT)
    assert browser.get(CONTACT).status_code == 200


def test_ending_all_sign_ins_of_a_store_leaves_other_stores_alone(client: Client) -> None:
    alpine, harbor = cast.connected_store(), cast.other_store()
    browser = cast.merchant_browser(client, alpine, harbor)
    phone = cast.merchant_browser(Client(), alpine)
    assert merchants.end_all(alpine) == 2
    assert browser.get(CONTACT).status_code == 404
    assert browser.get(f"/s/{harbor.brand_id}/contact/").status_code == 200
    assert phone.get(CONTACT).status_code == 302


def test_a_made_up_key_opens_nothing(client: Client) -> None:
    cast.connected_store()
    session = client.session
    session["merchant_sign_ins"] = {ALPINE_WOOL: "made-up"}
    session.save()
    assert client.get(CONTACT).status_code == 302


def test_a_key_of_one_store_does_not_open_another(client: Client) -> None:
    cast.connected_store()
    other = cast.other_store()
    browser = cast.merchant_browser(client, other)
    session = browser.session
    session["merchant_sign_ins"] = {ALPINE_WOOL: session["merchant_sign_ins"][other.brand_id]}
    session.save()
    assert browser.get(CONTACT).status_code == 404


def test_whoever_is_signed_out_comes_back_to_the_page_they_asked_for(client: Client) -> None:
    cast.connected_store()
    answer = client.get(f"{CONTACT}?from=mail&x=%C3%A9")
    assert (
        answer.headers["Location"]
        == f"/?next=%2Fs%2F{ALPINE_WOOL}%2Fcontact%2F%3Ffrom%3Dmail%26x%3D%25C3%25A9"
    )
    assert "Continue with Omnisend" in client.get(answer.headers["Location"]).text


def test_a_piece_of_a_page_leads_the_whole_page_to_the_start(client: Client) -> None:
    cast.connected_store()
    page = f"http://testserver/s/{ALPINE_WOOL}/campaigns/"
    answer = client.get(CONTACT, headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/?next=%2Fs%2F{ALPINE_WOOL}%2Fcampaigns%2F"
    assert answer.content == b""


def test_a_piece_asked_for_from_a_foreign_page_names_no_way_back(client: Client) -> None:
    cast.connected_store()
    foreign = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/s/"}
    assert client.get(CONTACT, headers=foreign).headers["HX-Redirect"] == "/"


def test_a_form_that_was_sent_too_late_is_not_repeated_after_signing_in(client: Client) -> None:
    cast.connected_store()
    assert client.post(CONTACT, {"skip": "1"}).headers["Location"] == "/"
    assert Store.objects.get().contact_asked_at is None


def test_the_clock_decides_not_the_cookie(client: Client, settings: Settings) -> None:
    browser = cast.merchant_browser(client)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)
    with time_machine.travel(later):
        assert browser.get(CONTACT).status_code == 302


@pytest.mark.parametrize("brand_id", ["%00", "a%00b", "%0A", "..", "x" * 400])
def test_an_address_that_no_store_can_have_is_no_accident(client: Client, brand_id: str) -> None:
    assert client.get(f"/s/{brand_id}/contact/").status_code == 302
    assert cast.merchant_browser(client).get(f"/s/{brand_id}/contact/").status_code == 404
