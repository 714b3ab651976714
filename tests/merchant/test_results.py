"""The results on a campaign's page: the numbers as they are kept, with their date."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.results import budget
from omniapp.results.models import Allowance, Report
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NOW, campaign

HTMX = {"HX-Request": "true"}
A, B = "d40000000000000000000001", "d40000000000000000000002"
NUMBERS: dict[str, Any] = {
    "sent": 12_480,
    "failed": 51,
    "opened": 3_719,
    "clicked": 553,
    "orders": 73,
    "unsubscribed": 40,
    "complained": 1,
    "revenue": Decimal("3949.56"),
    "as_of": NOW - dt.timedelta(minutes=7),
    "asked_at": NOW - dt.timedelta(minutes=7),
}


def sent(store: Store, **content: Any) -> Campaign:
    """A campaign that went out yesterday, as Omnisend says."""
    began = {"startedAt": (NOW - dt.timedelta(days=1)).isoformat()}
    key = f"d5{Campaign.objects.count():022}"
    said = {"id": key, "status": "sent"} | began | content.pop("said", {})
    known = {"omnisend_id": key, "omnisend_status": "sent", "omnisend_data": said}
    return campaign(store, locked_reason="It was sent.", **(known | content))


def report(of: Campaign, letter: str = "", key: str = "", **changes: Any) -> Report:
    sent_at = NOW - dt.timedelta(days=1)
    return Report.objects.create(
        store=of.store,
        campaign=of,
        letter=letter,
        omnisend_id=key or of.omnisend_id,
        sent_at=sent_at,
        **(NUMBERS | changes),
    )


def variants(**settings: Any) -> dict[str, Any]:
    sides = {"a": {"id": A, "content": {}}, "b": {"id": B, "content": {}}}
    return {"abTest": {"settings": {"testSizePercent": 30}, "variants": sides} | settings}


def shown(browser: Client, of: Campaign) -> str:
    """The results' part of the page, without markup inside its words."""
    page = browser.get(of.get_absolute_url()).content.decode()
    found = re.search(r'<(section|div) id="results".*?</\1>', page, re.DOTALL)
    return found[0] if found else ""


