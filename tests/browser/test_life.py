"""A campaign in a real browser: a test mail, a change of what is scheduled, a template of one's own."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessible import complain
from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
HOSTILE = """<!doctype html><html><head><title>Mine</title></head>
<body onload="window.ran = 1"><h1>Wool from home</h1>
<script>window.ran = 1; document.body.textContent = 'ran'</script>
<img src="x" onerror="document.body.textContent = 'ran'">
<a href="javascript:alert(1)">Shop</a></body></html>"""


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def merchant(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Merchant:
    scripted = request.param == "with JavaScript"
    merchant = Merchant(new_context(java_script_enabled=scripted).new_page(), scripted=scripted)
    merchant.connect()
    return merchant


def on_the_calendar(site: Site, name: str) -> list[str]:
    """What Omnisend will send, or sends, of campaigns of this name."""
    out = {"scheduled", "started", "paused"}
    return [c["id"] for c in site.sandbox.state()["campaigns"] if c["name"] == name and c["status"] in out]


def refused(problems: list[str]) -> None:
    """The browser tells of each script and picture that it refused; nothing else may be left."""
    said = re.compile("Blocked script execution|Content Security Policy")
    assert any("Blocked script execution" in problem for problem in problems)
    problems[:] = [problem for problem in problems if not said.search(problem)]


def until(merchant: Merchant, text: str | re.Pattern[str]) -> None:
    """Until the page says so; without JavaScript by loading it again."""
    for _ in range(60):
        if merchant.page.get_by_text(text).first.is_visible():
            return
        merchant.page.wait_for_timeout(250)
        if not merchant.scripted:
            merchant.page.reload()
    raise AssertionError(f"“{text}” did not come: {merchant.page.inner_text('main')}")


def test_a_test_mail_goes_from_the_editor_and_says_what_became_of_it(site: Site, merchant: Merchant) -> None:
    merchant.write_email()
    merchant.page.get_by_role("link", name="Change something").click()
    merchant.page.get_by_label("Send it to").fill("me@example")
    merchant.page.get_by_role("button", name="Send a test mail").click()
    expect(merchant.page.get_by_text("is not an e-mail address")).to_be_visible()

    merchant.page.get_by_label("Send it to").fill("me@example.com, you@example.com")
    merchant.page.get_by_role("button", name="Send a test mail").click()

    until(merchant, re.compile(r"Omnisend accepted the test mail at \d\d:\d\d"))
    expect(merchant.page.get_by_label("Send it to")).to_have_value("me@example.com, you@example.com")
    asked = [r for r in site.sandbox.log() if r["operation"] == "POST /campaigns/{id}/test-email"]
    assert len(asked) == 1
    assert site.sandbox.sends() == []
    assert site.rows("select recipients from sending_delivery where purpose = 'test'") == [([],)]
    if merchant.scripted:
        complain(merchant.page)


def test_a_scheduled_campaign_is_changed_and_never_are_two_scheduled(site: Site, merchant: Merchant) -> None:
    page = merchant.page
    merchant.write_email()
    page.get_by_role("link", name="Change something").click()
    page.get_by_label("Name", exact=True).fill("Once")
    page.get_by_label(re.compile("^At a time")).check()
    in_two_days = (site.sandbox.now() + dt.timedelta(days=2)).date().isoformat()
    page.get_by_label("Date", exact=True).fill(in_two_days)
    page.get_by_label("Time", exact=True).fill("09:00")
    merchant.review()
    merchant.send()
    merchant.sees("Scheduled")
    assert len(on_the_calendar(site, "Once")) == 1
    site.sandbox.switch(cancel_seconds=4)

    merchant.press("Change it")

    expect(page.get_by_text("The old one is being canceled")).to_be_visible()
    page.get_by_label("Time", exact=True).fill("11:30")
    merchant.review()
    assert len(on_the_calendar(site, "Once")) <= 1
    send = page.get_by_role("button", name="Send to Alpine Wool")
    for _ in range(80):
        if send.is_visible():
            break
        page.wait_for_timeout(250)
        assert len(on_the_calendar(site, "Once")) <= 1
        page.reload()
    expect(page.get_by_text("Nothing of it went out. This one may be sent now.")).to_be_visible()
    assert on_the_calendar(site, "Once") == []
    merchant.send()
    merchant.sees("Scheduled")
    assert len(on_the_calendar(site, "Once")) == 1
    expect(merchant.state).to_contain_text("11:30 Vilnius")


def test_a_template_is_imported_used_and_its_preview_runs_nothing(
    site: Site, merchant: Merchant, problems: list[str]
) -> None:
    page = merchant.page
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write an email").click()
    campaign = page.url.split("/")[-3]
    page.goto(f"{page.url.split('/campaigns/')[0]}/templates/?campaign={campaign}")
    page.get_by_role("link", name="Import from HTML").click()
    page.get_by_label("Name").fill("Home grown")
    page.get_by_label("HTML", exact=True).fill("no tag at all")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("This is no HTML")).to_be_visible()
    expect(page.get_by_label("HTML", exact=True)).to_have_value("no tag at all")
    if merchant.scripted:
        complain(page)
    page.get_by_label("HTML", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_text("“Home grown” is a template in Omnisend now.")).to_be_visible()
    expect(page.get_by_label(re.compile("^Home grown"))).to_be_checked()
    page.get_by_role("button", name="Use this template").click()

    frame = page.locator("iframe:not(.frame-dark)")
    expect(frame.content_frame.get_by_role("heading", name="Wool from home")).to_be_visible()
    page.get_by_label("Dark").check()
    dark = page.locator(".frame-dark")
    expect(dark.content_frame.get_by_role("heading", name="Wool from home")).to_be_visible()
    expect(frame).to_be_hidden()
    if merchant.scripted:
        colour = dark.content_frame.locator("h1").evaluate("(one) => getComputedStyle(one).color")
        assert colour == "rgb(255, 255, 255)"
        complain(page)
    refused(problems)


def test_a_preview_opened_alone_runs_no_script_either(site: Site, page: Page, problems: list[str]) -> None:
    Merchant(page).connect()
    store = page.url.split("/s/")[1].split("/")[0]
    page.goto(f"/s/{store}/templates/import/")
    page.get_by_label("Name").fill("Home grown")
    page.get_by_label("HTML", exact=True).fill(HOSTILE)
    page.get_by_role("button", name="Import").click()
    (key,) = [t["id"] for t in site.sandbox.state()["templates"] if t["name"] == "Home grown"]
    for scheme in ("", "?scheme=dark"):
        page.goto(f"/s/{store}/templates/{key}/preview/{scheme}")
        expect(page.get_by_role("heading", name="Wool from home")).to_be_visible()
        assert page.evaluate("window.ran") is None
    refused(problems)
