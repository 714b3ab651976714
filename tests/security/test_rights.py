"""Rights: what an owner withheld stays withheld, and who may not send cannot send by any route."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.merchant.acting import ERRANDS, VERBS
from omniapp.people.models import StoreAccess, User
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store
from tests import cast
from tests.install import consent
from tests.install.test_invited import link_by
from tests.install.test_invited import walk as accept
from tests.merchant.scenes import campaign
from tests.people.addresses import EXAMPLES, patterns
from tests.people.signing import link_in_mail, sign_in
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Client:
    return cast.partner_browser(Client(), cast.partner(email="olga@agency.example", is_owner=True))


@pytest.fixture
def ana() -> User:
    return cast.partner(name="Ana Novak")


def decide(olga: Client, ana: User, **what: Any) -> None:
    assert olga.post(f"/team/{ana.pk}/", what).status_code == 302


def prove(ana: User) -> tuple[Client, str]:
    """Ana connects the store as herself and says yes where she is asked; where that leads."""
    browser = cast.partner_browser(Client(), ana)
    where = consent.walk(browser)
    if where.startswith("/install/confirm/"):
        where = browser.post(where, {"answer": "yes"}).headers["Location"]
    return browser, where


def rights(ana: User) -> set[str]:
    return {right for access in StoreAccess.objects.filter(user=ana) for right in access.rights}


def test_proving_a_store_does_not_give_back_the_right_to_send_that_an_owner_withheld(
    sandbox: Sandbox, olga: Client, ana: User
) -> None:
    cast.connected_store(sandbox)
    decide(olga, ana, do="give", stores=[ALPINE_WOOL], rights=["edit"])
    browser, where = prove(ana)
    assert where == f"/s/{ALPINE_WOOL}/connected/"
    assert rights(ana) == {"view", "edit"}
    assert browser.get(f"/s/{ALPINE_WOOL}/disconnect/").status_code == 403
    decide(olga, ana, do="set", store=ALPINE_WOOL, rights=["edit", "send"])
    assert browser.get(f"/s/{ALPINE_WOOL}/disconnect/").status_code == 200


def test_proving_a_store_does_not_bring_back_what_an_owner_took_away(
    sandbox: Sandbox, olga: Client, ana: User
) -> None:
    store = cast.connected_store(sandbox)
    before = store.token.access
    decide(olga, ana, do="give", stores=[ALPINE_WOOL], rights=["edit", "send"])
    decide(olga, ana, do="withdraw", store=ALPINE_WOOL)
    browser, where = prove(ana)
    assert where == "/install/problem/withheld/"
    assert rights(ana) == set()
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 404
    assert Store.objects.get().token.access == before


def test_a_merchants_sign_in_in_the_same_browser_gives_nothing_back_either(
    sandbox: Sandbox, olga: Client, ana: User
) -> None:
    store = cast.connected_store(sandbox)
    ready = campaign(store)
    send = f"/s/{ALPINE_WOOL}/campaigns/{ready.pk}/send/"
    decide(olga, ana, do="give", stores=[ALPINE_WOOL], rights=["edit"])
    browser = Client()
    consent.walk(browser)
    assert browser.get(f"/s/{ALPINE_WOOL}/disconnect/").status_code == 200
    assert sign_in(browser).status_code == 302
    assert browser.post(send, {"version": str(ready.version)}).status_code == 403
    decide(olga, ana, do="withdraw", store=ALPINE_WOOL)
    assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 404
    assert not Delivery.objects.filter(purpose="send").exists()


@pytest.mark.parametrize(("left", "expected"), [(["edit"], {"view", "edit"}), (None, set())])
def test_an_invitation_of_ones_own_does_not_widen_what_an_owner_withheld(
    client: Client, sandbox: Sandbox, olga: Client, ana: User, left: list[str] | None, expected: set[str]
) -> None:
    cast.connected_store(sandbox)
    decide(olga, ana, do="give", stores=[ALPINE_WOOL], rights=left or [])
    if left is None:
        decide(olga, ana, do="withdraw", store=ALPINE_WOOL)
    where = accept(client, link_by(ana, rights=("edit", "send")))
    where = client.post(where, {"answer": "yes"}).headers["Location"]
    assert rights(ana) == expected
    if left:
        assert "(ana@agency.example) may see and edit here now." in client.get(where).text
    else:
        assert where == "/install/problem/invitation-over/"


def test_what_a_colleague_was_invited_with_is_all_they_can_prove(sandbox: Sandbox, olga: Client) -> None:
    cast.connected_store(sandbox)
    invited = {"do": "invite", "email": "lena@agency.example", "role": "stores"}
    olga.post("/team/invite/", invited | {"stores": [ALPINE_WOOL], "rights": ["edit"]})
    link = link_in_mail()
    Client().post(link, {"name": "Lena Berg", "password": cast.PASSWORD})
    lena = User.objects.get(email="lena@agency.example")
    prove(lena)
    assert rights(lena) == {"view", "edit"}


def test_proving_a_store_that_no_owner_decided_about_gives_everything(sandbox: Sandbox, ana: User) -> None:
    prove(ana)
    assert rights(ana) == {"view", "edit", "send"}


def test_a_colleague_without_send_cannot_send_by_any_route(client: Client) -> None:
    """Every address there is, posted to with what a click on Send posts, while a campaign is ready to go."""
    store = cast.connected_store()
    ready = campaign(store)
    browser = cast.partner_browser(client, cast.partner(store, send=False))
    send = {"version": str(ready.version), "stores": [ALPINE_WOOL], "campaigns": [str(ready.pk)]}
    for verb in ("send", "change", *VERBS, *ERRANDS):
        path = f"/s/{ALPINE_WOOL}/campaigns/{ready.pk}/{verb}/"
        assert browser.post(path, send).status_code == 403, verb
    client.raise_request_exception = False
    for name, pattern in patterns():
        values = EXAMPLES | {"brand_id": ALPINE_WOOL, "pk": ready.pk}
        kwargs = {key: values[key] for key in pattern.pattern.converters}
        browser.post(reverse(name, kwargs=kwargs), send)
        assert not Delivery.objects.filter(purpose="send").exists(), name
        cast.partner_browser(client, User.objects.get())  # one of the addresses signs out
    assert f"Send to {store.name}" not in browser.get(f"/s/{ALPINE_WOOL}/campaigns/{ready.pk}/review/").text


def test_whoever_may_send_does_so_by_that_very_request(client: Client) -> None:
    store = cast.connected_store()
    ready = campaign(store)
    browser = cast.partner_browser(client, cast.partner(store))
    browser.post(f"/s/{ALPINE_WOOL}/campaigns/{ready.pk}/send/", {"version": str(ready.version)})
    assert Delivery.objects.get().purpose == "send"
