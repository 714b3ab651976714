"""A real Chromium that looks at pages answered by Django's test client: no server, no second process.

The pages are fetched first and the browser is started after that, since Playwright's event loop and the
ORM do not share a thread.
"""

import mimetypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from tests.browser.accessible import violations
from tools.browser import find

ORIGIN = "http://127.0.0.1:8000"
Scheme = Literal["light", "dark"]
WIDE, PHONE = 1280, 390


@dataclass(frozen=True)
class Answer:
    """What the application answered, as the browser gets it."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(client: Client, paths: Iterable[str]) -> dict[str, Answer]:
    """The pages at ``paths``, as ``client`` sees them."""
    return {path: answer(client.get(path)) for path in paths}


def answer(response: Any) -> Answer:
    return Answer(response.status_code, dict(response.headers), response.content)


def _static(path: str) -> Answer:
    found = finders.find(path.removeprefix("/static/"))
    if not isinstance(found, str):
        return Answer(404, {}, b"")
    kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
    return Answer(200, {"Content-Type": kind}, Path(found).read_bytes())


class Window:
    """One browser window over fixed answers. ``asked`` lists every request, ``said`` the console's errors."""

    def __init__(self, context: BrowserContext, answers: dict[str, Answer]) -> None:
        self.context, self.answers = context, answers
        self.asked: list[str] = []
        self.said: list[str] = []
        context.route("**/*", self._answer)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.said.append(message.text)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        self.asked.append(f"{route.request.method} {path}")
        known = _static(path) if path.startswith("/static/") else self.answers.get(path)
        known = known or self.answers.get(path.partition("?")[0]) or Answer(404, {}, b"")
        route.fulfill(status=known.status, headers=known.headers, body=known.body)

    def open(self, path: str) -> Page:
        self.page.goto(f"{ORIGIN}{path}")
        return self.page

    def look(self) -> None:
        """Asks for the news of the page's live piece now, without waiting for its two seconds."""
        self.page.evaluate("htmx.trigger('[data-poll]', 'look')")

    def violations(self) -> list[str]:
        """What axe-core finds on the page."""
        return violations(self.page)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser of this machine; ``make test`` sees to it that there is one."""
    program = find()
    assert program, "There is no Chromium; run `make test`, or name one in CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def window(
    browser: Browser,
    answers: dict[str, Answer],
    *,
    width: int = WIDE,
    scheme: Scheme = "light",
    javascript: bool = True,
) -> Iterator[Window]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=javascript,
        reduced_motion="reduce",
        base_url=ORIGIN,
    )
    yield Window(context, answers)
    context.close()
