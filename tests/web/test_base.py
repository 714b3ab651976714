"""What every page shares: its weight, its policy, its way for the keyboard."""

import gzip
import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django.fixtures import Settings

from tests import cast
from tests.web.chromium import fetch

FIRST_LOAD = 45 * 1024


def weight(client: Client, path: str) -> dict[str, int]:
    """Bytes of a page and of everything it names on this site, gzipped."""
    page = client.get(path).content.decode()
    sizes = {path: len(gzip.compress(page.encode()))}
    for named in re.findall(r"(?:src|href)=\"/static/([^\"]+)\"", page):
        found = finders.find(named)
        assert isinstance(found, str), named
        with open(found, "rb") as file:  # noqa: PTH123 - a path by Django
            sizes[named] = len(gzip.compress(file.read()))
    return sizes


def test_a_first_visit_weighs_at_most_45_kilobytes(db: None, client: Client) -> None:
    store = cast.connected_store()
    sizes = weight(cast.merchant_browser(client, store), store.get_absolute_url())

    assert any("htmx" in name for name in sizes)
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def test_htmx_may_neither_evaluate_nor_style_and_shows_refusals(db: None, client: Client) -> None:
    page = client.get("/nowhere/").content.decode()
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", page)
    assert found
    config = json.loads(found[1])

    assert config["allowEval"] is config["includeIndicatorStyles"] is config["allowScriptTags"] is False
    swapped = {
        code
        for code in ("200", "204", "303", "404", "409", "422", "500")
        for rule in [next(rule for rule in config["responseHandling"] if re.search(rule["code"], code))]
        if rule["swap"]
    }
    assert swapped == {"200", "303", "409", "422"}


def test_the_policy_lets_nothing_inline_run(db: None, client: Client) -> None:
    policy = client.get("/nowhere/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_store_stands_on_its_pages_with_name_and_domain(db: None, client: Client) -> None:
    store = cast.connected_store()
    page = cast.merchant_browser(client, store).get(store.get_absolute_url()).content.decode()
    head = page[page.index("<header") : page.index("</header>")]

    assert "Alpine Wool" in head
    assert "alpinewool.example" in head
    assert 'href="#main"' in page


def test_a_store_that_lost_its_connection_says_so_on_every_page(db: None, client: Client) -> None:
    store = cast.lapsed_store()
    page = cast.merchant_browser(client, store).get(store.get_absolute_url()).content.decode()

    assert "needs reconnecting to Omnisend" in page


def test_a_partner_sees_who_they_are_and_finds_what_needs_them(db: None, client: Client) -> None:
    store = cast.connected_store()
    browser = cast.partner_browser(client, cast.partner(store))
    page = browser.get(store.get_absolute_url()).content.decode()

    assert "ana@agency.example" in page
    assert 'class="brand" href="/attention/"' in page


@pytest.mark.parametrize("path", ["/nowhere/", "/s/nobody/campaigns/"])
def test_an_address_without_a_page_says_so_and_leads_on(db: None, client: Client, path: str) -> None:
    answers = fetch(cast.merchant_browser(client), [path])

    assert answers[path].status == 404
    assert b"There is nothing at this address" in answers[path].body


def test_a_form_without_its_token_explains_itself(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-out/")

    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()


def test_a_mistake_of_ours_has_a_page_that_needs_nothing(
    db: None, client: Client, settings: Settings
) -> None:
    client.raise_request_exception = False
    settings.ROOT_URLCONF = "tests.web.broken_urls"
    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
