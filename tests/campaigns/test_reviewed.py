"""The frozen snapshot that sending works from."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from omniapp import omnisend
from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from tests.campaigns.drafts import drafts
from tests.campaigns.making import NOW, TEAM, VIP, alpine_wool, draft

ADDRESS = "hello@alpinewool.example"
OTHER = "other@alpinewool.example"


def reviewed(**content: Any) -> Reviewed:
    return Reviewed.of(draft(**content), now=NOW)


def remote(source: Reviewed, **changes: Any) -> omnisend.Campaign:
    """What Omnisend answers after it was given this, with the brand's own sender filled in."""
    new = source.new_campaign()
    given = new.model_dump(mode="json", by_alias=True, exclude_none=True)
    given["content"]["email"].pop("templateID")
    given["content"]["email"].setdefault("senderEmail", ADDRESS)
    given |= {"id": "d1", "status": "draft"}
    for path, value in changes.items():
        *parents, last = path.split("__")
        inside = given
        for parent in parents:
            inside = inside[parent]
        inside[last] = value
    return omnisend.Campaign.model_validate(given)


@given(drafts())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_draft_that_passes_the_check_can_be_reviewed_and_read_back(campaign: Campaign) -> None:
    assert not [finding for finding in check.findings(campaign, now=NOW) if finding.blocks]
    snapshot = Reviewed.of(campaign, now=NOW)
    assert Reviewed.model_validate_json(snapshot.model_dump_json()) == snapshot
    assert Reviewed.model_validate(snapshot.model_dump(mode="json")) == snapshot
    assert snapshot.differences(remote(snapshot)) == []
    assert snapshot.passed(NOW) is False
    assert campaign.store.name in snapshot.sentence(campaign.store)


@given(drafts(), drafts())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_two_different_campaigns_differ(one: Campaign, other: Campaign) -> None:
    # What Omnisend may fill in by itself, see below, is not looked at here.
    one.sender_email = other.sender_email = one.reply_to = other.reply_to = ADDRESS
    ours, theirs = Reviewed.of(one, now=NOW), Reviewed.of(other, now=NOW)
    assert bool(ours.differences(remote(theirs))) == (ours.changes() != theirs.changes())


def test_a_snapshot_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        reviewed().name = "Another"


@pytest.mark.parametrize("content", [{"subject": ""}, {"audience": ""}, {"timing": ""}, {"template_id": ""}])
def test_an_incomplete_draft_has_no_snapshot(content: dict[str, Any]) -> None:
    with pytest.raises(Incomplete):
        reviewed(**content)


def test_everyone_is_an_audience_without_segments() -> None:
    audience = reviewed(included=[VIP]).new_campaign().audience
    assert audience == omnisend.Audience()


def test_local_time_asks_for_the_zones() -> None:
    settings = reviewed(timing="local", on_date="2026-11-26", at_time="09:00").new_campaign().sending_settings
    assert settings is not None
    assert settings.strategy == "scheduled"
    assert settings.is_tz_optimization_enabled is True
    assert settings.scheduled_at == dt.datetime(2026, 11, 26, 7, tzinfo=dt.UTC)


def test_the_best_time_starts_at_the_stores_midnight() -> None:
    snapshot = reviewed(timing="best", on_date="2026-11-26", at_time="09:00", optimize_for="clicks")
    settings = snapshot.new_campaign().sending_settings
    assert settings is not None
    assert settings.scheduled_at == dt.datetime(2026, 11, 25, 22, tzinfo=dt.UTC)
    assert settings.optimize_for == "clicks"
    assert settings.is_tz_optimization_enabled is None
    assert snapshot.at_time is None


def test_a_change_clears_what_was_emptied_and_leaves_the_template() -> None:
    body = (
        reviewed(preheader="", reply_to="")
        .changes()
        .model_dump(mode="json", by_alias=True, exclude_none=True)
    )
    assert body["content"]["email"] == {
        "subject": "Winter wool is here",
        "preheader": "",
        "senderName": "Alpine Wool",
        "replyToEmail": "",
    }
    assert body["audience"] == {"includedSegmentIDs": [], "excludedSegmentIDs": []}
    assert body["sendingSettings"] == {"strategy": "immediate"}


AT: dict[str, Any] = {"timing": "at", "on_date": "2026-11-26", "at_time": "09:00"}
BEST: dict[str, Any] = {"timing": "best", "on_date": "2026-11-26", "optimize_for": "opens"}
SEGMENTS: dict[str, Any] = {"audience": "segments", "included": [VIP, TEAM]}


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        ({}, {"content__email__senderEmail": ADDRESS}),
        ({}, {"content__email__replyToEmail": ADDRESS}),  # replies go to the sender anyway
        ({}, {"content__email__replyToEmail": ""}),
        ({"preheader": ""}, {"content__email__preheader": None}),
        ({}, {"audience": None}),
        ({}, {"language": None}),
        ({}, {"sendingSettings": None}),
        ({}, {"sendingSettings__isTZOptimizationEnabled": False}),
        ({"sender_email": ADDRESS}, {"content__email__senderEmail": ADDRESS.upper()}),
        (SEGMENTS, {"audience__includedSegmentIDs": [TEAM["id"], VIP["id"]]}),
        (AT, {"sendingSettings__scheduledAt": "2026-11-26T09:00:00+02:00"}),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-25T22:00:00Z"}),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-26T00:00:00Z"}),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-26T15:00:00+02:00"}),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-27T00:00:00+02:00"}),  # began at 23:30 that day
    ],
)
def test_what_omnisend_fills_in_is_no_difference(content: dict[str, Any], changes: dict[str, Any]) -> None:
    snapshot = reviewed(**content)
    assert snapshot.differences(remote(snapshot, **changes)) == []


