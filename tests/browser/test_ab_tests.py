"""A/B tests in a real browser: to a winner of Omnisend's, to one chosen by hand, stopped and resumed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
HOURS = 3600
A, B = "Socks for the cold weeks", "Cold feet?"


@pytest.fixture
def merchant(page: Page) -> Merchant:
    merchant = Merchant(page)
    merchant.connect()
    return merchant


def write_test(merchant: Merchant) -> None:
    """A and B of 30 per cent, decided by opens after four hours, to everyone, now. Ends at Review."""
    page = merchant.page
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write an A/B test").click()
    page.get_by_label("Subject of A", exact=True).fill(A)
    page.get_by_label("Subject of B", exact=True).fill(B)
    for letter, template in (("A", "Autumn newsletter"), ("B", "Weekend offer")):
        if not merchant.scripted:
            page.get_by_role("button", name=f"Save and choose a template for {letter}").click()
            page.get_by_label(template).check()
            page.get_by_role("button", name="Use this template").click()
            continue
        page.get_by_role("group", name=f"Template of {letter}").get_by_label(template).check()
    page.get_by_label("Everyone subscribed").check()
    page.get_by_label(re.compile("^Now")).check()
    merchant.review()


def send_test(merchant: Merchant) -> None:
    write_test(merchant)
    expect(merchant.page.locator(".sentence")).to_contain_text(
        "15 % get A, 15 % get B; after 4 hours the better one by opens goes to the other 70 %"
    )
    merchant.send()
    merchant.sees("Testing")


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_automatic_winner(site: Site, new_context: Callable[..., BrowserContext], scripted: bool) -> None:
    merchant = Merchant(new_context(java_script_enabled=scripted).new_page(), scripted=scripted)
    merchant.connect()
    send_test(merchant)
    expect(merchant.state).to_contain_text(re.compile("chosen at .* in [34] h"))

    site.sandbox.clock(advance=4 * HOURS + 60)

    merchant.sees("Sent")
    expect(merchant.state).to_contain_text("Omnisend chose A")
    assert len(site.sandbox.sends()) == 1


def test_a_winner_chosen_by_hand(site: Site, merchant: Merchant) -> None:
    send_test(merchant)

    merchant.press("Send B to the others")

    expect(merchant.state).to_contain_text("B was chosen by hand", timeout=20_000)
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")
    expect(merchant.state).to_contain_text("from here")
    expect(merchant.state).to_contain_text("chose variant B")


def test_stop_and_resume(site: Site, merchant: Merchant) -> None:
    send_test(merchant)
    merchant.press("Stop the choice")
    merchant.sees("Stopped")
    site.sandbox.clock(advance=5 * HOURS)
    expect(merchant.state).to_contain_text("The others get nothing until it goes on or you choose yourself.")

    merchant.press("Go on: let the better one be chosen")

    expect(merchant.state).to_contain_text("Omnisend chose A", timeout=30_000)
    site.sandbox.clock(advance=60)
    merchant.sees("Sent")


def test_the_plan_follows_what_is_typed(merchant: Merchant) -> None:
    page = merchant.page
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write an A/B test").click()
    plan = page.locator("#plan")

    page.get_by_label("Share that takes part, in %").fill("20")
    expect(plan).to_contain_text("10 % get A, 10 % get B; after 4 hours")
    page.get_by_label(re.compile("^Half get A, half get B")).check()
    expect(plan).to_contain_text("50 % get A, 50 % get B; nobody is left for a winner")
    expect(page.get_by_label("Chosen after", exact=True)).to_be_hidden()
