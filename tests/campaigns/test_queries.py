"""Lists of a store's campaigns."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns import queries
from tests import cast
from tests.campaigns.making import NOW, stored_draft

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def names(**how: Any) -> list[str]:
    return [campaign.name for campaign in queries.listed(cast.connected_store(), **how)]


def test_a_store_lists_its_own_campaigns_the_last_changed_first() -> None:
    store = cast.connected_store()
    stored_draft(store, name="Old", updated_at=NOW - HOUR)
    stored_draft(store, name="New")
    stored_draft(store, name="Gone", deleted_at=NOW)
    stored_draft(cast.other_store(), name="Somebody else's")
    assert names() == ["New", "Old"]


def test_search_wants_every_word_in_name_subject_or_message() -> None:
    store = cast.connected_store()
    stored_draft(store, name="Winter wool", subject="Hats")
    stored_draft(store, name="Winter", subject="Socks")
    assert names(search="hats WINTER") == ["Winter wool"]
    stored_draft(store, name="Text", message="Mittens for cold hands")
    assert names(search="mittens") == ["Text"]
    assert names(search="\x00") == ["Text", "Winter", "Winter wool"]
    assert names(search="100%") == []


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("all", {"draft", "parked", "going", "scheduled", "sent", "canceled"}),
        ("drafts", {"draft", "parked"}),
        ("underway", {"going", "scheduled"}),
        ("done", {"sent", "canceled"}),
        ("nonsense", {"draft", "parked", "going", "scheduled", "sent", "canceled"}),
    ],
)
def test_every_campaign_is_in_one_of_three_groups(show: str, expected: set[str]) -> None:
    store = cast.connected_store()
    stored_draft(store, name="draft")
    stored_draft(store, name="parked", omnisend_id="d1", omnisend_status="draft")
    stored_draft(store, name="going", locked_reason="On its way.", omnisend_id="d2", omnisend_status="draft")
    stored_draft(
        store, name="scheduled", locked_reason="Scheduled.", omnisend_id="d3", omnisend_status="scheduled"
    )
    stored_draft(store, name="sent", locked_reason="Sent.", omnisend_id="d4", omnisend_status="sent")
    stored_draft(
        store, name="canceled", locked_reason="Canceled.", omnisend_id="d5", omnisend_status="canceled"
    )
    assert set(names(show=show)) == expected


def test_a_page_beyond_the_last_is_the_last() -> None:
    store = cast.connected_store()
    for number in range(26):
        stored_draft(store, name=str(number))
    assert len(names()) == 25
    assert names(page=99) == ["0"]


def test_neighbours_are_what_left_or_leaves_within_hours() -> None:
    store = cast.connected_store()
    mine = stored_draft(store, name="Mine", locked_reason="On its way.")
    stored_draft(store, name="Draft")
    stored_draft(store, name="Near", locked_reason="Sent.", locked_at=NOW - 15 * HOUR, omnisend_status="sent")
    stored_draft(store, name="Far", locked_reason="Sent.", locked_at=NOW - 17 * HOUR, omnisend_status="sent")
    stored_draft(store, name="Off", locked_reason="No.", locked_at=NOW, omnisend_status="canceled")
    planned = {"timing": "at", "on_date": "2026-11-21", "at_time": "20:00"}
    stored_draft(store, name="Tonight", locked_reason="Scheduled.", omnisend_status="scheduled", **planned)
    stored_draft(cast.other_store(), name="Theirs", locked_reason="Sent.", locked_at=NOW)
    assert {other.name for other in queries.neighbours(mine, now=NOW)} == {"Near", "Tonight"}


def test_a_boosters_siblings_are_the_others_that_are_not_deleted() -> None:
    store = cast.connected_store()
    parent = stored_draft(store)
    mine = stored_draft(store, type="booster", parent=parent)
    other = stored_draft(store, type="booster", parent=parent, omnisend_status="canceled")
    stored_draft(store, type="booster", parent=parent, deleted_at=NOW)
    assert queries.siblings(mine) == [other]
    assert queries.siblings(parent) == []


def test_when_the_store_last_sent_is_what_omnisend_says() -> None:
    store = cast.connected_store()
    assert queries.last_sent_at(store) is None
    stored_draft(store, name="A draft")
    for days, status in ((100, "sent"), (95, "sent"), (1, "canceled")):
        began = NOW - dt.timedelta(days=days)
        said = {"id": "d7", "status": status, "startedAt": began.isoformat()}
        stored_draft(store, omnisend_status=status, omnisend_data=said, omnisend_read_at=NOW)
    assert queries.last_sent_at(store) == NOW - dt.timedelta(days=95)
