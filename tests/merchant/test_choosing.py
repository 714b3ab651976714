"""The pickers and the preview, from a real local Omnisend."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns import pickers
from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, stored_draft
from tests.sandbox_control import FRESH_START, Sandbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
RENDER = "POST /email-templates/{id}/render"


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


@pytest.fixture
def campaign(store: Store) -> Campaign:
    return stored_draft(store, template_id="", template_name="", audience="")


def look(browser: Client, what: str, campaign: Campaign, htmx: bool = True, **query: Any) -> str:
    address = reverse(f"merchant:{what}", args=[campaign.store.brand_id])
    answer = browser.get(address, {"campaign": campaign.pk} | query, headers=HTMX if htmx else None)
    assert answer.status_code == 200
    return str(answer.content.decode())


def save(browser: Client, campaign: Campaign, **typed: Any) -> Campaign:
    address = reverse("merchant:save", args=[campaign.store.brand_id, campaign.pk])
    assert browser.post(address, {"version": campaign.version} | typed, headers=HTMX).status_code == 200
    campaign.refresh_from_db()
    return campaign


@pytest.mark.parametrize("what", ["templates", "segments"])
def test_a_picker_is_a_page_of_its_own_and_a_piece_of_the_editor(
    browser: Client, campaign: Campaign, what: str
) -> None:
    piece, page = look(browser, what, campaign), look(browser, what, campaign, htmx=False)
    assert "<html" in page
    assert "<html" not in piece
    assert reverse("merchant:save", args=[campaign.store.brand_id, campaign.pk]) in page
    chosen = r'type="radio" name="(template_id|segment-)'
    assert re.search(chosen, piece)
    assert re.search(chosen, page)


def test_choosing_a_template_keeps_its_name(browser: Client, campaign: Campaign) -> None:
    template = pickers.templates(campaign.store).items[0]
    save(browser, campaign, template_id=template.id)
    assert (campaign.template_id, campaign.template_name) == (template.id, template.name)
    assert f'value="{template.id}" checked' in look(browser, "templates", campaign)


def test_a_chosen_template_stays_in_sight_when_it_is_not_on_the_page(
    browser: Client, campaign: Campaign
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(template_id="gone", template_name="An old one")
    assert re.search(r'value="gone" checked.*An old one', look(browser, "templates", campaign))


def test_a_template_whose_name_cannot_be_asked_for_is_chosen_all_the_same(
    browser: Client, campaign: Campaign, sandbox: Sandbox
) -> None:
    sandbox.fault("GET /email-templates/{id}", status=500)
    save(browser, campaign, template_id="b" * 24)
    assert (campaign.template_id, campaign.template_name) == ("b" * 24, "")


def test_segments_are_included_and_excluded_with_their_reach(browser: Client, campaign: Campaign) -> None:
    one, other, third = pickers.segments(campaign.store, now=NOW).items[:3]
    save(browser, campaign, **{f"segment-{one.id}": "include", f"segment-{other.id}": "exclude"})
    assert campaign.included == [{"id": one.id, "name": one.name}]
    assert campaign.excluded == [{"id": other.id, "name": other.name}]
    assert (campaign.audience, campaign.reach, campaign.reach_at) == ("segments", one.count, NOW)
    save(browser, campaign, **{f"segment-{one.id}": "", f"segment-{third.id}": "include"})
    assert campaign.included_ids == [third.id]
    assert campaign.excluded_ids == [other.id]
    assert campaign.reach == third.count


def test_a_segment_is_never_both_in_and_out(browser: Client, campaign: Campaign) -> None:
    one = pickers.segments(campaign.store, now=NOW).items[0]
    save(browser, campaign, **{f"segment-{one.id}": "include"})
    save(browser, campaign, **{f"segment-{one.id}": "exclude"})
    assert (campaign.included_ids, campaign.excluded_ids) == ([], [one.id])


def test_everyone_is_said_without_a_number(browser: Client, campaign: Campaign) -> None:
    save(browser, campaign, audience="everyone")
    page = browser.get(reverse("merchant:edit", args=[campaign.store.brand_id, campaign.pk])).content.decode()
    assert "Everyone subscribed. Omnisend names no number." in page


def test_templates_are_searched_by_name(browser: Client, campaign: Campaign) -> None:
    first, *others = pickers.templates(campaign.store).items
    page = look(browser, "templates", campaign, search=first.name)
    assert first.id in page
    assert others[0].id not in page
    assert "No template has “nothing like it”" in look(
        browser, "templates", campaign, search="nothing like it"
    )


@pytest.mark.parametrize(
    ("what", "words"), [("templates", "No templates yet"), ("segments", "No segments yet")]
)
def test_a_store_without_any_is_told_what_to_do(sandbox: Sandbox, what: str, words: str) -> None:
    fresh = cast.connect(FRESH_START, sandbox)
    page = look(cast.merchant_browser(Client(), fresh), what, stored_draft(fresh))
    assert words in page


@pytest.mark.parametrize(
    ("what", "operation"), [("templates", "GET /email-templates"), ("segments", "GET /segments")]
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_list_that_fails_says_so_and_can_be_tried_again(
    browser: Client, campaign: Campaign, sandbox: Sandbox, what: str, operation: str, htmx: bool
) -> None:
    sandbox.fault(operation, status=503)
    page = look(browser, what, campaign, htmx=htmx)
    assert f"We could not load the {what}." in page
    again = re.search(r'href="([^"]+)" data-again>Try again', page)
    assert again
    assert "could not load" not in browser.get(again[1].replace("&amp;", "&")).content.decode()


def test_a_cursor_that_omnisend_does_not_know_is_a_list_that_fails(
    browser: Client, campaign: Campaign
) -> None:
    assert "We could not load the segments." in look(browser, "segments", campaign, after="no such cursor")


@pytest.mark.parametrize(
    ("what", "most"), [("templates", "TEMPLATES_A_PAGE"), ("segments", "SEGMENTS_A_PAGE")]
)
def test_long_lists_go_on_page_by_page(
    browser: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, what: str, most: str
) -> None:
    monkeypatch.setattr(pickers, most, 3)
    page, seen = look(browser, what, campaign), []
    while True:
        seen += re.findall(r'<input type="radio" name="(?:template_id|segment-\w+)" value="\w*"', page)
        more = re.search(r'hx-get="([^"]+)" hx-target="closest .more"', page)
        if not more:
            break
        page = browser.get(more[1].replace("&amp;", "&"), headers=HTMX).content.decode()
    listing = (
        pickers.templates(campaign.store)
        if what == "templates"
        else pickers.segments(campaign.store, now=NOW)
    )
    assert len(set(seen)) == len(seen) > len(listing.items) == 3


def test_the_preview_can_do_nothing_but_be_looked_at(browser: Client, store: Store) -> None:
    template = pickers.templates(store).items[0]
    answer = browser.get(reverse("merchant:template-preview", args=[store.brand_id, template.id]))
    policy = answer["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "<html" in answer.content.decode()
    assert policy.startswith("sandbox; default-src 'none'; img-src data: https:; style-src 'unsafe-inline'")
    assert "script" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("status", [404, 500, 429])
def test_a_preview_that_fails_says_why_under_the_same_policy(
    browser: Client, store: Store, sandbox: Sandbox, status: int
) -> None:
    template = pickers.templates(store).items[0]
    sandbox.fault(RENDER, status=status)
    answer = browser.get(reverse("merchant:template-preview", args=[store.brand_id, template.id]))
    assert answer.status_code == 200
    assert "There is no preview" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert answer["Cache-Control"] == "no-store"
