"""Boosters in a real browser: of a sent campaign, and planned together with a draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
HOUR = 3600


@pytest.fixture
def merchant(page: Page) -> Merchant:
    merchant = Merchant(page)
    merchant.connect()
    return merchant


def send_parent(site: Site, merchant: Merchant) -> str:
    """A sent campaign; its address."""
    merchant.write_email()
    merchant.send()
    merchant.sees("Sending")
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")
    return merchant.page.url


def test_a_sent_campaign_is_boosted_and_the_booster_sent_like_any(site: Site, merchant: Merchant) -> None:
    parent = send_parent(site, merchant)
    merchant.page.get_by_role("button", name="Boost it", exact=True).click()
    subject = merchant.page.get_by_label(re.compile("^Subject"))
    expect(subject).to_have_attribute("placeholder", "Socks for the cold weeks")
    subject.fill("Still cold feet?")
    merchant.page.get_by_label(re.compile("^Now")).check()
    merchant.review()

    merchant.page.goto(parent)
    expect(merchant.state).to_contain_text("Written, but not sent.")
    merchant.page.goto("/")
    expect(merchant.page.locator("main")).to_contain_text("is written but not sent")
    merchant.page.get_by_role("link", name=re.compile("^Booster of")).first.click()
    merchant.press("Go on writing")
    merchant.review()
    expect(merchant.page.locator(".sentence")).to_contain_text("to those who did not open")
    merchant.send()

    merchant.sees("Sending")
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")
    assert [send["type"] for send in site.sandbox.sends()] == ["regular", "booster"]


def test_a_booster_attached_to_a_draft_goes_out_by_itself(site: Site, merchant: Merchant) -> None:
    page = merchant.page
    merchant.write_email()
    page.get_by_role("link", name="Change something").click()
    page.get_by_role("button", name="Add a booster").click()
    expect(page.locator("#booster")).to_contain_text("Who did not open it")
    page.get_by_label("How long after the first campaign was sent").fill("6")
    expect(page.locator("#booster-words")).to_contain_text("6 hours after")
    merchant.review()
    expect(page.locator(".sentence").last).to_contain_text("6 hours after that was sent")
    merchant.send()
    merchant.sees("Sending")
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")

    merchant.state.get_by_role("link", name="Show it").click()
    merchant.sees("Scheduled")
    expect(merchant.state).to_contain_text("6 hours after")
    site.sandbox.clock(advance=6 * HOUR + 120)

    merchant.sees("Sent", within=40)
    assert len([send for send in site.sandbox.sends() if send["via"] == "api"]) == 1


def test_what_cannot_be_boosted_says_its_rule(site: Site, merchant: Merchant) -> None:
    merchant.write_email()
    merchant.send()
    merchant.sees("Sending")

    expect(merchant.state).to_contain_text("A booster can follow once that is over.")
    expect(merchant.state.get_by_role("button", name="Boost it", exact=True)).to_have_count(0)


def test_a_booster_made_in_omnisend_has_the_place_until_it_is_deleted(site: Site, merchant: Merchant) -> None:
    parent = send_parent(site, merchant)
    merchant.page.get_by_role("button", name="Boost it", exact=True).click()
    merchant.page.goto(parent)
    merchant.state.get_by_role("button", name="Delete it and make a new one").click()

    expect(merchant.page.get_by_role("button", name="Boost it", exact=True)).to_be_visible(timeout=20_000)
