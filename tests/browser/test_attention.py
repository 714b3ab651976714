"""What a partner does about many stores at once, in a real browser over real processes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.merchant import Merchant
from tests.browser.partner import Partner
from tests.site import Site
from tests.waiting import eventually

pytestmark = pytest.mark.browser
SEND = "POST /campaigns/{id}/send"
STORES = {"Alpine Wool": "Autumn newsletter", "Harbor Tea": "New harvest"}


Windows = Callable[..., BrowserContext]


def refused(site: Site, new_context: Windows) -> list[str]:
    """Two stores whose send waits for their plan; the addresses of these campaigns."""
    site.sandbox.fault(SEND, status=402, times=2)
    found = []
    for store, template in STORES.items():
        merchant = Merchant(new_context().new_page(), store=store)
        merchant.connect()
        merchant.write_email(subject=f"News of {store}", template=template)
        merchant.send()
        merchant.sees("Needs you: plan")
        found.append(merchant.page.url)
    assert site.sandbox.sends() == []
    return found


@pytest.mark.parametrize("scripted", [True, False])
def test_two_stores_with_the_same_trouble_are_solved_in_one_go(
    site: Site, new_context: Windows, scripted: bool
) -> None:
    refused(site, new_context)
    window = new_context(java_script_enabled=scripted).new_page()
    Partner(site, window, "owner@agency.example", owner=True)
    group = window.get_by_role("region", name="Plan limit")
    expect(group).to_contain_text("2 stores")

    for box in group.get_by_role("checkbox").all():
        box.check()
    name = "Send the 2 that are fixed" if scripted else "Send the ones that are fixed"
    group.get_by_role("button", name=name).click()

    expect(window.get_by_role("heading", name="What became of them")).to_be_visible()
    eventually(lambda: len(site.sandbox.sends()) == 2, what="Both sends")
    site.sandbox.clock(advance=60)
    results = window.locator("#results")
    if not scripted:
        eventually(lambda: "2 Sent" in read_anew(window), what="Both results")
    expect(results).to_contain_text("2 Sent", timeout=20_000)
    for store in STORES:
        expect(results).to_contain_text(store)
    window.get_by_role("link", name="Attention").first.click()
    expect(window.get_by_role("heading", name="Nothing needs you")).to_be_visible()
    assert len(site.sandbox.sends()) == 2


def test_a_colleague_without_the_right_to_send_finds_no_way_to(
    site: Site, new_context: Windows, problems: list[str]
) -> None:
    campaigns = refused(site, new_context)
    window = new_context().new_page()
    Partner(site, window, "colleague@agency.example", edit=True)
    group = window.get_by_role("region", name="Plan limit")
    expect(group).to_contain_text("2 stores")
    expect(group.get_by_role("button")).to_have_count(0)
    expect(group.get_by_role("checkbox")).to_have_count(0)

    window.goto(campaigns[0])
    expect(window.locator("#state")).to_contain_text("Needs you: plan")
    expect(window.get_by_role("button", name="send")).to_have_count(0)
    window.goto(f"{campaigns[0]}review/")
    expect(window.get_by_role("button", name="Send to")).to_have_count(0)

    verbs = ("send", "resume", "send-without-booster", "was-not-sent")
    for address in [*(f"{campaigns[0]}{verb}/" for verb in verbs), "/attention/decide/"]:
        assert forged(window, address) in (403, 404), address
    assert 403 in {forged(window, f"{campaigns[0]}{verb}/") for verb in verbs}
    problems.clear()  # the browser tells of the refusals
    window.wait_for_timeout(1500)  # three sweeps of the engine
    assert site.sandbox.sends() == []
    assert site.rows("select count(*) from sending_delivery where state = 'needs_person'") == [(2,)]


def read_anew(window: Page) -> str:
    window.reload()
    return window.locator("#results").inner_text()


def forged(window: Page, address: str) -> int:
    """The status of a POST that no button of the page makes, from the page and with its token."""
    answer = window.evaluate(
        """async (address) => (await fetch(address, {
            method: "POST",
            headers: {"X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value},
            body: new URLSearchParams({version: "1", fix: "plan", delivery: "1.1", edition: "1.1"}),
        })).status""",
        address,
    )
    assert isinstance(answer, int)
    return answer
