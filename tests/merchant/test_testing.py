"""A/B tests in the editor: two variants beside each other, the plan, and what was typed wrongly."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns import operations
from omniapp.campaigns.models import Campaign
from omniapp.people import actors
from omniapp.stores.models import Store
from tests.merchant import scenes

HTMX = {"HX-Request": "true"}
COMPLETE = {
    "a-subject": "Warm socks",
    "b-subject": "Cold feet?",
    "a-template_id": "b20000000000000000000001",
    "b-template_id": "b20000000000000000000002",
    "audience": "everyone",
    "timing": "now",
}


@pytest.fixture
def ab_test(store: Store) -> Campaign:
    return operations.create(store=store, actor=actors.merchant(store), now=scenes.NOW, type="abTest")


def at(campaign: Campaign, page: str) -> str:
    return reverse(f"merchant:{page}", args=[campaign.store.brand_id, campaign.pk])


def save(browser: Client, campaign: Campaign, *, htmx: Any = True, **typed: Any) -> Any:
    campaign.refresh_from_db()
    posted = {"version": campaign.version, "page_key": "ours"} | typed
    return browser.post(at(campaign, "save"), posted, headers=HTMX if htmx else None)


def test_the_chooser_begins_one_and_opens_it(merchant: Client, store: Store) -> None:
    answer = merchant.post(reverse("merchant:new", args=[store.brand_id]), {"kind": "ab-test"}, follow=True)
    page = answer.content.decode()

    assert Campaign.objects.get().type == "abTest"
    assert "Variant A" in page
    assert "15 % get A, 15 % get B; after 4 hours the better one by opens goes to the other 70 %" in page


def test_both_variants_are_saved_and_the_plan_follows(merchant: Client, ab_test: Campaign) -> None:
    answer = save(
        merchant,
        ab_test,
        **COMPLETE,
        test_mode="part",
        test_share="20",
        decision_amount="2",
        decision_unit="d",
        winning_metric="clickRate",
    )

    ab_test.refresh_from_db()
    assert [ab_test.variants[letter]["subject"] for letter in "ab"] == ["Warm socks", "Cold feet?"]
    assert ab_test.variants["b"]["template_id"] == "b20000000000000000000002"
    page = answer.content.decode()
    assert "10 % get A, 10 % get B; after 2 days the better one by clicks goes to the other 80 %" in page


def test_one_field_of_one_variant_leaves_the_others_alone(merchant: Client, ab_test: Campaign) -> None:
    save(merchant, ab_test, **COMPLETE)
    save(merchant, ab_test, **{"b-preheader": "Only this"})

    ab_test.refresh_from_db()
    assert ab_test.variants["a"]["subject"] == "Warm socks"
    assert ab_test.variants["b"]["subject"] == "Cold feet?"
    assert ab_test.variants["b"]["preheader"] == "Only this"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"test_share": "9"}, "a test takes a whole number from 10 to 100 %"),
        ({"test_share": "101"}, "a test takes a whole number from 10 to 100 %"),
        ({"test_share": "half"}, "a test takes a whole number from 10 to 100 %"),
        ({"decision_amount": "169"}, "after 1 to 168 hours, or 1 to 7 days"),
        ({"decision_amount": "0"}, "after 1 to 168 hours, or 1 to 7 days"),
        ({"decision_amount": "8", "decision_unit": "d"}, "after 1 to 168 hours, or 1 to 7 days"),
        ({"a-subject": "x" * 300}, "The subject of variant A has 300 characters"),
    ],
)
def test_what_omnisend_would_refuse_is_said_at_its_field_and_kept(
    merchant: Client, ab_test: Campaign, typed: dict[str, str], sentence: str
) -> None:
    answer = save(merchant, ab_test, **(COMPLETE | typed))

    name = next(iter(typed))
    problems = answer.content.decode().partition(f'id="problems-{name}"')[2].partition("</div>")[0]
    assert sentence in problems
    assert typed[name] in merchant.get(at(ab_test, "edit")).content.decode()
    send = reverse("merchant:act", args=[ab_test.store.brand_id, ab_test.pk, "send"])
    refused = merchant.post(send, {"version": 2})
    assert refused.status_code == 409


def test_everybody_at_once_has_no_measure_and_no_time(merchant: Client, ab_test: Campaign) -> None:
    answer = save(merchant, ab_test, **COMPLETE, test_mode="all", test_share="30")
    ab_test.refresh_from_db()
    assert ab_test.test_share == "100"
    assert "nobody is left for a winner" in answer.content.decode()

    save(merchant, ab_test, test_mode="part", test_share="100")

    ab_test.refresh_from_db()
    assert ab_test.test_share == "30"


def test_review_says_the_plan_and_shows_both(merchant: Client, ab_test: Campaign) -> None:
    save(merchant, ab_test, **COMPLETE)

    page = merchant.get(at(ab_test, "review")).content.decode()

    assert "tests the emails A “Warm socks” and B “Cold feet?”" in page
    assert "variant A" in page
    assert "variant B" in page
    assert "Send to Alpine Wool" in page


@pytest.mark.parametrize("htmx", [True, False])
def test_two_tabs_on_one_test_are_told_apart(merchant: Client, ab_test: Campaign, htmx: bool) -> None:
    save(merchant, ab_test, **COMPLETE)

    answer = save(merchant, ab_test, htmx=htmx, **{"version": 1, "page_key": "theirs", "b-subject": "Mine"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Subject of B" in page
    assert "Cold feet?" in page
    assert "Mine" in page


def test_without_javascript_each_variant_has_its_own_page_of_templates(
    merchant: Client, ab_test: Campaign
) -> None:
    answer = save(merchant, ab_test, htmx=False, go="templates-b")
    assert answer["Location"].endswith(f"/templates/?campaign={ab_test.pk}&variant=b")

    page = merchant.get(answer["Location"]).content.decode()

    assert "Choose a template for variant B" in page
