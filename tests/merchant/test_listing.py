"""The list of a store's campaigns."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.merchant.listing import PER_PAGE
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NAMES, campaign, scene


def listed(browser: Client, store: Store, query: str = "") -> str:
    answer = browser.get(f"/s/{store.brand_id}/campaigns/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_store_without_campaigns_is_told_how_to_begin(merchant: Client, store: Store) -> None:
    assert "No campaigns yet" in listed(merchant, store)


@pytest.mark.parametrize(
    ("show", "there"),
    [
        ("all", {"draft", "undone", "plan", "held", "sending", "scheduled", "sent", "canceled"}),
        ("needs-you", {"plan"}),
        ("drafts", {"draft", "undone"}),
        ("underway", {"held", "sending", "scheduled"}),
        ("over", {"sent", "canceled"}),
        ("nonsense", {"draft", "undone", "plan", "held", "sending", "scheduled", "sent", "canceled"}),
    ],
)
def test_a_filter_shows_what_is_in_that_state(
    merchant: Client, store: Store, show: str, there: set[str]
) -> None:
    names = ("draft", "undone", "plan", "held", "sending", "scheduled", "sent", "canceled")
    for name in names:
        scene(store, name, name=f"<{name}>")
    page = listed(merchant, store, f"?show={show}")

    assert {name for name in names if f"&lt;{name}&gt;" in page} == there


def test_the_state_that_counts_is_that_of_the_newest_delivery(merchant: Client, store: Store) -> None:
    again = scene(store, "undone", name="Second try")
    scene(store, "draft")
    state = again.deliveries.get()
    state.pk, state.state, state.ended_at = None, "held", None
    state.save(force_insert=True)

    assert "Second try" in listed(merchant, store, "?show=underway")
    assert "Second try" not in listed(merchant, store, "?show=drafts")


def test_a_search_wants_every_word_in_name_or_subject(merchant: Client, store: Store) -> None:
    campaign(store, name="Warm socks", subject="For cold feet")
    campaign(store, name="Cold soup", subject="A recipe")

    page = listed(merchant, store, "?search=COLD+feet")
    assert "Warm socks" in page
    assert "Cold soup" not in page
    assert 'value="COLD feet"' in page
    assert "Nothing found" in listed(merchant, store, "?search=cold+feet+soup")


def test_a_filter_keeps_the_search_and_the_pages_keep_both(merchant: Client, store: Store) -> None:
    for number in range(PER_PAGE + 1):
        campaign(store, name=f"Letter {number}")
    page = listed(merchant, store, "?show=drafts&search=letter")

    assert "?show=underway&amp;search=letter" in page
    assert "?show=drafts&amp;search=letter&amp;page=2" in page
    assert f"1–{PER_PAGE} of {PER_PAGE + 1} campaigns" in page
    assert page.count('class="cover') == PER_PAGE
    assert listed(merchant, store, "?page=2").count('class="cover') == 1
    assert listed(merchant, store, "?page=nonsense").count('class="cover') == PER_PAGE


def test_the_filter_that_needs_a_person_says_how_many(merchant: Client, store: Store) -> None:
    scene(store, "plan")
    scene(store, "gone")

    assert '<span class="chip-count">2</span>' in listed(merchant, store)


def test_every_row_says_its_state_in_a_word(merchant: Client, store: Store) -> None:
    for name in NAMES:
        scene(store, name)
    page = listed(merchant, store) + listed(merchant, store, "?page=2")

    for title in ("Draft", "Scheduled", "Checking", "Needs you: plan", "Gone in Omnisend", "On hold"):
        assert f"</svg>{title}" in page


def test_a_full_page_costs_a_fixed_number_of_queries(
    merchant: Client, store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("plan", "sending", "sent", "draft", "scheduled") * 3:
        scene(store, name)
    with django_assert_max_num_queries(8):
        listed(merchant, store)


def test_deleted_and_foreign_campaigns_are_not_listed(merchant: Client, store: Store) -> None:
    gone = campaign(store, name="Thrown away")
    gone.deleted_at = gone.updated_at
    gone.save()
    campaign(cast.other_store(), name="Tea for two")
    page = listed(merchant, store)

    assert "Thrown away" not in page
    assert "Tea for two" not in page