@pytest.mark.parametrize(
    ("content", "changes", "word"),
    [
        ({}, {"name": "Summer wool"}, "name"),
        ({}, {"language": "lt_LT"}, "language"),
        ({}, {"type": "abTest"}, "type"),
        ({}, {"channel": "sms"}, "channel"),
        ({}, {"content": None}, "subject"),
        ({}, {"content__email__subject": "Winter wool is gone"}, "Winter wool is gone"),
        ({}, {"content__email__preheader": ""}, "preheader"),
        ({}, {"content__email__senderName": "Alpine"}, "sender name"),
        (
            {"sender_email": ADDRESS},
            {"content__email__senderEmail": OTHER},
            "sender address",
        ),
        ({}, {"content__email__replyToEmail": OTHER}, "reply address"),
        ({"reply_to": ADDRESS}, {"content__email__replyToEmail": ""}, "reply address"),
        (SEGMENTS, {"audience__includedSegmentIDs": [VIP["id"]]}, "Our own team"),
        (SEGMENTS, {"audience__includedSegmentIDs": []}, "everyone subscribed"),
        ({}, {"audience__includedSegmentIDs": [VIP["id"]]}, "everyone subscribed"),
        ({}, {"audience__excludedSegmentIDs": ["c9"]}, "c9"),
        ({"excluded": [VIP]}, {"audience__excludedSegmentIDs": []}, "VIP"),
        ({}, {"sendingSettings__strategy": "scheduled"}, "way of sending"),
        (AT, {"sendingSettings": None}, "way of sending"),
        (AT, {"sendingSettings__scheduledAt": "2026-11-26T08:00:00Z"}, "10:00"),
        (AT, {"sendingSettings__scheduledAt": None}, "time"),
        (AT, {"sendingSettings__isTZOptimizationEnabled": True}, "local time"),
        (AT | {"timing": "local"}, {"sendingSettings__isTZOptimizationEnabled": False}, "local time"),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-26T22:00:01Z"}, "day"),
        (BEST, {"sendingSettings__scheduledAt": "2026-11-25T21:59:59Z"}, "day"),
        (BEST, {"sendingSettings__optimizeFor": "orders"}, "goal"),
    ],
)
def test_a_real_difference_is_named(content: dict[str, Any], changes: dict[str, Any], word: str) -> None:
    snapshot = reviewed(**content)
    (difference,) = snapshot.differences(remote(snapshot, **changes))[:1]
    assert word in difference


@pytest.mark.parametrize(
    ("content", "now", "passed"),
    [
        ({}, NOW + dt.timedelta(days=400), False),
        (AT, dt.datetime(2026, 11, 26, 6, 59, tzinfo=dt.UTC), False),
        (AT, dt.datetime(2026, 11, 26, 7, 0, tzinfo=dt.UTC), True),
        (BEST, dt.datetime(2026, 11, 26, 21, 59, tzinfo=dt.UTC), False),
        (BEST, dt.datetime(2026, 11, 26, 22, 0, tzinfo=dt.UTC), True),
    ],
)
def test_a_time_passes_and_a_best_day_at_its_end(
    content: dict[str, Any], now: dt.datetime, passed: bool
) -> None:
    assert reviewed(**content).passed(now) is passed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "to everyone subscribed, as soon as you press Send."),
        ({"excluded": [VIP]}, "to everyone subscribed, without VIP,"),
        (SEGMENTS | {"reach": 1240, "reach_at": NOW}, "to at most 1,240 contacts in VIP and Our own team,"),
        (SEGMENTS, "to contacts whose number is not known yet in VIP and Our own team,"),
        (AT, "on Thu 26 Nov 2026 at 09:00 Vilnius time."),
        (AT | {"timing": "local"}, "at 09:00 in each reader's own time zone"),
        (BEST, "on Thu 26 Nov 2026 (Vilnius date), at each reader's best time for opens."),
        ({"sender_email": ADDRESS}, f"from Alpine Wool <{ADDRESS}>"),
    ],
)
def test_review_is_one_sentence(content: dict[str, Any], words: str) -> None:
    sentence = reviewed(**content).sentence(alpine_wool())
    assert sentence.startswith("Alpine Wool sends the email “Winter wool is here”")
    assert words in sentence
