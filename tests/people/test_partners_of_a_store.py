"""What a merchant sees of the partners who look after their store, and takes back."""

import pytest
from django.test import Client

from omniapp.people import ceilings
from omniapp.people.models import StoreAccess
from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
HOME = f"/s/{ALPINE_WOOL}/"
PAGE = f"{HOME}settings/partners/"


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def merchant(store: Store) -> Client:
    return cast.merchant_browser(Client(), store)


def test_a_merchant_reads_who_may_do_what(merchant: Client, store: Store) -> None:
    cast.partner(store, name="Ana Novak", send=False)
    cast.partner(cast.other_store(), email="bob@agency.example")
    cast.partner(email="olga@agency.example", is_owner=True)
    assert PAGE in merchant.get(f"{HOME}settings/").text
    page = merchant.get(PAGE).text
    rights = page[page.index("Ana Novak") : page.index("Take back")]
    assert ">edit</span>" in rights
    assert ">send</span>" not in rights
    assert "bob@agency.example" not in page
    owners = page[page.index("Owners of omniapp may") - 800 :]
    assert "olga@agency.example" in owners
    assert "Take back" not in owners


def test_what_is_taken_back_ends_at_once_on_record_and_for_this_partner_alone(
    merchant: Client, store: Store
) -> None:
    ana = cast.partner(store, cast.other_store(), name="Ana Novak")
    cast.partner(store, email="bob@agency.example")
    browser = cast.partner_browser(Client(), ana)
    assert browser.get(HOME).status_code == 200
    assert merchant.post(PAGE, {"partner": ana.email}).headers["Location"] == PAGE
    assert [browser.get(path).status_code for path in (HOME, f"{HOME}campaigns/", PAGE)] == [404, 404, 404]
    assert browser.post(f"{HOME}campaigns/new/", {"kind": "email"}).status_code == 404
    left = set(StoreAccess.objects.values_list("user__email", "store__name"))
    assert left == {("ana@agency.example", "Harbor Tea"), ("bob@agency.example", "Alpine Wool")}
    told = StoreEvent.objects.get(store=store, kind="right_withdrawn")
    assert (told.actor, told.note) == (
        "someone with access to Alpine Wool",
        "ana@agency.example may not even see it",
    )


def test_who_was_sent_away_can_be_let_in_again(merchant: Client, store: Store) -> None:
    ana = cast.partner(store)
    merchant.post(PAGE, {"partner": ana.email})
    assert ceilings.most(ana, store) == {"view", "edit", "send"}


def test_a_partner_reads_it_and_sends_nobody_away(store: Store) -> None:
    ana, bob = cast.partner(store), cast.partner(store, email="bob@agency.example")
    owner = cast.partner(email="olga@agency.example", is_owner=True)
    for user in (ana, owner):
        browser = cast.partner_browser(Client(), user)
        assert "Take back" not in browser.get(PAGE).text
        assert browser.post(PAGE, {"partner": bob.email}).status_code == 403
    assert StoreAccess.objects.filter(user=bob).exists()


@pytest.mark.parametrize(
    "whom", ["", "nobody@agency.example", "olga@agency.example", "bob@agency.example", "\0"]
)
def test_nobody_else_is_touched(merchant: Client, whom: str) -> None:
    cast.partner(email="olga@agency.example", is_owner=True)
    cast.partner(cast.other_store(), email="bob@agency.example")
    assert merchant.post(PAGE, {"partner": whom}).status_code == 404
    assert StoreAccess.objects.count() == 1
