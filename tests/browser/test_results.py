"""What became of a campaign, on its page in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
# Less than the interest a look creates lasts, as the app may read its clock half a second late.
TEN_MINUTES = 600


def beat(site: Site) -> None:
    """Fetches what was looked at, as the clock does by itself every few seconds."""
    site.manage("shell", "-c", "from omniapp.results import tasks; tasks.fetch()")


def test_numbers_come_to_the_open_page_and_grow(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    merchant.connect()
    merchant.write_email()
    merchant.send()
    merchant.sees("Sending")
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")
    page.reload()
    results = page.locator("#results")
    expect(results).to_contain_text("Asking Omnisend")

    site.sandbox.clock(advance=TEN_MINUTES)
    page.reload()
    beat(site)

    sent = results.get_by_role("row", name="Sent to")
    expect(sent).to_contain_text("12,480", timeout=20_000)
    expect(results.locator("svg rect").first).to_be_visible()
    first = results.get_by_role("row", name="Opened").inner_text()

    site.sandbox.clock(advance=TEN_MINUTES)
    page.reload()
    beat(site)
    page.reload()
    expect(results.get_by_role("row", name="Opened")).not_to_have_text(first)
