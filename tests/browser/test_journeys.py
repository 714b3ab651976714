"""From install to sent in a real browser, over real processes, with each trouble on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.merchant import Merchant
from tests.sandbox_control import ALPINE_WOOL
from tests.site import Site

pytestmark = pytest.mark.browser
SEND = "POST /campaigns/{id}/send"


def finish_at_omnisend(site: Site) -> None:
    """Omnisend gets to the end of what it is sending."""
    site.sandbox.clock(advance=60)


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def merchant(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Merchant:
    scripted = request.param == "with JavaScript"
    return Merchant(new_context(java_script_enabled=scripted).new_page(), scripted=scripted)


@pytest.fixture
def connected(page: Page) -> Merchant:
    merchant = Merchant(page)
    merchant.connect()
    return merchant


def test_from_install_to_sent(site: Site, merchant: Merchant) -> None:
    merchant.connect()
    merchant.write_email()
    expect(merchant.page.locator(".sentence")).to_contain_text("everyone subscribed")

    merchant.send()

    merchant.sees("Sending")
    finish_at_omnisend(site)
    merchant.sees("Sent")
    expect(merchant.state).to_contain_text("It went out once.")
    expect(merchant.state).to_contain_text("Asked Omnisend to send it")
    assert len(site.sandbox.sends()) == 1


def test_a_page_that_is_final_asks_no_more(site: Site, connected: Merchant) -> None:
    connected.write_email()
    connected.send()
    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    polls: list[str] = []
    connected.page.on(
        "request", lambda request: polls.append(request.url) if "/status/" in request.url else None
    )

    connected.page.wait_for_timeout(3000)  # more than a poll's interval

    assert polls == []


def test_cancel_at_omnisend_connects_nothing_and_says_so(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    merchant.begin_connecting()

    page.get_by_role("button", name="Cancel").click()

    expect(page).to_have_url(re.compile("/install/problem/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert site.rows("select count(*) from stores_store") == [(0,)]
    merchant.connect()


def test_a_402_is_parked_until_the_merchant_says_that_it_is_fixed(site: Site, connected: Merchant) -> None:
    site.sandbox.fault(SEND, status=402)
    connected.write_email()
    connected.send()
    connected.sees("Needs you: plan")
    expect(connected.state).to_contain_text("Nothing was sent.")
    assert site.sandbox.sends() == []

    connected.press("I have fixed it: send")

    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1


def test_refused_content_is_replaced_by_another_template_and_sent(site: Site, connected: Merchant) -> None:
    site.sandbox.fault(SEND, status=409, slug="invalid-email-content")
    connected.write_email()
    connected.send()
    connected.sees("Needs you: fix")

    connected.press("Choose another template")
    connected.page.get_by_label("Weekend offer").check()
    connected.review()
    connected.send()

    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1


def test_a_cut_after_it_arrived_is_checked_and_found_sent_exactly_once(
    site: Site, connected: Merchant
) -> None:
    site.sandbox.switch(draft_guard=False)
    site.sandbox.fault(SEND, "cut", effect="before")
    site.sandbox.fault("GET /campaigns/{id}", status=500, times=0)
    connected.write_email()
    connected.send()
    connected.sees("Checking")
    expect(connected.state).to_contain_text("do not send it again")
    expect(connected.state.get_by_role("button")).to_have_count(0)

    site.sandbox.clear_faults()
    finish_at_omnisend(site)

    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1


def test_a_merchant_who_removed_the_app_reconnects_and_it_goes_on(site: Site, connected: Merchant) -> None:
    connected.write_email()
    connected.page.wait_for_load_state("networkidle")  # so that nobody but the engine meets it first
    site.sandbox.disconnect(ALPINE_WOOL)
    connected.send()
    connected.sees("Needs you: reconnect")
    campaign = connected.page.url

    connected.press("Reconnect Alpine Wool")
    connected.page.get_by_role("button", name="Allow").or_(
        connected.page.get_by_text("Alpine Wool", exact=True)
    ).first.click()
    if connected.page.get_by_role("button", name="Allow").is_visible():
        connected.page.get_by_role("button", name="Allow").click()
    expect(connected.page.get_by_text("Alpine Wool is connected")).to_be_visible()

    connected.page.goto(campaign)
    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1


def test_a_double_click_on_send_sends_once(site: Site, connected: Merchant) -> None:
    connected.write_email()

    connected.page.get_by_role("button", name="Send to Alpine Wool").dblclick()

    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1


def test_a_worker_killed_and_started_again_sends_once(site: Site, connected: Merchant) -> None:
    site.kill("worker")
    connected.write_email()
    connected.send()
    connected.sees("Held for a moment")

    site.start("worker")

    connected.sees("Sending")
    finish_at_omnisend(site)
    connected.sees("Sent")
    assert len(site.sandbox.sends()) == 1
