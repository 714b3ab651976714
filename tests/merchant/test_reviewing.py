"""Review: one sentence, what was found, and the button of whoever may send."""

import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from omniapp.campaigns import pickers
from omniapp.campaigns.models import Campaign
from omniapp.merchant import labels
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, stored_draft
from tests.sandbox_control import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


def review(browser: Client, campaign: Campaign) -> str:
    with time_machine.travel(NOW, tick=False):
        answer = browser.get(reverse("merchant:review", args=[campaign.store.brand_id, campaign.pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def to_vips(store: Store, **content: Any) -> tuple[Campaign, pickers.SegmentChoice]:
    segment = pickers.segments(store, now=NOW).items[0]
    chosen = [{"id": segment.id, "name": segment.name}]
    return stored_draft(store, audience="segments", included=chosen, **content), segment


def test_a_complete_campaign_is_one_sentence_and_one_button(client: Client, store: Store) -> None:
    campaign, segment = to_vips(store, timing="at", on_date="2026-11-26", at_time="09:00")
    page = review(cast.merchant_browser(client, store), campaign)
    reach = f"at most {segment.count:,} contacts"
    assert f"to {reach} in {segment.name}, on Thu 26 Nov 2026 at 09:00 Vilnius time." in page
    assert f"<span>Send to Alpine Wool · {reach}</span>" in page
    assert f'<input type="hidden" name="version" value="{campaign.version}">' in page
    assert reverse("merchant:act", args=[store.brand_id, campaign.pk, "send"]) in page


def test_everyone_is_named_in_the_button(client: Client, store: Store) -> None:
    page = review(cast.merchant_browser(client, store), stored_draft(store))
    assert "<span>Send to Alpine Wool · everyone subscribed</span>" in page


def test_unknown_counts_are_asked_for_and_a_failure_is_said(
    client: Client, store: Store, sandbox: Sandbox
) -> None:
    campaign, _ = to_vips(store)
    cache.clear()
    sandbox.fault("GET /segments/{segmentID}/statistics", times=1, status=500)
    browser = cast.merchant_browser(client, store)
    assert "contacts whose number is not known yet" in review(browser, campaign)
    assert "at most" in review(browser, campaign)
    campaign.refresh_from_db()
    assert (campaign.reach_at, campaign.version) == (NOW, 1)


def test_what_blocks_is_linked_to_its_field_and_there_is_no_button(client: Client, store: Store) -> None:
    campaign = stored_draft(
        store, subject="", template_id="", timing="at", on_date="2020-01-01", at_time="09:00"
    )
    page = review(cast.merchant_browser(client, store), campaign)
    edit = reverse("merchant:edit", args=[store.brand_id, campaign.pk])
    for field in ("subject", "template_id", "on_date"):
        assert f'href="{edit}#id_{field}"' in page
    assert "3 things to do before it can be sent" in page
    assert "Send to" not in page


def test_warnings_do_not_take_the_button_away(client: Client, store: Store) -> None:
    page = review(cast.merchant_browser(client, store), stored_draft(store, preheader=""))
    assert "Worth a look" in page
    assert "Send to Alpine Wool" in page


def test_who_may_not_send_is_told_who_can(client: Client, store: Store) -> None:
    ana = cast.partner_browser(client, cast.partner(store, send=False))
    page = review(ana, stored_draft(store))
    assert "You may prepare this campaign but not send it" in page
    assert "Send to" not in page
    assert "Change something" in page


def test_a_store_that_lost_its_access_has_no_button_that_cannot_work(
    client: Client, sandbox: Sandbox
) -> None:
    lapsed = cast.lapsed_store(sandbox)
    page = review(cast.merchant_browser(client, lapsed), stored_draft(lapsed))
    assert "once Nordic Candle is connected to Omnisend again" in page
    assert "Send to" not in page


def test_every_link_to_a_field_leads_to_an_element_of_the_editor(client: Client, store: Store) -> None:
    browser = cast.merchant_browser(client, store)
    campaign = stored_draft(store)
    page = browser.get(reverse("merchant:edit", args=[store.brand_id, campaign.pk])).content.decode()
    for field in labels.of(campaign):
        assert re.search(rf'\sid="id_{field}"', page), field


def test_a_campaign_on_its_way_is_not_reviewed_again(client: Client, store: Store) -> None:
    campaign = stored_draft(store, locked_reason="It is on its way.")
    answer = cast.merchant_browser(client, store).get(
        reverse("merchant:review", args=[store.brand_id, campaign.pk])
    )
    assert answer["Location"] == campaign.get_absolute_url()
