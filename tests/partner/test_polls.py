"""Polls that find nothing new are answered before anything is built, and tell nothing to anybody else."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp import clock
from omniapp.people import record, rights, sign_ins
from omniapp.people.models import StoreAccess, User
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import scene
from tests.partner.pages import poll

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
OPEN = ["/stores/", "/attention/", "/activity/"]
PAGES = ["/stores/", "/attention/", "/attention/?fix=plan", "/attention/?search=wool", "/stores/?tag=food"]


@pytest.fixture
def partner(client: Client, alpine: Store) -> Client:
    """Somebody who looks after Alpine Wool, where a send waits."""
    scene(alpine, "plan")
    Store.objects.filter(pk=alpine.pk).update(tags=["food"])
    return cast.partner_browser(client, cast.partner(alpine))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_new_is_told_without_a_page(
    partner: Client, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = poll(partner.get(page).text)
    with django_assert_num_queries(2 if page.startswith("/stores/") else 1):  # its store moved of late
        answer = partner.get(address, headers=HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer.headers["Cache-Control"]
    Delivery.objects.update(revision=99)
    assert partner.get(address, headers=HTMX).status_code == 200


@pytest.mark.parametrize("page", ["/stores/", "/attention/", "/attention/?search=wool"])
def test_what_happens_to_other_stores_is_no_news(partner: Client, harbor: Store, page: str) -> None:
    address = poll(partner.get(page).text)
    scene(harbor, "plan")
    Store.objects.filter(pk=harbor.pk).update(state="needs_reconnect")
    assert partner.get(address, headers=HTMX).status_code == 204


def test_a_narrowed_page_does_not_hear_of_stores_it_leaves_out(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    scene(alpine, "plan")
    wool, all_of_them = (poll(owner.get(page).text) for page in ("/attention/?search=wool", "/attention/"))
    scene(harbor, "plan")
    assert owner.get(wool, headers=HTMX).status_code == 204
    assert owner.get(all_of_them, headers=HTMX).status_code == 200


@pytest.mark.parametrize("page", OPEN)
@pytest.mark.parametrize("ended", ["signed out", "password", "switched off", "signed out everywhere"])
def test_whoever_is_no_longer_signed_in_is_asked_to_sign_in(partner: Client, page: str, ended: str) -> None:
    address, user = poll(partner.get(page).text), User.objects.get()
    if ended == "signed out":
        partner.logout()
    elif ended == "password":
        user.set_password("another dozen of sheep")  # the session's row stays, and is good for nothing
        user.save()
    elif ended == "switched off":
        User.objects.update(is_active=False)
    else:
        sign_ins.end_all(user)
    answer = partner.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert "/sign-in/" in answer.headers["HX-Redirect"]


@pytest.mark.parametrize("page", ["/stores/", "/attention/"])
def test_a_store_that_was_taken_away_goes_from_the_page(partner: Client, page: str) -> None:
    address = poll(partner.get(page).text)
    StoreAccess.objects.all().delete()
    answer = partner.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert "Alpine Wool" not in answer.text


def test_a_mark_is_worth_nothing_to_another_partner(partner: Client, harbor: Store) -> None:
    address = poll(partner.get("/stores/").text)
    other = cast.partner_browser(Client(), cast.partner(harbor, email="other@agency.example"))
    answer = other.get(address, headers=HTMX)
    assert answer.status_code == 200
    assert "Alpine Wool" not in answer.text


def test_activity_is_silent_for_one_query_until_something_happens(
    partner: Client, alpine: Store, harbor: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = poll(partner.get("/activity/").text)
    scene(harbor, "plan")  # of a store that is not theirs: not even how long it takes tells them
    rights.set_owner(cast.partner(email="o@agency.example"), True, by=User.objects.all()[0], now=clock.now())
    with django_assert_num_queries(1):
        assert partner.get(address, headers=HTMX).status_code == 204
    scene(alpine, "sent")
    assert "new line" in partner.get(address, headers=HTMX).text
    partner.logout()
    assert "HX-Redirect" in partner.get(address, headers=HTMX).headers


def test_activity_of_what_was_taken_away_is_asked_anew(partner: Client, alpine: Store) -> None:
    address = poll(partner.get("/activity/").text)
    StoreAccess.objects.all().delete()
    scene(alpine, "sent")
    assert partner.get(address, headers=HTMX).status_code == 204


@pytest.mark.parametrize("of", ["a store", "an account"])
def test_an_owner_hears_of_every_store_and_account(owner: Client, harbor: Store, of: str) -> None:
    scene(harbor, "plan")
    address = poll(owner.get("/activity/").text)
    assert owner.get(address, headers=HTMX).status_code == 204
    if of == "a store":
        scene(harbor, "sent")
    else:
        record.add(cast.partner(), record.Kind.SIGNED_IN, at=clock.now())
    assert "new line" in owner.get(address, headers=HTMX).text
