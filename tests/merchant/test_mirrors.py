"""Campaigns made in Omnisend, on the pages of their store."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp import omnisend
from omniapp.campaigns import mirror
from omniapp.campaigns.models import Campaign, CampaignSync
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NOW, campaign, scene

HTMX = {"HX-Request": "true"}
TITLES = {
    "draft": "Draft in Omnisend", "scheduled": "Scheduled", "started": "Sending", "paused": "Safety check",
    "sent": "Sent", "canceled": "Canceled", "onHold": "On hold at Omnisend", "error": "Stopped by Omnisend",
    "expired": "Stopped by Omnisend", "stopped": "Stopped", "resting": "Resting",
}  # fmt: skip
GOING_ON = {"scheduled", "started", "paused", "stopped", "onHold"}


def mirrored(store: Store, status: str = "sent", **answer: Any) -> Campaign:
    told = {
        "id": f"f{Campaign.objects.count():023}",
        "status": status,
        "name": f"Their {status} letter",
        "content": {"email": {"subject": "Written over there", "senderName": "Alpine Wool"}},
        "createdAt": "2026-11-20T08:00:00Z",
        "updatedAt": "2026-11-23T08:00:00Z",
    }
    return mirror.note(store, omnisend.Campaign.model_validate(told | answer), now=NOW)


def page_of(browser: Client, row: Campaign) -> str:
    answer = browser.get(row.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("status", sorted(TITLES))
def test_every_status_has_our_words(merchant: Client, store: Store, status: str) -> None:
    page = page_of(merchant, mirrored(store, status))

    assert f'<h2 id="outcome">{TITLES[status]}</h2>' in page
    assert "As read from Omnisend at 10:02:13." in page
    assert "As it is in Omnisend" in page
    assert "Written over there" in page
    assert (re.search(r'id="state"[^>]*data-poll', page) is not None) == (status in GOING_ON)
    assert "/edit/" not in page


@pytest.mark.parametrize(
    ("answer", "copies"),
    [
        ({}, "copy-in-omnisend/"),
        ({"channel": "sms", "content": {"sms": {"message": "Hello"}}}, "copy/"),
        ({"channel": "push"}, ""),
        ({"type": "booster", "boosterSettings": {"campaignID": "x", "sendTo": "nonOpeners"}}, ""),
    ],
)
def test_a_copy_is_made_where_the_design_is(
    merchant: Client, store: Store, answer: dict[str, Any], copies: str
) -> None:
    page = page_of(merchant, mirrored(store, **answer))

    offered = {verb for verb in ("copy-in-omnisend/", "/copy/") if verb in page}
    assert offered == ({copies if copies != "copy/" else "/copy/"} if copies else set())


def test_beginning_with_one_made_there_leads_to_its_page_where_its_design_is_copied(
    merchant: Client, store: Store
) -> None:
    theirs, ours = mirrored(store), campaign(store)

    page = merchant.get(f"/s/{store.brand_id}/campaigns/new/").content.decode()

    assert f'href="{theirs.get_absolute_url()}"' in page
    assert re.findall(r'action="([^"]+/copy/)"', page) == [f"{ours.get_absolute_url()}copy/"]


def test_asking_for_a_copy_and_for_a_deletion_are_errands(merchant: Client, store: Store) -> None:
    draft = mirrored(store, "draft")
    answer = merchant.post(f"{draft.get_absolute_url()}copy-in-omnisend/", follow=True)
    assert "Copying in Omnisend" in answer.content.decode()
    assert Delivery.objects.get().purpose == "copy"

    again = merchant.post(f"{draft.get_absolute_url()}delete-in-omnisend/")
    assert again.status_code == 409
    assert "Try again in a moment" in again.content.decode()


def test_the_page_leads_to_the_copy(merchant: Client, store: Store) -> None:
    theirs, copy = mirrored(store), campaign(store, name="Copy of: Theirs")
    merchant.post(f"{theirs.get_absolute_url()}copy-in-omnisend/")
    Delivery.objects.update(state="done", ended_at=NOW, made=copy)

    page = page_of(merchant, theirs)
    assert "A copy was made at 10:02:13." in page
    assert f'href="{copy.get_absolute_url()}"' in page


def test_a_copy_that_omnisend_refused_says_why(merchant: Client, store: Store) -> None:
    theirs = mirrored(store)
    merchant.post(f"{theirs.get_absolute_url()}copy-in-omnisend/")
    problem = {
        "operation": "POST /campaigns/{id}/copy",
        "status": 422,
        "detail": "Not this kind.",
        "fields": [],
    }
    Delivery.objects.update(state="refused", ended_at=NOW, problem=problem)

    assert "Omnisend did not copy it when asked at 10:02:13. Its words: “Not this kind”." in page_of(
        merchant, theirs
    )


def test_after_its_deletion_the_page_leads_to_the_list(merchant: Client, store: Store) -> None:
    theirs = mirrored(store, "draft")
    merchant.post(f"{theirs.get_absolute_url()}delete-in-omnisend/")
    Delivery.objects.update(state="done", ended_at=NOW)
    Campaign.objects.update(deleted_at=NOW)

    piece = merchant.get(f"{theirs.get_absolute_url()}status/", headers=HTMX)
    assert piece["HX-Redirect"] == f"/s/{store.brand_id}/campaigns/"
    page = merchant.get(theirs.get_absolute_url(), follow=True).content.decode()
    assert "is deleted in Omnisend and here" in page


def test_one_that_was_deleted_there_says_so_and_keeps_its_words(merchant: Client, store: Store) -> None:
    theirs = mirrored(store)
    Campaign.objects.update(gone_at=NOW)
    page = page_of(merchant, theirs)

    assert "Deleted in Omnisend" in page
    assert "Written over there" in page
    assert "Copy the words as a new draft" in page


def test_one_of_ours_that_somebody_sent_there_says_so(merchant: Client, store: Store) -> None:
    mine = scene(store, "undone")
    later = NOW + dt.timedelta(minutes=1)
    Campaign.objects.update(omnisend_id="d1", omnisend_status="sent", omnisend_read_at=later)
    page = page_of(merchant, mine)

    assert "That happened in Omnisend, not from here." in page
    assert "Go on writing" not in page


@pytest.mark.parametrize(
    ("show", "there"),
    [
        ("drafts", {"draft"}),
        ("underway", GOING_ON | {"resting"}),
        ("over", {"sent", "canceled", "error", "expired"}),
        ("needs-you", set()),
        ("all", set(TITLES)),
    ],
)
def test_filters_know_omnisends_status(merchant: Client, store: Store, show: str, there: set[str]) -> None:
    for status in TITLES:
        mirrored(store, status)
    page = merchant.get(f"/s/{store.brand_id}/campaigns/?show={show}").content.decode()

    assert {status for status in TITLES if f"Their {status} letter" in page} == there
    assert page.count("Made in Omnisend") == len(there)


def test_an_errand_does_not_count_as_a_send(merchant: Client, store: Store) -> None:
    theirs = mirrored(store, "draft")
    merchant.post(f"{theirs.get_absolute_url()}copy-in-omnisend/")

    assert theirs.name in merchant.get(f"/s/{store.brand_id}/campaigns/?show=drafts").content.decode()


def test_home_knows_what_was_sent_last_wherever(merchant: Client, store: Store) -> None:
    mirrored(store, startedAt="2026-11-23T08:00:00Z", endedAt="2026-11-23T08:05:00Z")
    page = merchant.get(f"/s/{store.brand_id}/").content.decode()

    assert "Their sent letter" in page
    assert "Write the first campaign" not in page


def test_lists_cost_the_same_however_many_there_are(
    merchant: Client, store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for status in (*TITLES, *TITLES):
        mirrored(store, status)
    with django_assert_max_num_queries(10):
        merchant.get(f"/s/{store.brand_id}/campaigns/")
    with django_assert_max_num_queries(12):
        merchant.get(f"/s/{store.brand_id}/")


def test_whoever_opens_the_list_has_it_read(merchant: Client, store: Store) -> None:
    listed = merchant.get(f"/s/{store.brand_id}/campaigns/").content.decode()
    looks = 'id="freshness" class="cluster small muted" hx-get="'  # from the start, so that nothing moves
    assert looks in listed
    assert not CampaignSync.objects.exists()  # nothing in the page's own request

    piece = merchant.get(f"/s/{store.brand_id}/campaigns/fresh/", headers=HTMX).content.decode()
    assert "Reading this store" in piece
    assert looks in piece
    assert "every 2s" in piece
    state = CampaignSync.objects.get()
    assert (state.looked_at, state.next_at) == (NOW, NOW)


def test_what_is_fresh_is_not_read_again_unless_asked(merchant: Client, store: Store) -> None:
    soon = NOW + dt.timedelta(minutes=1)
    CampaignSync.objects.create(store=store, synced_at=NOW, next_at=soon)
    address = f"/s/{store.brand_id}/campaigns/fresh/"
    piece = merchant.get(address, headers=HTMX).content.decode()

    assert "As read from Omnisend at" in piece
    assert "every 2s" not in piece
    assert CampaignSync.objects.get().next_at == soon
    merchant.post(address)
    assert CampaignSync.objects.get().next_at == NOW


def test_when_omnisend_asked_us_to_wait_nobody_is_quicker(merchant: Client, store: Store) -> None:
    soon = NOW + dt.timedelta(minutes=1)
    CampaignSync.objects.create(store=store, wait_until=soon, trouble="Omnisend asks us to wait a moment.")
    page = merchant.post(f"/s/{store.brand_id}/campaigns/fresh/", headers=HTMX).content.decode()

    assert CampaignSync.objects.get().next_at == soon
    assert "Omnisend asks us to wait" in page
    assert "Read again" not in page


def test_the_list_is_loaded_again_when_something_newer_came(merchant: Client, store: Store) -> None:
    before = (NOW - dt.timedelta(minutes=1)).isoformat().replace("+", "%2B")
    CampaignSync.objects.create(
        store=store, synced_at=NOW, changed_at=NOW, next_at=NOW + dt.timedelta(minutes=1)
    )
    here = f"http://testserver/s/{store.brand_id}/campaigns/?show=drafts"
    piece = merchant.get(
        f"/s/{store.brand_id}/campaigns/fresh/?since={before}", headers=HTMX | {"HX-Current-URL": here}
    ).content.decode()

    assert f'hx-get="/s/{store.brand_id}/campaigns/?show=drafts"' in piece
    assert 'hx-select="#list"' in piece


def test_a_strangers_store_is_not_read(merchant: Client) -> None:
    other = cast.other_store()

    assert merchant.get(f"/s/{other.brand_id}/campaigns/fresh/", headers=HTMX).status_code == 404
