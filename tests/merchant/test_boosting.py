"""Boosters in the pages: of sent campaigns and of drafts, what forbids them, and what was typed wrongly."""

import datetime as dt
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


def at(campaign: Campaign, page: str, **more: Any) -> str:
    return reverse(f"merchant:{page}", kwargs={"brand_id": campaign.store.brand_id, "pk": campaign.pk} | more)


@pytest.fixture
def sent(store: Store) -> Campaign:
    return scenes.scene(store, "sent")


@pytest.fixture
def draft(store: Store) -> Campaign:
    return scenes.campaign(store)


def save(browser: Client, campaign: Campaign, *, htmx: Any = True, **typed: Any) -> Any:
    campaign.refresh_from_db()
    posted = {"version": campaign.version, "page_key": "ours"} | typed
    return browser.post(at(campaign, "save"), posted, headers=HTMX if htmx else None)


def with_booster(browser: Client, draft: Campaign, go: str = "booster-add") -> Campaign:
    answer = save(browser, draft, htmx=False, go=go)
    assert answer["Location"].endswith("/edit/#booster")
    return Campaign.objects.get(parent=draft)


def test_a_sent_campaign_is_boosted_in_one_click(merchant: Client, sent: Campaign) -> None:
    assert "Boost it" in merchant.get(sent.get_absolute_url()).content.decode()

    answer = merchant.post(at(sent, "boost"), {"channel": "email"}, follow=True)

    booster = Campaign.objects.get(parent=sent)
    assert not booster.attached
    page = answer.content.decode()
    assert "Who did not open it" in page
    assert f'placeholder="{sent.subject}"' in page


def test_an_unsent_booster_is_said_wherever_its_campaign_is_shown(merchant: Client, sent: Campaign) -> None:
    merchant.post(at(sent, "boost"), {"channel": "email"})

    assert "Written, but not sent." in merchant.get(sent.get_absolute_url()).content.decode()
    home = merchant.get(sent.store.get_absolute_url()).content.decode()
    assert f"A booster for “{sent}” is written but not sent" in home


def test_home_offers_the_campaign_that_can_be_boosted(merchant: Client, sent: Campaign) -> None:
    assert "Boost the campaign sent on" in merchant.get(sent.store.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("shows", "changes", "rule"),
    [
        ("sending", {}, "A booster can follow once that is over."),
        ("canceled", {}, "It was canceled"),
        ("safety-check", {}, "Omnisend is checking it"),
        ("failed", {}, "It failed at Omnisend"),
        ("sent", {"type": "abTest"}, "It is an A/B test."),
        ("sent", {"channel": "sms"}, "It is a text message"),
    ],
)
def test_an_impossible_parent_shows_its_rule_and_no_button(
    merchant: Client, store: Store, shows: str, changes: dict[str, str], rule: str
) -> None:
    parent = scenes.scene(store, shows)
    Campaign.objects.filter(pk=parent.pk).update(**changes)

    page = merchant.get(at(parent, "boost")).content.decode()

    assert rule in page
    assert "Boost it by SMS" not in page
    refused = merchant.post(at(parent, "boost"), {"channel": "email"})
    assert refused.status_code == 409
    assert rule in refused.content.decode()
    assert not Campaign.objects.filter(parent=parent).exists()


def test_a_parent_that_started_between_page_and_click_is_refused(merchant: Client, sent: Campaign) -> None:
    merchant.get(at(sent, "boost"))
    Campaign.objects.filter(pk=sent.pk).update(omnisend_status="started")

    assert merchant.post(at(sent, "boost"), {"channel": "email"}).status_code == 409


def test_past_ten_days_it_warns_and_lets_omnisend_decide(merchant: Client, sent: Campaign) -> None:
    Campaign.objects.filter(pk=sent.pk).update(locked_at=scenes.NOW - dt.timedelta(days=12))

    page = merchant.get(at(sent, "boost")).content.decode()

    assert "It was sent 12 days ago" in page
    assert "Boost it by SMS" in page


