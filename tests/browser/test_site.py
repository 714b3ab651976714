"""What every other browser test leans on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.site import Site
from tests.waiting import eventually

pytestmark = pytest.mark.browser


def test_the_first_page_has_its_style_and_no_complaint(site: Site, page: Page) -> None:
    page.goto("/")
    expect(page).to_have_title(re.compile("omniapp", re.IGNORECASE))
    expect(page.locator("link[rel=stylesheet]").first).to_have_attribute(
        "href", re.compile(r"\.[0-9a-f]{12}\.css$")
    )


def test_it_works_with_javascript_off(site: Site, page_without_js: Page) -> None:
    page_without_js.goto("/")
    expect(page_without_js.get_by_role("main")).to_be_visible()


def test_inline_script_is_refused_and_seen(site: Site, page: Page, problems: list[str]) -> None:
    page.goto("/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None
    eventually(lambda: problems, what="The browser's complaint")
    assert "Content Security Policy" in problems.pop()


def test_a_worker_that_crashed_goes_on_when_it_is_started_again(site: Site) -> None:
    site.kill("worker")
    site.start("worker")
    log = site.logs / "worker.log"
    eventually(
        lambda: "drain" in log.read_text() and "succeeded" in log.read_text(), what="A bell that is answered"
    )
