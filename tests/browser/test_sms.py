"""A text message in a real browser: from the chooser to Sent, with its image and a plainer apostrophe."""

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessible import violations
from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
TEXT = "It’s here: the winter socks. https://alpinewool.example/socks"
PLAIN = TEXT.replace("’", "'")


def begin(merchant: Merchant) -> None:
    merchant.connect()
    page = merchant.page
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write a text message").click()


def write(page: Page) -> None:
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_label("Everyone subscribed").check()
    page.get_by_label(re.compile("^Now")).check()


def allow_images(merchant: Merchant) -> None:
    """From the page that says what is missing, over Omnisend, and back."""
    page = merchant.page
    page.get_by_role("button", name="Allow it at Omnisend").click()
    merchant.choose_store()
    page.get_by_role("button", name="Allow", exact=True).click()
    expect(page.get_by_role("heading", name="Choose an image")).to_be_visible()


def assert_sent(site: Site, merchant: Merchant) -> None:
    merchant.send()
    merchant.sees("Sent", within=40)
    sent = [one for one in site.sandbox.state()["campaigns"] if one["channel"] == "sms"]
    assert [one["content"]["sms"]["message"] for one in sent] == [PLAIN]
    assert sent[0]["content"]["sms"]["imageID"] == "1a0100000000000000000001"
    assert len(site.sandbox.sends(sent[0]["id"])) == 1


def test_from_the_chooser_to_sent(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    begin(merchant)
    write(page)
    expect(page.locator("#sms-length")).to_contain_text("makes it Unicode")
    page.get_by_role("button", name="Use “'” instead").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(PLAIN)
    expect(page.locator("#sms-length")).not_to_contain_text("Unicode")

    page.get_by_role("button", name="Choose an image").click()
    allow_images(merchant)
    page.get_by_role("button", name=re.compile("^Use it.*Winter socks")).click()
    expect(page.locator("#sms-phones").get_by_role("img", name="Winter socks")).to_have_js_property(
        "naturalWidth", 480
    )
    assert violations(page) == []
    merchant.review()
    expect(page.get_by_text(re.compile("sends the text message “It's here"))).to_be_visible()
    assert_sent(site, merchant)


@contextlib.contextmanager
def answer_held_back(page: Page) -> Iterator[Callable[[], None]]:
    """Something is typed, and the answer to its save waits until what this gives is called."""
    held: list[Route] = []
    open_way = False

    def hold(route: Route) -> None:
        if open_way:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save/", hold)
    with page.expect_request("**/save/"):
        page.get_by_label("Text", exact=True).press_sequentially(" Today")

    def let_go() -> None:
        nonlocal open_way
        open_way = True
        with page.expect_response("**/save/"):
            held.pop(0).continue_()

    yield let_go
    assert not held


def test_a_click_while_a_save_is_under_way_is_not_lost(page: Page) -> None:
    begin(Merchant(page))
    write(page)
    plainer = page.get_by_role("button", name="Use “'” instead")
    expect(plainer).to_be_visible()
    with answer_held_back(page) as let_go:
        plainer.click()
        expect(page.get_by_label("Text", exact=True)).to_have_value(f"{PLAIN} Today")
        let_go()

    expect(page.locator("#sms-length")).not_to_contain_text("Unicode")
    expect(page.get_by_label("Text", exact=True)).to_have_value(f"{PLAIN} Today")
    page.reload()
    expect(page.get_by_label("Text", exact=True)).to_have_value(f"{PLAIN} Today")


def test_a_save_that_is_answered_under_the_finger_does_not_lose_the_click(page: Page) -> None:
    begin(Merchant(page))
    write(page)
    plainer = page.get_by_role("button", name="Use “'” instead")
    expect(plainer).to_be_visible()
    with answer_held_back(page) as let_go:
        plainer.hover()
        page.mouse.down()
        let_go()
        expect(page.locator("#saved")).to_contain_text("Saved")
        page.mouse.up()

    expect(page.get_by_label("Text", exact=True)).to_have_value(f"{PLAIN} Today")
    expect(page.locator("#sms-length")).not_to_contain_text("Unicode")


def test_the_same_without_javascript(site: Site, page_without_js: Page) -> None:
    page = page_without_js
    merchant = Merchant(page, scripted=False)
    begin(merchant)
    write(page)
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.get_by_role("button", name="Use “'” instead").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(PLAIN)
    page.get_by_role("button", name="Choose an image").click()
    allow_images(merchant)
    page.get_by_role("button", name=re.compile("^Use it.*Winter socks")).click()
    merchant.review()
    assert_sent(site, merchant)


def test_the_count_follows_what_is_typed(page: Page) -> None:
    begin(Merchant(page))
    page.get_by_label("Text", exact=True).press_sequentially("Warm socks")
    expect(page.locator("#sms-length")).to_contain_text("32 plain characters, 128 more fit")
    expect(page.locator("#sms-phones")).to_contain_text("Warm socks Reply STOP to opt out")
    field = page.get_by_label("Text", exact=True)
    field.fill("🧦" * 400)
    expect(field).to_have_accessible_description(re.compile("at most 9 are sent"))


def test_cancel_at_omnisend_leaves_all_as_it_was(site: Site, page: Page) -> None:
    merchant = Merchant(page)
    begin(merchant)
    page.get_by_label("Text", exact=True).fill(PLAIN)
    page.get_by_role("button", name="Choose an image").click()
    page.get_by_role("button", name="Allow it at Omnisend").click()
    merchant.choose_store()
    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("You allowed nothing more.")).to_be_visible()
    page.get_by_role("link", name="Back without choosing").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(PLAIN)
