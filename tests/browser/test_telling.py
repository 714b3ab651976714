"""Somebody sets up a webhook and hears of a campaign that needs them; the pages of it, in every look."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import complain
from tests.browser.merchant import Merchant
from tests.browser.partner import Partner
from tests.site import Site
from tests.telling import receiver as receiving
from tests.waiting import eventually

pytestmark = pytest.mark.browser
SEND = "POST /campaigns/{id}/send"


def test_a_webhook_is_set_up_tested_and_told_of_a_campaign_that_needs_somebody(
    site: Site, page: Page
) -> None:
    merchant = Merchant(page)
    merchant.connect()
    with receiving.running() as receiver:
        page.get_by_role("link", name="Settings").click()
        page.get_by_role("link", name="Choose who is told").click()
        complain(page)
        page.get_by_role("link", name="Set up the webhook").click()
        page.get_by_label("Address").fill(receiver.url)
        page.get_by_role("button", name="Save").click()
        secret = page.locator(".secret").inner_text()
        complain(page)
        page.get_by_role("button", name="Send a test").click()
        expect(page.locator("#deliveries").get_by_text("204")).to_be_visible(timeout=30_000)
        expect(page.locator("#deliveries")).not_to_have_attribute("hx-trigger", "every 2s")
        complain(page)

        site.sandbox.fault(SEND, status=402)
        page.goto(page.url)
        merchant.write_email()
        merchant.send()
        merchant.sees("Needs you: plan")
        test, news = eventually(lambda: len(receiver.delivered) == 2 and receiver.delivered, within=60) or []
    verify = receiving.verify()
    assert [json.loads(one.body)["type"] for one in (test, news)] == ["omniapp.test", "campaign.needs_person"]
    assert all(verify(secret, one.headers, one.body) for one in (test, news))
    assert json.loads(news.body)["data"]["title"] == "Needs you: plan"


def test_a_partners_choices_stay_as_they_were_made(site: Site, page: Page) -> None:
    Partner(site, page, "ana@agency.example", owner=True)
    page.goto("/account/")
    page.get_by_role("link", name="Choose").click()
    complain(page)
    page.get_by_role("group", name="A campaign is sent").get_by_label("Once a day").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("group", name="A campaign is sent").get_by_label("Once a day")).to_be_checked()
    page.get_by_role("link", name="Set up the webhook").click()
    complain(page)
