"""An agency invites a merchant, who connects their store in a browser of their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.merchant import Merchant
from tests.browser.partner import Partner
from tests.site import Site

pytestmark = pytest.mark.browser


def invite(page: Page) -> str:
    """From the team's page; the link that is shown once."""
    page.goto("/team/")
    page.get_by_role("link", name="Invite a merchant").click()
    page.get_by_label("Who is meant").fill("Alpine Wool")
    page.get_by_label("Why you ask").fill("We write your winter mails.")
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("Link", exact=True).input_value()


def test_a_merchant_is_invited_and_connects(
    site: Site, page: Page, new_context: Callable[..., BrowserContext], problems: list[str]
) -> None:
    Partner(site, page, "olga@agency.example", owner=True)
    link = invite(page)
    assert link.startswith(f"{site.url}/join/")

    theirs = new_context().new_page()
    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("asks to look after your Omnisend store")
    expect(theirs.get_by_text("We write your winter mails.")).to_be_visible()
    expect(theirs.get_by_text("Send them to your contacts, and cancel them")).to_be_visible()
    theirs.get_by_role("button", name="Continue with Omnisend").click()
    Merchant(theirs).choose_store()
    theirs.get_by_role("button", name="Allow").click()
    expect(theirs.get_by_role("heading", name="Alpine Wool is connected")).to_be_visible()
    expect(theirs.get_by_text("olga@agency.example may see, edit and send here now.")).to_be_visible()

    page.goto("/stores/")
    expect(page.get_by_role("link", name="Alpine Wool")).to_be_visible()
    assert site.rows("select can_edit, can_send from people_storeaccess") == [(True, True)]
    page.goto("/invitations/")
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()

    again = new_context().new_page()
    again.goto(link)
    expect(again.get_by_role("heading", name="This invitation is over")).to_be_visible()
    problems.clear()  # the browser tells of the 410
