"""What happens in Omnisend appears here by itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.merchant import Merchant
from tests.sandbox_control import ALPINE_WOOL
from tests.site import Site

pytestmark = pytest.mark.browser


def test_a_campaign_created_directly_in_omnisend_appears_here(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    merchant.connect()
    page.goto(f"/s/{ALPINE_WOOL}/campaigns/")
    expect(page.get_by_role("link", name="Autumn is here")).to_be_visible()  # sent before we were connected

    key = site.sandbox.add_campaign(ALPINE_WOOL, name="Made over there")["id"]
    read_again(page)
    page.get_by_role("link", name="Made over there").click()
    merchant.sees("Draft in Omnisend")
    expect(page.get_by_text("As read from Omnisend at")).to_be_visible()

    site.sandbox.status(key, "sent")
    page.goto(f"/s/{ALPINE_WOOL}/campaigns/")
    read_again(page)
    row = page.get_by_role("row").filter(has_text="Made over there")
    expect(row.get_by_text("Sent", exact=True)).to_be_visible()


def test_a_campaign_made_there_is_copied_there_and_written_on_here(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    merchant.connect()
    page.goto(f"/s/{ALPINE_WOOL}/campaigns/")
    page.get_by_role("link", name="Autumn is here").click()
    merchant.press("Copy as new draft")
    page.get_by_role("link", name="Open the copy").click(timeout=20_000)

    expect(page.get_by_role("heading", name="Copy of: Autumn is here")).to_be_visible()
    page.get_by_role("link", name="Go on writing").click()
    expect(page.get_by_label("Subject", exact=True)).to_have_value("Autumn is here")


def read_again(page: Page) -> None:
    """The reading that the list began by itself may be the one that brings it, or the next."""
    button = page.get_by_role("button", name="Read again")
    button.click()
    expect(page.locator("#freshness")).to_contain_text(re.compile(r"As read from Omnisend at [\d:]+\.\s"))
