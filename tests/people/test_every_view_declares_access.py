"""A walk over the whole URLconf: who may open what is said at every view, and kept."""

import pytest
from django.test import Client

from omniapp.people.actors import RIGHTS
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.people.addresses import access_of, addresses, path_of, patterns
from tests.sandbox_control import ALPINE_WOOL

KNOWN = {"public", "partner", "owner", *(f"store:{right}" for right in RIGHTS)}
PUBLIC = {
    "install:home", "install:start", "install:callback", "install:problem", "install:confirm",
    "install:contact-confirm", "health:healthz", "people:sign-in", "people:sign-in-code", "people:sign-out",
    "people:reset", "people:reset-confirm", "install:join", "health:csp-report", "health:metrics",
}  # fmt: skip
OF_A_STORE = [name for name, _ in addresses("store:")]
PAGES = dict(patterns())


def test_every_view_declares_who_may_open_it() -> None:
    assert {name: access_of(view) for name, view in patterns() if access_of(view) not in KNOWN} == {}


def test_only_these_pages_are_for_everybody() -> None:
    assert {name for name, _ in addresses("public")} == PUBLIC


def test_every_page_of_a_store_says_which_store_and_no_other_page_does() -> None:
    with_brand = {name for name, view in patterns() if "brand_id" in view.pattern.converters}
    assert with_brand == set(OF_A_STORE)


def test_names_are_unique() -> None:
    names = [name for name, _ in patterns()]
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OF_A_STORE)
class TestAStoresPage:
    """The same for every page of a store, whatever it does. What it is about is there."""

    def test_sends_whoever_is_signed_out_to_the_start_page(
        self, client: Client, name: str, method: str
    ) -> None:
        path = path_in(cast.connected_store(), name)
        answer = getattr(client, method)(path)
        assert_signed_out_or_not_this_method(answer.status_code, answer.headers.get("Location", "/"))

    def test_does_not_exist_for_another_stores_merchant(self, client: Client, name: str, method: str) -> None:
        path = path_in(cast.connected_store(), name)
        browser = cast.merchant_browser(client, cast.other_store())
        assert getattr(browser, method)(path).status_code in (404, 405)

    def test_does_not_exist_for_a_partner_without_access(
        self, client: Client, name: str, method: str
    ) -> None:
        path = path_in(cast.connected_store(), name)
        browser = cast.partner_browser(client, cast.partner(cast.other_store()))
        assert getattr(browser, method)(path).status_code in (404, 405)

    def test_shows_nothing_of_one_store_under_the_name_of_another(
        self, client: Client, name: str, method: str
    ) -> None:
        if "pk" not in PAGES[name].pattern.converters:
            return
        of_another = scenes.campaign(cast.connected_store())
        store = cast.other_store()
        browser = cast.merchant_browser(client, store)
        path = path_of(name, PAGES[name], store.brand_id, of_another.pk)
        assert getattr(browser, method)(path).status_code in (404, 405)

    def test_looks_the_same_when_the_store_does_not_exist(
        self, client: Client, name: str, method: str
    ) -> None:
        browser = cast.merchant_browser(client, cast.other_store())
        path = path_of(name, PAGES[name], ALPINE_WOOL)
        assert getattr(browser, method)(path).status_code in (404, 405)

    def test_names_the_right_a_partner_lacks(self, client: Client, name: str, method: str) -> None:
        store = cast.connected_store()
        right = access_of(PAGES[name]).partition(":")[2]
        browser = cast.partner_browser(client, cast.partner(store, edit=right == "send", send=False))
        answer = getattr(browser, method)(path_in(store, name))
        if answer.status_code == 403:
            assert f"the right to <strong>{right}</strong>" in answer.text
        if right != "view":
            assert answer.status_code in (403, 405)


def path_in(store: Store, name: str) -> str:
    """An address of something that the store has."""
    return path_of(name, PAGES[name], store.brand_id, scenes.campaign(store).pk)


def assert_signed_out_or_not_this_method(status: int, where: str) -> None:
    assert status in (302, 405)
    assert where == "/" or where.startswith("/?next=%2Fs%2F")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, _ in addresses("partner")])
def test_a_partners_page_asks_everybody_else_to_sign_in(client: Client, name: str) -> None:
    path = path_of(name, PAGES[name], ALPINE_WOOL)
    for browser in (client, cast.merchant_browser(Client())):
        answers = [one for one in (browser.get(path), browser.post(path)) if one.status_code != 405]
        assert {one.status_code for one in answers} == {302}
        assert all(one.headers["Location"].startswith("/sign-in/") for one in answers)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name, _ in addresses("owner")])
def test_an_owners_page_is_for_owners_alone(client: Client, name: str, method: str) -> None:
    store = cast.connected_store()
    path = path_of(name, PAGES[name], ALPINE_WOOL)
    for browser in (client, cast.merchant_browser(Client(), store)):
        answer = getattr(browser, method)(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
    ana = cast.partner_browser(Client(), cast.partner(store))
    assert getattr(ana, method)(path).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("name", OF_A_STORE)
@pytest.mark.parametrize("who", ["merchant", "partner", "owner"])
def test_a_stores_page_refuses_nobody_who_may(client: Client, name: str, who: str) -> None:
    store = cast.connected_store()
    if who == "merchant":
        browser = cast.merchant_browser(client, store)
    else:
        user = cast.partner(is_owner=True) if who == "owner" else cast.partner(store)
        browser = cast.partner_browser(client, user)
    answer = browser.get(path_in(store, name))
    assert answer.status_code not in (403, 404)
    assert not answer.headers.get("Location", "").startswith(("/?next", "/sign-in/"))
