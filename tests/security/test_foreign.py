"""Whoever looks after one store learns nothing of another, whatever an address or a form names of it."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.merchant import scenes
from tests.people.addresses import EXAMPLES, access_of, patterns
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA
from tests.site import ROOT

pytestmark = pytest.mark.django_db
SECRET = "Nobody else may read this"
#: Every name that a view reads from an address or a form.
NAMES = {
    name
    for file in (ROOT / "omniapp").rglob("*.py")
    for name in re.findall(r"(?:\.get(?:list)?\(|word\([\w.]+, |POST\[)\"([a-z_]+)\"", file.read_text())
} - {"do", "fix", "kind", "channel", "version"}


@pytest.fixture
def foreign() -> Delivery:
    """What waits in Harbor Tea, under names that stand nowhere else."""
    store = cast.other_store()
    Store.objects.filter(pk=store.pk).update(name=f"{SECRET} store", tags=["private"])
    store.refresh_from_db()
    waits = scenes.scene(store, "plan")
    Campaign.objects.filter(store=store).update(name=SECRET, subject=SECRET)
    return waits.deliveries.get()


def theirs() -> list[object]:
    """What of Harbor Tea nobody else may change."""
    rows = [model.objects.filter(store__brand_id=HARBOR_TEA) for model in (Campaign, Delivery, StoreEvent)]
    return [list(found.order_by("pk").values()) for found in rows]


@pytest.mark.parametrize("who", ["partner", "merchant"])
def test_a_foreign_store_is_reached_by_no_name_of_it(foreign: Delivery, who: str) -> None:
    own = scenes.campaign(cast.connected_store())
    browser = Client(raise_request_exception=False)
    if who == "partner":
        cast.partner_browser(browser, cast.partner(own.store))
    else:
        cast.merchant_browser(browser, own.store)
    key, kept = browser.cookies[settings.SESSION_COOKIE_NAME].value, theirs()
    said = dict.fromkeys(NAMES, str(foreign.campaign_id)) | {
        "of": f"{foreign.store_id}.{foreign.pk}", "delivery": foreign.edition, "edition": foreign.edition,
        "store": HARBOR_TEA, "stores": HARBOR_TEA, "tag": "private", "fix": "plan",
        "search": SECRET[:12], "q": SECRET[:12], "version": str(own.version),
    }  # fmt: skip
    for name, pattern in patterns():
        if not access_of(pattern).startswith(("store:", "partner")):
            continue
        values = EXAMPLES | {"brand_id": ALPINE_WOOL, "pk": own.pk}
        path = reverse(name, kwargs={part: values[part] for part in pattern.pattern.converters})
        for ask in (browser.get, browser.post):
            point = transaction.savepoint()
            answer = ask(path, said, headers={"HX-Request": "true"})
            assert answer.status_code < 500, name
            assert SECRET not in answer.getvalue().decode(), name
            assert theirs() == kept, name
            transaction.savepoint_rollback(point)
            browser.cookies[settings.SESSION_COOKIE_NAME] = key
