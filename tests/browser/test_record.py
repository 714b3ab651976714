"""The record and the calendar in a real browser over real processes, and all lists without JavaScript."""

import csv
import pathlib
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import complain
from tests.browser.merchant import Merchant
from tests.browser.partner import Partner
from tests.site import Site

pytestmark = pytest.mark.browser
SEND = "POST /campaigns/{id}/send"


def saved(page: Page, where: pathlib.Path) -> list[dict[str, str]]:
    """The table that the page offers."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as CSV").click()
    download.value.save_as(where)
    with where.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("button", name="Search").click()


def test_what_happened_is_found_by_owner_and_merchant_and_saved_as_a_table(
    site: Site, page: Page, tmp_path: pathlib.Path
) -> None:
    merchant = Merchant(page)
    merchant.connect()
    site.sandbox.fault(SEND, status=402)
    merchant.write_email()
    merchant.send()
    merchant.sees("Needs you: plan")
    page.get_by_role("navigation", name="Store").get_by_role("link", name="Activity").click()
    table = page.get_by_role("table")
    page.get_by_role("link", name="Drafts").click()
    expect(table.get_by_text("Content edited")).to_have_count(1)
    page.get_by_role("link", name="Omnisend said no").click()
    expect(table).to_contain_text("payment-required")
    complain(page)
    [refused] = saved(page, tmp_path / "merchant.csv")
    assert (refused["status"], refused["kind"], refused["store"]) == (
        "402",
        "payment-required",
        "Alpine Wool",
    )

    page.context.clear_cookies()
    Partner(site, page, "owner@agency.example", owner=True)
    page.get_by_role("link", name="Activity").click()
    page.get_by_text("Person and days").click()
    page.get_by_label("Person").fill("alpine")
    page.get_by_role("button", name="Search").click()
    expect(table.get_by_text("Pressed Send")).to_be_visible()
    page.get_by_role("link", name="Accounts").click()
    expect(page.get_by_role("heading", name="Nothing like this happened")).to_be_visible()
    page.get_by_role("link", name="Show everything").click()
    page.get_by_role("link", name="Accounts").click()
    expect(table).to_contain_text("Signed in")
    page.get_by_role("link", name="Everything").click()
    search(page, refused["request id"])
    expect(table.get_by_role("row")).to_have_count(2)  # with the head
    search(page, refused["campaign"])
    assert {row["campaign"] for row in saved(page, tmp_path / "owner.csv")} == {refused["campaign"]}


def test_months_and_weeks_follow_one_another(site: Site, page: Page) -> None:
    site.manage("seedscale", "--stores", "12", "--campaigns", "60")
    Partner(site, page, "owner@agency.example", owner=True)
    page.get_by_role("link", name="Calendar").click()
    there = page.get_by_role("navigation", name="Move in time")
    for view in ("month", "week"):
        page.get_by_role("link", name=view.capitalize(), exact=True).click()
        title = page.get_by_role("heading", level=1)
        now = title.inner_text()
        there.get_by_role("link", name=f"The {view} after").click()
        expect(title).not_to_have_text(now)
        there.get_by_role("link", name=f"The {view} before").click()
        expect(title).to_have_text(now)
        there.get_by_role("link", name=f"The {view} before").click()
        expect(title).not_to_have_text(now)
        there.get_by_role("link", name="Today").click()
        expect(title).to_have_text(now)
        expect(page.locator('td[aria-current="date"]')).to_have_count(1)


def test_every_list_is_read_and_narrowed_without_javascript(site: Site, page_without_js: Page) -> None:
    page = page_without_js
    site.manage("seedscale", "--stores", "40", "--campaigns", "200")  # one of them is Alpine Wool
    Partner(site, page, "owner@agency.example", owner=True)
    expect(page.get_by_role("region").first).to_be_visible()
    search(page, "no such store")
    expect(page.get_by_role("heading", name=re.compile("Nothing"))).to_be_visible()

    page.get_by_role("link", name="Stores", exact=True).click()
    search(page, "alpine wool")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    page.get_by_role("table").get_by_role("link", name="Alpine Wool", exact=True).click()
    expect(page.get_by_role("heading", name="Alpine Wool")).to_be_visible()

    page.get_by_role("link", name="start page").click()
    page.get_by_role("link", name="Calendar").click()
    page.get_by_role("searchbox").fill("alpine wool")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="The month before").click()
    expect(page.get_by_role("searchbox")).to_have_value("alpine wool")
    page.get_by_role("link", name="Week", exact=True).click()
    expect(page.get_by_role("table")).to_be_visible()

    page.get_by_role("link", name="Activity").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(51)
    first = rows.nth(1).inner_text()
    page.get_by_role("link", name="Older").click()
    expect(rows.nth(1)).not_to_have_text(first)
    page.get_by_role("link", name="Newest").click()
    page.get_by_text("Person and days").click()
    page.get_by_label("Person").fill("alpine wool")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("table")).to_contain_text("Pressed Send")
    expect(page.get_by_label("Person")).to_have_value("alpine wool")
