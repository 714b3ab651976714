"""Writing a draft: every save keeps what was typed, with and without htmx."""

import re
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.sending.situation import Problem
from omniapp.sending.states import Reason, State, Step
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, VIP, stored_draft
from tests.merchant import scenes

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


def at(page: str, campaign: Campaign) -> str:
    return reverse(f"merchant:{page}", args=[campaign.store.brand_id, campaign.pk])


def save(browser: Client, campaign: Campaign, htmx: bool = False, **typed: Any) -> Any:
    typed = {"version": campaign.version, "page_key": "this page"} | typed
    return browser.post(at("save", campaign), typed, headers=HTMX if htmx else None)


def test_a_new_email_is_one_click_and_opens_in_the_editor(browser: Client, store: Store) -> None:
    address = reverse("merchant:new", args=[store.brand_id])
    assert b"Write an email" in browser.get(address).content
    answer = browser.post(address, follow=True)
    campaign = store.campaigns.get()
    assert answer.redirect_chain == [(at("edit", campaign), 302)]
    assert b'value="Alpine Wool"' in answer.content


def test_saving_answers_with_the_time_on_the_stores_clock(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    with time_machine.travel(NOW, tick=False):
        answer = save(browser, campaign, htmx=True, subject="Hats & socks")
    assert answer.status_code == 200
    assert "Saved 10:00" in answer.content.decode()
    assert 'name="version" id="version" value="2"' in answer.content.decode()
    assert "Hats &amp; socks" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.subject == "Hats & socks"


def test_without_htmx_the_same_save_comes_back_to_the_editor(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    answer = save(browser, campaign, subject="Hats")
    assert answer.status_code == 302
    assert answer["Location"] == at("edit", campaign)
    assert b'value="Hats"' in browser.get(answer["Location"]).content


@pytest.mark.parametrize("go", ["review", "edit"])
def test_saving_goes_where_it_is_asked_to(browser: Client, store: Store, go: str) -> None:
    campaign = stored_draft(store)
    assert save(browser, campaign, go=go)["Location"] == at(go, campaign)


@pytest.mark.parametrize("go", ["templates", "segments"])
def test_saving_goes_to_the_pickers(browser: Client, store: Store, go: str) -> None:
    campaign = stored_draft(store)
    where = reverse(f"merchant:{go}", args=[store.brand_id])
    assert save(browser, campaign, go=go)["Location"] == f"{where}?campaign={campaign.pk}"


def test_saving_goes_nowhere_else(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    assert save(browser, campaign, go="//evil.example")["Location"] == at("edit", campaign)


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_too_long_is_kept_and_said_at_its_field(browser: Client, store: Store, htmx: bool) -> None:
    campaign = stored_draft(store)
    long = "ä" * 3000
    answer = save(browser, campaign, htmx=htmx, subject=long, reply_to="nobody")
    page = (answer if htmx else browser.get(answer["Location"])).content.decode()
    assert "The subject has 3000 characters" in page
    assert "The reply address is not an e-mail address" in page
    campaign.refresh_from_db()
    assert (campaign.subject, campaign.reply_to) == (long, "nobody")


def test_line_breaks_and_control_characters_become_spaces(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    save(browser, campaign, subject=" two\r\nlines\x00 👩‍👧\u2028", name="\x07")
    campaign.refresh_from_db()
    assert campaign.subject == "two  lines  👩‍👧"
    assert campaign.name == ""


def test_fields_that_were_not_posted_stay(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, audience="segments", included=[VIP], timing="at", on_date="2026-11-26")
    save(browser, campaign, preheader="New")
    campaign.refresh_from_db()
    assert (campaign.preheader, campaign.subject, campaign.included) == ("New", "Winter wool is here", [VIP])
    assert (campaign.timing, campaign.on_date) == ("at", "2026-11-26")


def test_choices_that_do_not_exist_are_not_stored(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    save(browser, campaign, audience="nobody", timing="yesterday", optimize_for="luck", which_hour="third")
    campaign.refresh_from_db()
    assert (campaign.audience, campaign.timing, campaign.optimize_for) == ("everyone", "now", "")


def test_a_language_omnisend_does_not_have_is_said_at_its_field(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    assert b"no such language" in save(browser, campaign, htmx=True, language="en_GB").content
    assert b'<option value="en_GB" selected' in browser.get(at("edit", campaign)).content


def test_a_doubled_hour_is_asked_about_and_another_day_asks_anew(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, timing="at")
    answer = save(browser, campaign, htmx=True, on_date="2027-10-31", at_time="03:30")
    assert b"Which 03:30?" in answer.content
    campaign.refresh_from_db()
    save(browser, campaign, which_hour="second")
    campaign.refresh_from_db()
    assert campaign.moment.trouble == ""
    save(browser, campaign, on_date="2028-10-29")
    campaign.refresh_from_db()
    assert (campaign.which_hour, campaign.moment.trouble) == ("", "twice")


def test_the_clocks_stand_beside_a_time(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, timing="at", on_date="2026-11-26", at_time="09:00")
    page = browser.get(at("edit", campaign)).content.decode()
    assert "Store · Europe/Vilnius" in page
    assert "Thu 26 Nov 09:00" in page
    assert "Thu 26 Nov 07:00" in page


def test_the_inbox_rows_are_cut_where_inboxes_cut(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, subject="s" * 70)
    page = browser.get(at("edit", campaign)).content.decode()
    assert f">{'s' * 32}…<" in page
    assert f">{'s' * 59}…<" in page


def test_the_editor_is_never_taken_from_a_cache(browser: Client, store: Store) -> None:
    assert "no-store" in browser.get(at("edit", stored_draft(store)))["Cache-Control"]


def test_a_campaign_on_its_way_is_not_edited(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, locked_reason="It is on its way.")
    assert browser.get(at("edit", campaign))["Location"] == campaign.get_absolute_url()


def test_what_omnisend_refused_stands_at_its_field_until_something_changes(
    browser: Client, store: Store
) -> None:
    campaign = scenes.campaign(store)
    fields = (("content.email.replyToEmail", "reply_to_email_not_verified", "is not verified"),)
    refused = Problem("POST /campaigns", 400, "validation-failed", fields=fields)
    scenes.delivery(campaign, State.NEEDS_PERSON, Step.CREATE, problem=refused, reason=Reason.FIX)
    page = browser.get(at("edit", campaign)).content.decode()
    assert re.search(r'id="problems-reply_to"><ul class="errorlist"><li>Omnisend says: is not verified', page)
    save(browser, campaign, reply_to="other@alpinewool.example")
    assert "Omnisend says" not in browser.get(at("edit", campaign)).content.decode()


def test_copying_opens_the_copy(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, locked_reason="Sent.")
    answer = browser.post(at("copy", campaign))
    made = store.campaigns.exclude(pk=campaign.pk).get()
    assert answer["Location"] == at("edit", made)


def test_deleting_takes_a_draft_off_the_list(browser: Client, store: Store) -> None:
    campaign = stored_draft(store)
    assert browser.post(at("delete", campaign))["Location"] == reverse(
        "merchant:campaigns", args=[store.brand_id]
    )
    assert browser.get(at("edit", campaign)).status_code == 404


def test_what_is_on_its_way_stays_and_says_so(browser: Client, store: Store) -> None:
    campaign = stored_draft(store, locked_reason="It is on its way.")
    answer = browser.post(at("delete", campaign))
    assert answer["Location"] == campaign.get_absolute_url()
    (told,) = get_messages(answer.wsgi_request)
    assert told.message == "It is on its way. It was not deleted."


@pytest.mark.parametrize("page", ["edit", "review"])
def test_another_stores_campaign_is_not_found(browser: Client, store: Store, page: str) -> None:
    foreign = stored_draft(cast.other_store())
    assert browser.get(reverse(f"merchant:{page}", args=[store.brand_id, foreign.pk])).status_code == 404
    assert browser.get(at(page, foreign)).status_code == 404


@pytest.mark.parametrize("page", ["save", "copy", "delete"])
def test_nothing_changes_by_looking(browser: Client, store: Store, page: str) -> None:
    assert browser.get(at(page, stored_draft(store))).status_code == 405


@pytest.mark.parametrize("page", ["edit", "new", "templates", "segments"])
def test_who_may_only_view_does_not_write(client: Client, store: Store, page: str) -> None:
    browser = cast.partner_browser(client, cast.partner(store, edit=False, send=False))
    campaign = stored_draft(store)
    args = [store.brand_id, campaign.pk] if page == "edit" else [store.brand_id]
    assert browser.get(reverse(f"merchant:{page}", args=args)).status_code == 403
    assert save(browser, campaign, subject="Mine").status_code == 403
