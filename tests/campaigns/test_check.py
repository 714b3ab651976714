"""Findings: what blocks, what warns, and that a complete draft has none that block."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns import check
from omniapp.campaigns.check.message import cut, is_address
from tests.campaigns.making import NOW, TEAM, VIP, alpine_wool, draft

SEGMENTS: dict[str, Any] = {"audience": "segments", "included": [VIP]}


def found(level: str, now: dt.datetime = NOW, **content: Any) -> set[tuple[str, str]]:
    findings = check.findings(draft(**content), now=now)
    return {(finding.field, finding.code) for finding in findings if finding.level == level}


def at(date: str, time: str = "09:00", timing: str = "at", **more: Any) -> dict[str, Any]:
    return {"timing": timing, "on_date": date, "at_time": time} | more


def test_a_complete_draft_has_no_findings() -> None:
    assert check.findings(draft(), now=NOW) == []


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": "x" * 251}, "name", "too-long"),
        ({"subject": ""}, "subject", "missing"),
        ({"subject": "ä" * 251}, "subject", "too-long"),
        ({"preheader": "x" * 251}, "preheader", "too-long"),
        ({"sender_name": ""}, "sender_name", "missing"),
        ({"sender_name": "x" * 251}, "sender_name", "too-long"),
        ({"sender_email": "hello"}, "sender_email", "address"),
        ({"reply_to": "a@b"}, "reply_to", "address"),
        ({"template_id": ""}, "template_id", "missing"),
        ({"language": "en_GB"}, "language", "language"),
        ({"audience": ""}, "audience", "missing"),
        ({"audience": "segments"}, "audience", "missing"),
        ({"audience": "segments", "excluded": [VIP]}, "audience", "missing"),
        ({"audience": "segments", "included": [VIP, TEAM], "excluded": [VIP]}, "audience", "overlap"),
        ({"timing": ""}, "timing", "missing"),
        (at("", "09:00"), "on_date", "missing"),
        (at("2026-11-26", ""), "at_time", "missing"),
        (at("tomorrow"), "on_date", "date"),
        (at("2026-11-26", "noon"), "at_time", "time"),
        (at("2026-11-20"), "on_date", "past"),
        (at("2026-11-21", "10:00"), "at_time", "past"),
        (at("2027-11-22"), "on_date", "too-far"),
        (at("2027-03-28", "03:30"), "at_time", "skipped-hour"),
        (at("2027-10-31", "03:30"), "which_hour", "doubled-hour"),
        (at("2027-03-28", "03:30", "local"), "at_time", "skipped-hour"),
        (at("2026-11-26", timing="best"), "optimize_for", "missing"),
        (at("2026-11-20", timing="best", optimize_for="opens"), "on_date", "past"),
        (at("2027-11-22", timing="best", optimize_for="opens"), "on_date", "too-far"),
        (at("", timing="best", optimize_for="opens"), "on_date", "missing"),
    ],
)
def test_what_omnisend_would_refuse_blocks(content: dict[str, Any], field: str, code: str) -> None:
    assert found("block", **content) == {(field, code)}


@pytest.mark.parametrize(
    "content",
    [
        {"subject": "x" * 250, "preheader": "x" * 250, "name": "x" * 250, "sender_name": "ö" * 250},
        {"sender_email": "hello+news@mail.alpinewool.example", "reply_to": "o'neill@alpinewool.example"},
        SEGMENTS | {"excluded": [TEAM]},
        {"audience": "everyone", "excluded": [VIP]},
        {"audience": "everyone", "included": [VIP], "excluded": [VIP]},  # what everyone includes is not asked
        at("2026-11-21", "10:01"),
        at("2027-11-21", "10:00"),
        at("2027-10-31", "03:30", which_hour="second"),
        at("2026-11-26", timing="local"),
        at("2026-11-21", "", "best", optimize_for="opens"),  # today, from the next whole hour on
        at("2026-11-26", "no time at all", "best", optimize_for="orders"),
        {"timing": "now", "on_date": "rubbish", "at_time": "rubbish"},
    ],
)
def test_what_omnisend_takes_does_not_block(content: dict[str, Any]) -> None:
    assert found("block", **content) == set()


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ({"preheader": ""}, "preheader", "no-preheader"),
        ({"subject": "x" * 34}, "subject", "cut-on-phones"),
        ({"subject": "Hi {{ name }}"}, "subject", "placeholder"),
        ({"subject": "Hi [[contact.first_name]]"}, "subject", "placeholder"),
        ({"preheader": "Lorem ipsum dolor"}, "preheader", "placeholder"),
        ({"updated_at": NOW - dt.timedelta(days=31)}, "name", "old"),
        (at("2027-03-28", "12:00"), "on_date", "clock-change"),
        (at("2026-11-21", "18:00", "local"), "at_time", "too-soon-for-all-zones"),
    ],
)
def test_what_a_person_should_look_at_warns(content: dict[str, Any], field: str, code: str) -> None:
    assert found("warn", **content) == {(field, code)}
    assert found("block", **content) == set()


@pytest.mark.parametrize(
    ("ours", "theirs", "hours", "warned"),
    [
        (SEGMENTS, SEGMENTS, 15, True),
        (SEGMENTS, SEGMENTS, -15, True),
        (SEGMENTS, SEGMENTS, 16, False),
        (SEGMENTS, {"audience": "segments", "included": [TEAM]}, 1, False),
        ({"audience": "everyone"}, SEGMENTS, 1, True),
        (SEGMENTS, {"audience": "everyone"}, 1, True),
        ({"audience": ""}, {"audience": "everyone"}, 1, False),
    ],
)
def test_the_same_people_twice_in_sixteen_hours_warns(
    ours: dict[str, Any], theirs: dict[str, Any], hours: int, warned: bool
) -> None:
    one = draft(pk=1, **ours)
    other = draft(pk=2, name="Monday mail", locked_at=NOW + dt.timedelta(hours=hours), **theirs)
    findings = check.findings(one, now=NOW, neighbours=[one, other])
    soon = [finding for finding in findings if finding.code == "soon-again"]
    assert bool(soon) == warned
    assert all("Monday mail" in finding.message for finding in soon)


def test_a_skipped_hour_names_the_hours_around_it() -> None:
    (finding,) = [f for f in check.findings(draft(**at("2027-03-28", "03:30")), now=NOW) if f.blocks]
    assert "does not exist in Vilnius" in finding.message
    assert "02:30 or 04:30" in finding.message


def test_a_doubled_hour_names_both_offsets() -> None:
    campaign = draft(store=alpine_wool("America/New_York"), **at("2027-11-07", "01:30"))
    (finding,) = [f for f in check.findings(campaign, now=NOW) if f.blocks]
    assert "UTC−4" in finding.message
    assert "UTC−5" in finding.message


@pytest.mark.parametrize(("date", "code"), [("2026-11-20", "past"), ("2027-11-22", "too-far")])
def test_a_day_out_of_reach_is_said_before_there_is_a_time(date: str, code: str) -> None:
    assert found("block", **at(date, "")) == {("on_date", code), ("at_time", "missing")}


def test_time_counts_by_the_stores_clock() -> None:
    kolkata = alpine_wool("Asia/Kolkata")  # 13:30 there
    assert check.findings(draft(store=kolkata, **at("2026-11-21", "13:31")), now=NOW) == []
    (finding,) = check.findings(draft(store=kolkata, **at("2026-11-21", "13:30")), now=NOW)
    assert "13:30" in finding.message


@pytest.mark.parametrize("text", ["a@b.example", "first.last+tag@sub.domain.example"])
def test_ordinary_addresses_are_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "a@b",
        "a b@c.example",
        "Ana <a@b.example>",
        "a@[127.0.0.1]",
        "ä@b.example",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not is_address(text)


def test_a_cut_text_is_never_longer_than_asked() -> None:
    assert cut("x" * 33, 33) == "x" * 33
    assert cut("x" * 34, 33) == "x" * 32 + "…"
    assert cut("one two", 5) == "one…"