def table(piece: str) -> dict[str, list[str]]:
    """Row heading to its cells, as text."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', piece, re.DOTALL)
    return {
        head: [unescape(re.sub(r"<[^>]+>", " ", cell)).strip() for cell in re.findall(r"<td.*?</td>", cells)]
        for head, cells in rows
    }


def test_counts_come_with_shares_and_shares_with_counts(merchant: Client, store: Store) -> None:
    of = sent(store)
    report(of)
    piece = shown(merchant, of)

    assert table(piece) == {
        "Sent to": ["12,480"],
        "Opened": ["3,719 29.8 % of 12,480"],
        "Clicked": ["553 4.4 % of 12,480"],
        "Orders": ["73 0.6 % of 12,480"],
        "Revenue": ["3,949.56 EUR"],
        "Not delivered": ["51 0.4 % of 12,480"],
        "Unsubscribed": ["40 0.3 % of 12,480"],
        "Marked as spam": ["1 under 0.1 % of 12,480"],
    }
    assert "As of" in piece
    assert "09:55" in piece, "in the store's zone"


def test_the_drawing_says_nothing_the_table_does_not(merchant: Client, store: Store) -> None:
    of = sent(store)
    report(of)
    piece = shown(merchant, of)

    assert '<svg class="chart" width="100%"' in piece
    assert 'aria-hidden="true"' in piece
    assert "style=" not in piece
    assert piece.count("<rect") == 4


def test_unknown_is_not_shown_as_nothing(merchant: Client, store: Store) -> None:
    of = sent(store, channel="sms", message="Hello")
    report(of, opened=None)
    other = sent(store)
    report(other, clicked=0)

    assert "Opened" not in table(shown(merchant, of))
    assert "Nobody can tell who opened a text message." in shown(merchant, of)
    assert table(shown(merchant, other))["Clicked"] == ["0 0.0 % of 12,480"]


def test_variants_stand_side_by_side_and_one_is_ahead(merchant: Client, store: Store) -> None:
    of = sent(store, type="abTest", said=variants())
    report(of, "a", A, sent=1872, opened=700, clicked=90)
    report(of, "b", B, sent=1872, opened=500, clicked=85)
    piece = shown(merchant, of)

    assert table(piece)["Opened"] == ["700 37.4 % of 1,872", "500 26.7 % of 1,872", "1,200 32.1 % of 3,744"]
    assert "More people opened A than B" in piece
    assert "may be chance" in piece
    assert "A: 700" in piece


def test_small_samples_are_said_to_be_too_small(merchant: Client, store: Store) -> None:
    of = sent(store, type="abTest", said=variants())
    report(of, "a", A, sent=12, opened=9, clicked=1)
    report(of, "b", B, sent=12, opened=2, clicked=0)
    piece = shown(merchant, of)

    assert "Too few to compare" in piece
    assert table(piece)["Opened"] == ["9", "2", "11"]
    assert "too few for percentages" in piece


def test_the_winner_is_named_with_what_its_column_holds(merchant: Client, store: Store) -> None:
    result = {"winnerVariantID": B, "selectedAt": NOW.isoformat(), "isManuallySelected": False}
    of = sent(store, type="abTest", said=variants(result=result))
    report(of, "a", A)
    report(of, "b", B)

    assert "B won, and went to everybody else as well" in shown(merchant, of)


def test_a_booster_stands_beside_its_campaign_on_both_pages(merchant: Client, store: Store) -> None:
    parent = sent(store)
    booster = sent(store, type="booster", parent=parent, send_to="nonOpeners", name="Once more")
    report(parent)
    report(booster, sent=8_000, opened=1_000)
    for page, other in ((parent, booster), (booster, parent)):
        piece = shown(merchant, page)
        assert table(piece)["Sent to"] == ["12,480", "8,000"]
        assert f'href="{other.get_absolute_url()}"' in piece
        assert f'<a href="{page.get_absolute_url()}"' not in piece
        assert "did not open the campaign" in piece


def test_the_first_look_asks_and_says_so(merchant: Client, store: Store) -> None:
    of = sent(store)
    piece = shown(merchant, of)

    assert "Asking Omnisend" in piece
    assert "<noscript>" in piece
    assert "every 10s" in piece
    row = Report.objects.get(campaign=of)
    assert (row.looked_at, row.as_of) == (NOW, None)


def test_what_omnisend_does_not_know_yet_is_said(merchant: Client, store: Store) -> None:
    of = sent(store)
    unknown: dict[str, Any] = dict.fromkeys(NUMBERS)
    report(of, **(unknown | {"asked_at": NOW}))

    assert "no numbers for it yet" in shown(merchant, of)


def test_a_year_later_omnisend_tells_no_more(merchant: Client, store: Store) -> None:
    of = sent(store, said={"startedAt": (NOW - dt.timedelta(days=400)).isoformat()}, timing="")
    piece = shown(merchant, of)

    assert "the last twelve months only" in piece
    assert "hx-get" not in piece


def test_a_missing_permission_is_named_and_old_numbers_stay(merchant: Client, store: Store) -> None:
    of = sent(store)
    report(of)
    Store.objects.update(scope="campaigns.read")
    piece = shown(merchant, of)

    assert "We may not read this store" in piece
    assert 'name="more" value="analytics.read"' in piece
    assert "The numbers below are from before." in piece
    assert table(piece)["Sent to"] == ["12,480"]


def test_a_trouble_is_told_in_words(merchant: Client, store: Store) -> None:
    of = sent(store)
    until = budget.real_now() + dt.timedelta(hours=2, minutes=10)
    Allowance.objects.create(store=store, trouble="limited", trouble_at=NOW, resting_until=until)

    assert "We ask again in about 2 hours." in shown(merchant, of)


def test_a_draft_has_no_results(merchant: Client, store: Store) -> None:
    assert shown(merchant, campaign(store)) == ""


@pytest.fixture
def piece_of(merchant: Client, store: Store) -> tuple[Client, Campaign, str]:
    of = sent(store)
    report(of)
    return merchant, of, reverse("merchant:results", args=[store.brand_id, of.pk])


def test_the_piece_is_sent_again_only_when_it_is_another(piece_of: tuple[Client, Campaign, str]) -> None:
    browser, of, address = piece_of
    found = re.search(r'hx-get="([^"]+)"', shown(browser, of))
    assert found
    again = unescape(found[1])
    assert again.startswith(address)
    assert browser.get(again, headers=HTMX).status_code == 204

    Report.objects.update(opened=4_000)
    answer = browser.get(again, headers=HTMX)
    assert answer.status_code == 200
    assert "4,000" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_without_htmx_the_piece_leads_to_its_page(piece_of: tuple[Client, Campaign, str]) -> None:
    browser, of, address = piece_of

    assert browser.get(address).headers["Location"] == of.get_absolute_url()


def test_a_piece_of_another_store_is_not_there(piece_of: tuple[Client, Campaign, str]) -> None:
    browser, of, _ = piece_of
    theirs = cast.other_store()
    address = reverse("merchant:results", args=[theirs.brand_id, of.pk])

    assert browser.get(address, headers=HTMX).status_code in {302, 404}
    cast.merchant_browser(browser, theirs)
    assert browser.get(address, headers=HTMX).status_code == 404


def test_the_list_shows_what_is_kept_and_asks_for_nothing(merchant: Client, store: Store) -> None:
    of = sent(store)
    report(of, looked_at=None)
    page = merchant.get(reverse("merchant:campaigns", args=[store.brand_id])).content.decode()

    assert "3,719 of 12,480 opened" in page
    assert Report.objects.get().looked_at is None
