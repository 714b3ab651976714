"""What a hostile template may do in a merchant's browser: nothing but be looked at."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.merchant import Merchant
from tests.sandbox_control import ALPINE_WOOL
from tests.site import Site

pytestmark = pytest.mark.browser

HOSTILE = """
<h1 id="here">An offer</h1>
<script>document.title = "owned"; top.location = "/sign-out/"; fetch("/stores/").then(() => 0)</script>
<img src="x" onerror="parent.document.body.remove()">
<svg onload="fetch('/s/{brand}/campaigns/')"></svg>
<meta http-equiv="refresh" content="0; url=/s/{brand}/disconnect/">
<base target="_top" href="/s/{brand}/">
<form action="/s/{brand}/disconnect/" method="post" target="_top"><button id="press">Win</button></form>
<a id="up" href="/s/{brand}/disconnect/" target="_top">Top</a>
<a id="new" href="/s/{brand}/disconnect/" target="_blank">Window</a>
<a id="frame" href="/s/{brand}/disconnect/" target="_self">Frame</a>
<iframe src="/s/{brand}/settings/"></iframe>
<object data="/s/{brand}/settings/"></object>
<link rel="stylesheet" href="/s/{brand}/settings/">
"""


def choose_hostile_template(page: Page) -> None:
    """Imports it and takes it for a new email. Ends on the email's page, with its preview."""
    merchant = Merchant(page)
    merchant.connect()
    page.goto(f"/s/{ALPINE_WOOL}/campaigns/new/")
    page.get_by_role("button", name="Write an email").click()
    expect(page.get_by_label("Subject", exact=True)).to_be_visible()
    found = re.search(r"/campaigns/(\d+)/edit/", page.url)
    assert found
    page.goto(f"/s/{ALPINE_WOOL}/templates/import/?campaign={found[1]}")
    page.get_by_label("Name").fill("Hostile")
    page.get_by_label("HTML", exact=True).fill(HOSTILE.replace("{brand}", ALPINE_WOOL))
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_label("Hostile")).to_be_visible()
    page.get_by_label("Hostile").check()
    page.get_by_role("button", name="Use this template").click()
    expect(page.locator("iframe.frame").first).to_be_visible()


def answers(page: Page) -> list[Response]:
    """What is answered from now on: a request that the browser refused to make never is."""
    found: list[Response] = []

    def heard(response: Response) -> None:
        found.append(response)

    page.context.on("response", heard)
    return found


def test_a_hostile_template_cannot_reach_the_app(site: Site, page: Page, problems: list[str]) -> None:
    choose_hostile_template(page)
    answered = answers(page)
    page.reload()
    here, frame = page.url, page.frame_locator("iframe.frame").first
    expect(frame.get_by_role("heading", name="An offer")).to_be_visible()
    for trap in ("#press", "#up", "#new"):
        frame.locator(trap).click()
    expect(frame.get_by_role("heading", name="An offer")).to_be_visible()
    assert page.url == here
    assert len(page.context.pages) == 1
    assert "owned" not in page.title()
    expect(page.get_by_label("Subject", exact=True)).to_be_visible()
    assert {answer.request.method for answer in answered} == {"GET"}
    reached = {urlsplit(answer.url).path for answer in answered}
    assert not {path for path in reached if re.search(r"/(stores|settings|disconnect|sign-out)/", path)}
    frame.locator("#frame").click()  # the frame may lead itself away, and finds every page of ours shut
    expect(frame.get_by_role("heading", name="An offer")).not_to_be_visible()
    expect(frame.get_by_role("button", name="Disconnect")).not_to_be_visible()
    assert page.url == here
    assert site.rows("select state from stores_store") == [("connected",)]
    problems.clear()


def test_a_hostile_template_opened_alone_is_as_powerless(site: Site, page: Page, problems: list[str]) -> None:
    choose_hostile_template(page)
    address = page.locator("iframe.frame").first.get_attribute("src")
    assert address
    page.goto("about:blank")
    answered = answers(page)
    page.goto(address)
    page.locator("#press").click()
    expect(page.get_by_role("heading", name="An offer")).to_be_visible()
    assert page.title() != "owned"
    assert page.evaluate("window.origin") == "null"
    assert [(answer.request.method, urlsplit(answer.url).path) for answer in answered] == [("GET", address)]
    page.goto(f"/s/{ALPINE_WOOL}/")
    expect(page.get_by_role("main")).to_be_visible()
    assert site.rows("select state from stores_store") == [("connected",)]
    problems.clear()
