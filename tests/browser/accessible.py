"""What axe-core and a narrow window say of a page."""

import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LARGE = {"target-size": {"enabled": True}}  # axe-core looks at what fingers need only when told
_AT_REST_WITHIN = 3.0  # seconds; while colours still change from light to dark, contrasts are anything


def complain(page: Page) -> None:
    """Fails with what axe-core finds, in both schemes and widths, or when the page scrolls sideways."""
    for scheme, width in (("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        assert violations(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def violations(page: Page) -> list[str]:
    """What stays wrong with the page once it is at rest. Frames hold somebody else's words."""
    deadline = time.monotonic() + _AT_REST_WITHIN
    while True:
        page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
        options = {"resultTypes": ["violations"], "iframes": False, "rules": LARGE}
        found = Axe().run(page, options=options).response["violations"]
        named = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
        if not named or time.monotonic() > deadline:
            return named
