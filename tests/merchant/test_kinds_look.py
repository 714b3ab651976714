"""A/B tests and boosters in a real Chromium: for everybody, light and dark, on a desk and on a phone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns import operations
from omniapp.campaigns.models import Campaign
from omniapp.people import actors
from omniapp.sending.states import State
from omniapp.stores.models import Store
from tests.merchant import scenes
from tests.merchant.test_looks import LONG, preview
from tests.web.chromium import PHONE, WIDE, Answer, Scheme, chromium, fetch, window

pytestmark = pytest.mark.browser
TEMPLATE = "b20000000000000000000001"
VARIANT = {
    "subject": "Warm socks", "preheader": "By Friday", "sender_name": "Alpine Wool", "sender_email": "",
    "reply_to": "", "template_id": TEMPLATE, "template_name": "Winter newsletter",
}  # fmt: skip
TEST: dict[str, Any] = {
    "type": "abTest", "variants": {"a": VARIANT, "b": VARIANT | {"subject": "Cold feet?"}},
    "test_share": "30", "winning_metric": "openRate", "decision_amount": "4", "decision_unit": "h",
    "name": "Socks or feet",
}  # fmt: skip


def shown(**result: Any) -> dict[str, Any]:
    """A started test as Omnisend shows it."""
    variants = {letter: {"id": f"{letter}1", "content": {}} for letter in "ab"}
    began = (scenes.NOW - dt.timedelta(minutes=40)).isoformat()
    test = {"settings": {"testSizePercent": 30}, "variants": variants, "result": result or None}
    return {"id": "d4", "status": "started", "startedAt": began, "abTest": test}


@pytest.fixture
def pages(merchant: Client, store: Store) -> dict[str, Answer]:
    """Each page of both kinds, by its address."""
    actor = actors.merchant(store)

    def at(page: str, of: Campaign) -> str:
        return reverse(f"merchant:{page}", args=[store.brand_id, of.pk])

    test, long = scenes.campaign(store, **TEST), scenes.campaign(store, **TEST | {"name": LONG})
    Campaign.objects.filter(pk=long.pk).update(
        variants={letter: VARIANT | {"subject": LONG} for letter in "ab"}
    )
    chosen = shown(winnerVariantID="b1", selectedAt=scenes.NOW.isoformat(), isManuallySelected=True)
    tests = [
        running(store, remote_status="started", shown=shown()),
        running(store, remote_status="stopped", shown=shown()),
        running(store, remote_status="started", shown=chosen, chosen_variant="b"),
    ]
    draft, sent, boosted = scenes.campaign(store), scenes.scene(store, "sent"), scenes.scene(store, "sent")
    attached = operations.boost(parent=draft, actor=actor, now=scenes.NOW)
    by_text = scenes.campaign(store)
    operations.boost(parent=by_text, actor=actor, now=scenes.NOW, channel="sms")
    booster = operations.boost(parent=boosted, actor=actor, now=scenes.NOW)
    started = scenes.scene(store, "sending")
    paths = [at(page, of) for of in (test, long) for page in ("edit", "review", "campaign")]
    paths += [at("campaign", one) for one in (*tests, sent, boosted, attached, booster, started, draft)]
    paths += [at("edit", one) for one in (draft, attached, booster, by_text)]
    paths += [at("review", one) for one in (draft, booster)]
    paths += [at("boost", one) for one in (sent, boosted, started)]
    paths += [reverse(f"merchant:{page}", args=[store.brand_id]) for page in ("boostable", "new", "home")]
    return fetch(merchant, paths)


def running(store: Store, **columns: Any) -> Campaign:
    of = scenes.campaign(store, **TEST)
    accepted: dict[str, Any] = {"accepted_at": scenes.NOW, "sent_by": "us", "remote_id": f"e{of.pk}"}
    scenes.delivery(of, State.FOLLOWING, **accepted, **columns)
    return of


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", PHONE)])
def test_every_page_of_both_kinds_is_accessible_and_fits(
    pages: dict[str, Answer], store: Store, scheme: Scheme, width: int
) -> None:
    found: dict[str, list[str]] = {}
    with chromium() as browser, window(browser, pages | preview(store), width=width, scheme=scheme) as seen:
        for path in pages:
            page = seen.open(path)
            problems = seen.violations()
            problems += ["scrolls sideways"] * page.evaluate(
                "document.documentElement.scrollWidth > innerWidth"
            )
            found |= {path: problems} if problems else {}

    assert found == {}
