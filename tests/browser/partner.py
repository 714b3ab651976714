"""A partner in a browser."""

from playwright.sync_api import Page, expect

from tests import cast
from tests.site import Site

RIGHTS = "insert into people_storeaccess (user_id, store_id, can_edit, can_send) select u.id, s.id, %s, %s "


class Partner:
    """Somebody with an account, signed in. Not an owner: sees every store, with just these rights."""

    def __init__(
        self,
        site: Site,
        page: Page,
        email: str,
        *,
        owner: bool = False,
        edit: bool = False,
        send: bool = False,
    ) -> None:
        options = ["--owner"] if owner else []
        made = ("createpartner", email, "--password-env", "PARTNER_PASSWORD", *options)
        site.manage(*made, PARTNER_PASSWORD=cast.PASSWORD)
        if not owner:
            every = RIGHTS + "from people_user u, stores_store s where u.email = %s returning id"
            site.rows(every, edit, send, email)
        self.page = page
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(cast.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Attention")).to_be_visible()
