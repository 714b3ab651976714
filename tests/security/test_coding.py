"""How omniapp is put together: what it is made of, what a form may set, and what runs in production."""

import re
import tomllib
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from omniapp.campaigns.models import Campaign
from omniapp.people import second_step
from omniapp.people.models import User
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import campaign
from tests.people.signing import with_second_step
from tests.sandbox_control import ALPINE_WOOL
from tests.site import ROOT

LOCK = (ROOT / "requirements.lock").read_text()
OF_NO_FORM: dict[str, Any] = {
    "id": "1", "pk": "1", "is_owner": "on", "is_active": "", "is_superuser": "on", "is_staff": "on",
    "email": "eve@agency.example", "user": "1", "store": "1", "brand_id": "x",
    "state": "connected", "scope": "contacts.write", "contact_confirmed_at": "2026-01-01",
    "omnisend_id": "r9", "omnisend_status": "sent", "locked_reason": "", "created_by": "Eve",
    "mirrored": "on", "sends_at": "2026-01-01", "origin": "omnisend",
    "rights": ["edit", "send"], "can_send": "on",
}  # fmt: skip


def test_every_library_is_pinned_by_its_hash_and_from_no_index_of_its_own() -> None:
    entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^\s*#.*\n", "", LOCK).strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry
        assert entry.count("--hash=sha256:") >= 1, entry
    assert not re.search(r"(?m)^\s*(-i|--index-url|--extra-index-url|--find-links|-e|git\+)", LOCK)


def test_every_library_it_names_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.split(r"[^\w.-]", one)[0].lower().replace("_", "-") for one in named}
    assert names <= set(re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==", LOCK))


def everything(user: User) -> dict[str, Any]:
    """The rows that a form must leave alone."""
    return {
        "user": User.objects.filter(pk=user.pk).values().get(),
        "rights": list(user.store_access.values()),
        "store": Store.objects.values().get(),
        "draft": Campaign.objects.values().get(),
    }


@pytest.mark.django_db
def test_a_form_sets_nothing_but_its_own_fields(client: Client) -> None:
    store = cast.connected_store()
    draft = campaign(store)
    ana = cast.partner(store, send=False)
    browser = cast.partner_browser(client, ana)
    kept = everything(ana)
    own = {"version": str(draft.version), "page_key": "here", "subject": "Another subject"}
    assert browser.post("/account/", OF_NO_FORM | {"name": "Ana Novak"}).status_code == 302
    assert browser.post(f"/s/{ALPINE_WOOL}/campaigns/{draft.pk}/save/", OF_NO_FORM | own).status_code < 400
    assert browser.post(f"/s/{ALPINE_WOOL}/settings/told/", OF_NO_FORM).status_code == 422
    changed = everything(ana)
    assert (changed["rights"], changed["store"]) == (kept["rights"], kept["store"])
    assert {key for key, value in changed["user"].items() if value != kept["user"][key]} == {"name"}
    columns = {key for key, value in changed["draft"].items() if value != kept["draft"][key]}
    assert "subject" in columns
    assert columns.isdisjoint(OF_NO_FORM)


@pytest.mark.django_db
def test_what_stands_in_the_address_presses_no_button(client: Client) -> None:
    """A name that comes twice, in the address and in the form, counts as the form says."""
    ana = cast.partner()
    _, codes = with_second_step(ana)
    browser = cast.partner_browser(client, ana)
    page = f"/account/two-step/?do=off&code={codes[0]}"
    assert browser.post(page).status_code == 200
    assert browser.post(page, {"do": "codes", "code": "000000"}).status_code == 422
    assert second_step.is_on(ana)
    assert second_step.accepts_recovery_code(ana, codes[0])