def test_the_second_booster_finds_the_first(merchant: Client, sent: Campaign) -> None:
    merchant.post(at(sent, "boost"), {"channel": "email"})

    answer = merchant.post(at(sent, "boost"), {"channel": "email"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Show it" in page
    assert "Delete it and make a new one" in page
    merchant.post(at(sent, "boost-replace"))
    assert merchant.post(at(sent, "boost"), {"channel": "sms"}).status_code == 302


def test_a_drafts_booster_is_written_and_saved_beside_it(merchant: Client, draft: Campaign) -> None:
    booster = with_booster(merchant, draft)

    answer = save(
        merchant, draft, subject="New words", **{
            "booster-version": booster.version, "booster-delay_amount": "3", "booster-delay_unit": "d",
            "booster-send_to": "nonClickers", "booster-subject": "Once more",
        },
    )  # fmt: skip

    assert answer.status_code == 200
    booster.refresh_from_db()
    draft.refresh_from_db()
    assert (booster.delay_amount, booster.delay_unit, booster.send_to) == ("3", "d", "nonClickers")
    assert (booster.subject, draft.subject) == ("Once more", "New words")
    review = merchant.get(at(draft, "review")).content.decode()
    assert "“Once more” as a booster to those who did not click in" in review


@pytest.mark.parametrize(
    ("amount", "unit", "sentence"),
    [
        ("0", "h", "Give an email at least 1 hour."),
        ("11", "d", "more than the 240 hours"),
        ("241", "h", "more than the 240 hours"),
        ("soon", "h", "Say how long after the first campaign it leaves."),
    ],
)
def test_a_delay_omnisend_refuses_is_said_at_its_field_and_blocks_the_campaign(
    merchant: Client, draft: Campaign, amount: str, unit: str, sentence: str
) -> None:
    booster = with_booster(merchant, draft)
    typed = {"booster-version": booster.version, "booster-delay_amount": amount, "booster-delay_unit": unit}

    page = save(merchant, draft, **typed).content.decode()

    problems = page.partition('id="problems-booster-delay_amount"')[2].partition("</div>")[0]
    assert sentence in problems
    assert f'value="{amount}"' in merchant.get(at(draft, "edit")).content.decode()
    assert "Send to Alpine Wool" not in merchant.get(at(draft, "review")).content.decode()


def test_a_text_message_may_leave_together_with_its_campaign(merchant: Client, draft: Campaign) -> None:
    booster = with_booster(merchant, draft, "booster-add-sms")
    typed = {"booster-version": booster.version, "booster-delay_amount": "0", "booster-delay_unit": "h"}

    page = save(merchant, draft, **typed).content.decode()

    problems = page.partition('id="problems-booster-delay_amount"')[2].partition("</div>")[0]
    assert "errorlist" not in problems


@pytest.mark.parametrize("htmx", [True, False])
def test_two_tabs_on_one_booster_save_neither_half(merchant: Client, draft: Campaign, htmx: bool) -> None:
    booster = with_booster(merchant, draft)
    operations.save(
        campaign=booster, version=booster.version, changes={"subject": "Theirs"},
        actor=actors.merchant(draft.store), now=scenes.NOW,
    )  # fmt: skip

    answer = save(merchant, draft, htmx=htmx, subject="Not stored", **{
        "booster-version": booster.version, "booster-subject": "Mine"})  # fmt: skip

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page
    assert "Mine" in page
    assert 'name="booster-keep"' in page
    draft.refresh_from_db()
    assert draft.subject != "Not stored"


def test_the_booster_is_taken_away_again(merchant: Client, draft: Campaign) -> None:
    booster = with_booster(merchant, draft)

    save(merchant, draft, htmx=False, go="booster-remove")

    booster.refresh_from_db()
    assert booster.deleted_at is not None


def test_a_booster_is_not_copied(merchant: Client, sent: Campaign) -> None:
    merchant.post(at(sent, "boost"), {"channel": "email"})
    booster = Campaign.objects.get(parent=sent)

    answer = merchant.post(at(booster, "copy"), follow=True)

    assert "Omnisend does not copy boosters." in answer.content.decode()


def test_another_stores_campaign_is_not_boosted(merchant: Client, store: Store) -> None:
    assert merchant.post(reverse("merchant:boost", args=[store.brand_id, 999999])).status_code == 404
