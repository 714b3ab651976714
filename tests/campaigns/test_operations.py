"""Creating, saving, copying and deleting drafts."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns import operations
from omniapp.campaigns.errors import EditedElsewhere, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor, merchant
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, VIP, stored_draft

pytestmark = pytest.mark.django_db
BEN = Actor("partner", "ben@agency.example", rights=frozenset({"view", "edit"}))
LATER = NOW + dt.timedelta(minutes=2)


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


def save(campaign: Campaign, version: int, page: str = "", **changes: Any) -> Campaign:
    return operations.save(
        campaign=campaign, version=version, changes=changes, actor=BEN, now=LATER, page=page
    )


def test_a_new_campaign_is_named_after_the_day_in_the_stores_zone(store: Store) -> None:
    almost_midnight = dt.datetime(2026, 11, 21, 22, 30, tzinfo=dt.UTC)
    campaign = operations.create(store=store, actor=merchant(store), now=almost_midnight)
    assert campaign.name == "Campaign of 22 Nov"
    assert campaign.sender_name == "Alpine Wool"
    assert campaign.created_by == "someone with access to Alpine Wool"
    assert campaign.audience == campaign.timing == ""


def test_saving_counts_versions_and_names_the_writer(store: Store) -> None:
    campaign = stored_draft(store)
    saved = save(campaign, 1, subject="New subject")
    assert (saved.subject, saved.version, saved.updated_by, saved.updated_at) == (
        "New subject",
        2,
        "ben@agency.example",
        LATER,
    )


def test_saving_the_same_again_changes_nothing(store: Store) -> None:
    campaign = stored_draft(store)
    saved = save(campaign, 1, subject=campaign.subject)
    assert (saved.version, saved.updated_at) == (1, NOW)


def test_the_second_editor_is_told_and_nothing_is_overwritten(store: Store) -> None:
    campaign = stored_draft(store)
    save(campaign, 1, page="first", subject="Theirs")
    with pytest.raises(EditedElsewhere) as told:
        save(campaign, 1, page="second", subject="Mine")
    assert (told.value.version, told.value.by, told.value.at) == (2, "ben@agency.example", LATER)
    campaign.refresh_from_db()
    assert campaign.subject == "Theirs"


def test_the_same_page_saves_over_its_own_lost_answer(store: Store) -> None:
    campaign = stored_draft(store)
    save(campaign, 1, page="mine", subject="First")
    saved = save(campaign, 1, page="mine", subject="Second")
    assert (saved.subject, saved.version) == ("Second", 3)


def test_a_page_does_not_save_over_what_came_after_it(store: Store) -> None:
    campaign = stored_draft(store)
    save(campaign, 1, page="mine", subject="First")
    save(campaign, 2, page="theirs", subject="Theirs")
    with pytest.raises(EditedElsewhere):
        save(campaign, 1, page="mine", subject="Second")


@pytest.mark.parametrize(
    "state", [{"locked_reason": "It is on its way."}, {"deleted_at": NOW}], ids=["locked", "deleted"]
)
def test_what_is_locked_or_deleted_cannot_be_saved(store: Store, state: dict[str, Any]) -> None:
    campaign = stored_draft(store, **state)
    with pytest.raises(NotEditable):
        save(campaign, 1, subject="Mine")


def test_only_content_can_be_saved(store: Store) -> None:
    campaign = stored_draft(store)
    with pytest.raises(ValueError, match="omnisend_id"):
        save(campaign, 1, omnisend_id="d1")


def test_another_audience_forgets_the_old_reach(store: Store) -> None:
    campaign = stored_draft(store, audience="segments", included=[VIP], reach=9, reach_at=NOW)
    assert save(campaign, 1, subject="New").reach == 9
    assert save(campaign, 2, included=[]).reach is None


def test_reach_is_noted_for_the_audience_it_belongs_to(store: Store) -> None:
    campaign = stored_draft(store, audience="segments", included=[VIP])
    operations.note_reach(campaign=campaign, reach=5, at=NOW)
    assert (campaign.reach, campaign.version) == (5, 1)
    save(campaign, 1, subject="New")
    operations.note_reach(campaign=campaign, reach=6, at=NOW)
    campaign.refresh_from_db()
    assert campaign.reach == 5


def test_a_copy_of_a_sent_campaign_is_a_draft_without_a_time(store: Store) -> None:
    sent = stored_draft(
        store, timing="at", on_date="2026-11-26", at_time="09:00", locked_reason="Sent.", omnisend_id="d1"
    )
    made = operations.copy(campaign=sent, actor=BEN, now=LATER)
    assert made.pk != sent.pk
    assert (made.name, made.subject, made.timing) == ("Copy of Winter wool", sent.subject, "at")
    assert (made.on_date, made.at_time, made.locked_reason, made.omnisend_id) == ("", "", "", "")


def test_deleting_twice_is_as_good_as_once(store: Store) -> None:
    campaign = stored_draft(store)
    for _ in range(2):
        operations.delete(campaign=campaign, actor=BEN, now=LATER)
    assert not store.campaigns.live().exists()
    assert store.campaigns.count() == 1


def test_what_is_on_its_way_is_not_deleted(store: Store) -> None:
    campaign = stored_draft(store, locked_reason="It is on its way.")
    with pytest.raises(NotEditable, match="on its way"):
        operations.delete(campaign=campaign, actor=BEN, now=LATER)
