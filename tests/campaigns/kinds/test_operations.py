"""Making campaigns of every kind, boosters, copies and changes."""

from typing import Any

import pytest

from omniapp.campaigns import check, operations
from omniapp.campaigns.errors import NotBoostable, NotCopyable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import merchant
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.kinds.making import AB, A, B
from tests.campaigns.making import NOW, stored_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


def create(store: Store, **kind: str) -> Campaign:
    return operations.create(store=store, actor=merchant(store), now=NOW, **kind)


def boost(parent: Campaign, **how: str) -> Campaign:
    return operations.boost(parent=parent, actor=merchant(parent.store), now=NOW, **how)


def test_an_sms_begins_with_its_compliance_texts(store: Store) -> None:
    campaign = create(store, channel="sms")
    assert (campaign.type, campaign.channel, campaign.name) == ("regular", "sms", "SMS of 21 Nov")
    assert campaign.shorten_links
    wanting = [finding for finding in check.findings(campaign, now=NOW) if finding.blocks]
    assert {finding.field for finding in wanting} == {"message", "audience", "timing"}
    assert all(finding.missing for finding in wanting)


def test_an_ab_test_begins_with_a_plan_and_two_variants(store: Store) -> None:
    campaign = create(store, type="abTest")
    wanting = [finding for finding in check.findings(campaign, now=NOW) if finding.blocks]
    sides = {f"{letter}-{field}" for letter in "ab" for field in ("subject", "template_id")}
    assert {finding.field for finding in wanting} == sides | {"audience", "timing"}
    assert all(finding.missing for finding in wanting)


@pytest.mark.parametrize(
    "kind", [{"type": "booster"}, {"type": "abTest", "channel": "sms"}, {"channel": "push"}]
)
def test_other_kinds_are_not_made(store: Store, kind: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a kind"):
        create(store, **kind)


def test_a_booster_of_a_draft_is_complete_at_once(store: Store) -> None:
    parent = stored_draft(store, language="lt_LT")
    booster = boost(parent)
    assert (booster.type, booster.parent, booster.attached) == ("booster", parent, True)
    assert booster.name == "Booster of Winter wool"
    assert booster.language == "lt_LT"
    assert [finding for finding in check.findings(booster, now=NOW) if finding.blocks] == []


def test_a_booster_of_a_sent_campaign_wants_a_time(store: Store) -> None:
    booster = boost(stored_draft(store, omnisend_id="d7", omnisend_status="sent"), channel="sms")
    assert not booster.attached
    wanting = {finding.field for finding in check.findings(booster, now=NOW) if finding.blocks}
    assert wanting == {"message", "on_date", "at_time"}


def test_there_is_one_booster_until_it_is_deleted(store: Store) -> None:
    parent = stored_draft(store)
    first = boost(parent)
    with pytest.raises(NotBoostable) as refused:
        boost(parent)
    assert (refused.value.code, refused.value.booster) == ("booster-exists", first)
    operations.delete(campaign=first, actor=merchant(store), now=NOW)
    assert boost(parent) != first


@pytest.mark.parametrize(
    "content", [{"channel": "sms"}, {"type": "abTest"}, {"omnisend_status": "started"}, {"deleted_at": NOW}]
)
def test_an_impossible_parent_gets_none(store: Store, content: dict[str, Any]) -> None:
    parent = stored_draft(store, **content)
    with pytest.raises(NotBoostable):
        boost(parent)
    assert not parent.boosters.exists()


def test_a_copy_has_everything_of_its_kind_but_the_time(store: Store) -> None:
    timed = {"timing": "at", "on_date": "2026-11-26", "at_time": "09:00"}
    original = stored_draft(store, **(AB | timed), omnisend_id="d7", omnisend_status="sent")
    copy = operations.copy(campaign=original, actor=merchant(store), now=NOW)
    assert (copy.type, copy.variants, copy.test_share) == ("abTest", {"a": A, "b": B}, "30")
    assert (copy.name, copy.on_date, copy.omnisend_id) == ("Copy of Which subject", "", "")


def test_a_booster_is_neither_copied_nor_changed(store: Store) -> None:
    booster = boost(stored_draft(store))
    for attempt in (operations.copy, operations.start_change):
        with pytest.raises(NotCopyable, match="does not copy boosters"):
            attempt(campaign=booster, actor=merchant(store), now=NOW)


def test_a_change_is_the_same_campaign_once_more_and_begun_once(store: Store) -> None:
    scheduled = stored_draft(
        store,
        timing="at",
        on_date="2026-11-26",
        at_time="09:00",
        omnisend_id="d7",
        omnisend_status="scheduled",
        locked_reason="It is scheduled.",
    )
    change = operations.start_change(campaign=scheduled, actor=merchant(store), now=NOW)
    assert change.replaces == scheduled
    assert (change.name, change.on_date, change.at_time) == ("Winter wool", "2026-11-26", "09:00")
    assert (change.omnisend_id, change.locked_reason, change.version) == ("", "", 1)
    again = operations.start_change(campaign=scheduled, actor=merchant(store), now=NOW)
    assert again == change


def test_content_of_every_kind_is_saved(store: Store) -> None:
    campaign = create(store, channel="sms")
    changes: dict[str, Any] = {"message": "Hi", "shorten_links": False, "utm": {"source": "x"}}
    operations.save(campaign=campaign, version=1, changes=changes, actor=merchant(store), now=NOW)
    campaign.refresh_from_db()
    assert (campaign.message, campaign.shorten_links, campaign.utm) == ("Hi", False, {"source": "x"})
