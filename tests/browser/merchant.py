"""A merchant in a browser, in the words of the pages. The same with and without JavaScript."""

import re

from playwright.sync_api import Locator, Page, expect

SUBJECT = "Socks for the cold weeks"


class Merchant:
    """Somebody with access to ``store``. Without ``scripted`` they load the page again to see what is new."""

    def __init__(self, page: Page, *, store: str = "Alpine Wool", scripted: bool = True) -> None:
        self.page, self.store, self.scripted = page, store, scripted

    def begin_connecting(self) -> None:
        """To Omnisend's consent page."""
        self.page.goto("/")
        self.page.get_by_role("button", name="Connect Omnisend").click()
        self.choose_store()

    def choose_store(self) -> None:
        self.page.get_by_text(self.store, exact=True).first.click()

    def connect(self) -> None:
        self.begin_connecting()
        self.page.get_by_role("button", name="Allow").click()
        expect(self.page.get_by_role("heading", name=f"{self.store} is connected")).to_be_visible()

    def write_email(self, *, subject: str = SUBJECT, template: str = "Autumn newsletter") -> None:
        """A complete email to everyone, now. Ends at Review."""
        self.page.get_by_role("link", name="Campaigns").first.click()
        self.page.get_by_role("link", name="New campaign").first.click()
        self.page.get_by_role("button", name="Write an email").click()
        self.page.get_by_label("Subject", exact=True).fill(subject)
        self.page.get_by_label("Preheader").fill("Soft, warm and here by Friday")
        if not self.scripted:
            self.page.get_by_role("button", name="Save and choose a template").click()
        self.page.get_by_label(template).check()
        if not self.scripted:
            self.page.get_by_role("button", name="Use this template").click()
        self.page.get_by_label("Everyone subscribed").check()
        self.page.get_by_label(re.compile("^Now")).check()
        self.review()

    def review(self) -> None:
        self.page.get_by_role("button", name="Review").first.click()
        expect(self.page.get_by_role("heading", name="Review", exact=True)).to_be_visible()

    def send(self) -> None:
        self.page.get_by_role("button", name=f"Send to {self.store}").click()

    def press(self, name: str) -> None:
        """A button or link of the state's panel."""
        panel = self.state
        panel.get_by_role("button", name=name).or_(panel.get_by_role("link", name=name)).first.click()

    @property
    def state(self) -> Locator:
        return self.page.locator("#state")

    def sees(self, title: str, *, within: float = 20) -> None:
        """Until the state's panel is headed ``title``."""
        heading = self.state.get_by_role("heading", name=title, exact=True)
        if self.scripted:
            expect(heading).to_be_visible(timeout=within * 1000)
            return
        for _ in range(int(within * 4)):
            if heading.is_visible():
                return
            self.page.wait_for_timeout(250)
            self.page.reload()
        raise AssertionError(f"“{title}” did not come; the panel says: {self.state.inner_text()}")
