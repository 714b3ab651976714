"""Each rule of boosters by its name."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns import booster_times, boosters
from omniapp.campaigns.amounts import Wait
from omniapp.campaigns.models import Campaign
from tests.campaigns.kinds.making import attached, following, sent
from tests.campaigns.making import NOW, draft

DAY = dt.timedelta(days=1)


def why_not(parent: Campaign, *others: Campaign) -> list[tuple[str, str]]:
    return [(rule.level, rule.code) for rule in boosters.why_not(parent, boosters=others, now=NOW)]


@pytest.mark.parametrize("parent", [draft(), draft(omnisend_status="draft"), sent()])
def test_drafts_and_sent_emails_can_have_one(parent: Campaign) -> None:
    assert why_not(parent) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"deleted_at": NOW}, "parent-deleted"),
        ({"type": "abTest"}, "parent-not-regular"),
        ({"type": "booster"}, "parent-not-regular"),
        ({"channel": "sms"}, "parent-not-email"),
        ({"locked_reason": "It is being sent."}, "parent-on-its-way"),
        ({"omnisend_status": "scheduled"}, "parent-scheduled"),
        ({"omnisend_status": "started"}, "parent-started"),
        ({"omnisend_status": "paused"}, "parent-paused"),
        ({"omnisend_status": "stopped"}, "parent-stopped"),
        ({"omnisend_status": "canceled"}, "parent-canceled"),
        ({"omnisend_status": "onHold"}, "parent-onHold"),
        ({"omnisend_status": "error"}, "parent-error"),
        ({"omnisend_status": "expired"}, "parent-expired"),
        ({"omnisend_status": "archived"}, "parent-archived"),
    ],
)
def test_an_impossible_parent_is_refused_by_its_rule(content: dict[str, Any], code: str) -> None:
    parent = draft(**content)
    assert why_not(parent) == [("block", code)]
    (rule,) = boosters.why_not(parent, now=NOW)
    assert rule.field == "parent"
    assert rule.sentence.endswith(".")


@pytest.mark.parametrize("status", ["", "draft", "scheduled", "sent", "canceled"])
def test_there_is_one_per_parent_and_a_canceled_one_counts(status: str) -> None:
    other = attached(name="Last try", omnisend_status=status)
    (rule,) = boosters.why_not(draft(), boosters=[other], now=NOW)
    assert (rule.level, rule.code, rule.booster) == ("block", "booster-exists", other)
    assert "Last try" in rule.sentence
    assert ("canceled" in rule.sentence) == (status == "canceled")


@pytest.mark.parametrize(("days", "warned"), [(9, False), (10, False), (11, True)])
def test_past_ten_days_since_the_parent_left_it_warns(days: int, warned: bool) -> None:
    parent = sent(at=(NOW - days * DAY).isoformat())
    assert why_not(parent) == ([("warn", "sent-long-ago")] if warned else [])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"startedAt": "2026-11-20T08:00:00Z", "endedAt": "2026-11-20T09:00:00Z"}, NOW - DAY),
        ({"endedAt": "2026-11-20T08:00:00Z"}, NOW - DAY),
        ({}, NOW),
        ({"startedAt": "soon"}, NOW),
    ],
)
def test_when_the_parent_was_sent(data: dict[str, Any], expected: dt.datetime) -> None:
    parent = sent(locked_at=NOW, omnisend_data=data and {"id": "d1", "status": "sent"} | data)
    assert boosters.sent_at(parent) == expected
    assert boosters.sent_at(draft(locked_at=NOW)) is None


@pytest.mark.parametrize(
    ("wait", "channel", "codes"),
    [
        (None, "email", ["delay-missing"]),
        (Wait(amount=240, unit="h"), "email", []),
        (Wait(amount=241, unit="h"), "email", ["delay-too-long"]),
        (Wait(amount=10, unit="d"), "email", []),
        (Wait(amount=11, unit="d"), "sms", ["delay-too-long"]),
        (Wait(amount=0, unit="h"), "email", ["delay-zero"]),
        (Wait(amount=0, unit="d"), "sms", []),
    ],
)
def test_a_delay_is_at_most_ten_days_and_nothing_only_for_text_messages(
    wait: Wait | None, channel: str, codes: list[str]
) -> None:
    assert [rule.code for rule in booster_times.delay(wait, channel=channel)] == codes


@pytest.mark.parametrize(
    ("leaves", "found"),
    [
        (None, []),
        (NOW + 8 * DAY, []),
        (NOW + 9 * DAY, []),
        (NOW + 9 * DAY + dt.timedelta(hours=1), [("warn", "time-late")]),
        (NOW + 10 * DAY, [("warn", "time-late")]),
        (NOW + 11 * DAY, [("block", "time-too-late")]),
    ],
)
def test_a_time_past_both_readings_blocks_and_past_one_warns(
    leaves: dt.datetime | None, found: list[tuple[str, str]]
) -> None:
    rules = booster_times.time(leaves, sent(), now=NOW)  # the parent left a day ago
    assert [(rule.level, rule.code) for rule in rules] == found


def test_a_parent_that_changed_sides_is_told() -> None:
    assert [rule.code for rule in booster_times.changed_sides(sent(), attached=True)] == [
        "parent-sent-meanwhile"
    ]
    assert [rule.code for rule in booster_times.changed_sides(draft(), attached=False)] == [
        "parent-still-draft"
    ]
    assert not list(booster_times.changed_sides(sent(), attached=False))
    assert not list(booster_times.changed_sides(draft(), attached=True))


def test_attached_ones_belong_to_drafts() -> None:
    assert boosters.attaches(draft())
    assert not boosters.attaches(sent())
    assert attached().sends_itself
    assert not following().sends_itself
