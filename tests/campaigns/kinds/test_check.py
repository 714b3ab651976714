"""Findings on text messages, A/B tests, boosters, link tags and designs: each rule at its field."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from tests.campaigns.kinds.making import A, B, ab_test, attached, following, sent, sms
from tests.campaigns.making import NOW, VIP, draft

MAKE: dict[str, Callable[..., Campaign]] = {
    "email": draft,
    "sms": sms,
    "ab": ab_test,
    "attached": attached,
    "following": following,
}
LONG = "x" * 251
LONG_AGO = sent(at="2026-11-10T08:00:00Z")


def found(level: str, kind: str, **content: Any) -> list[tuple[str, str]]:
    findings = check.findings(MAKE[kind](**content), now=NOW)
    return [(finding.field, finding.code) for finding in findings if finding.level == level]


@pytest.mark.parametrize("kind", MAKE)
def test_a_complete_draft_of_each_kind_has_no_findings(kind: str) -> None:
    assert check.findings(MAKE[kind](), now=NOW) == []


def of_a(**changes: str) -> dict[str, Any]:
    return {"variants": {"a": A | changes, "b": B}}


def of_b(**changes: str) -> dict[str, Any]:
    return {"variants": {"a": A, "b": B | changes}}


@pytest.mark.parametrize(
    ("kind", "content", "field", "code"),
    [
        ("sms", {"name": ""}, "name", "missing"),
        ("sms", {"message": " "}, "message", "missing"),
        ("sms", {"stop_text": ""}, "stop_text", "missing"),
        ("sms", {"stop_text": "Reply QUIT"}, "stop_text", "no-stop"),
        ("sms", {"stop_text": f"STOP {LONG}"}, "stop_text", "too-long"),
        ("sms", {"unsubscribe_text": ""}, "unsubscribe_text", "missing"),
        ("sms", {"unsubscribe_text": "Unsubscribe"}, "unsubscribe_text", "no-unsubscribe"),
        ("sms", {"unsubscribe_text": f"[[unsubscribe_link]]{LONG}"}, "unsubscribe_text", "too-long"),
        ("sms", {"message": "a" * 1340}, "message", "too-many-segments"),
        ("sms", {"message": "ž" * 570}, "message", "too-many-segments"),
        ("sms", {"language": "en_GB"}, "language", "language"),
        ("sms", {"timing": "local"}, "timing", "not-for-this-kind"),
        ("sms", {"timing": "best"}, "timing", "not-for-this-kind"),
        ("sms", {"audience": ""}, "audience", "missing"),
        ("ab", of_a(subject=""), "a-subject", "missing"),
        ("ab", of_b(subject=LONG), "b-subject", "too-long"),
        ("ab", of_b(preheader=LONG), "b-preheader", "too-long"),
        ("ab", of_b(sender_name=""), "b-sender_name", "missing"),
        ("ab", of_b(sender_email="ana"), "b-sender_email", "address"),
        ("ab", of_b(reply_to="ana"), "b-reply_to", "address"),
        ("ab", of_a(template_id=""), "a-template_id", "missing"),
        ("ab", {"test_share": ""}, "test_share", "missing"),
        ("ab", {"test_share": "9"}, "test_share", "share"),
        ("ab", {"test_share": "101"}, "test_share", "share"),
        ("ab", {"test_share": "half"}, "test_share", "share"),
        ("ab", {"winning_metric": ""}, "winning_metric", "missing"),
        ("ab", {"winning_metric": "orders"}, "winning_metric", "missing"),
        ("ab", {"decision_amount": ""}, "decision_amount", "missing"),
        ("ab", {"decision_amount": "0"}, "decision_amount", "decision"),
        ("ab", {"decision_amount": "169"}, "decision_amount", "decision"),
        ("ab", {"decision_amount": "8", "decision_unit": "d"}, "decision_amount", "decision"),
        ("ab", {"decision_amount": "soon"}, "decision_amount", "decision"),
        ("ab", {"timing": "best"}, "timing", "not-for-this-kind"),
        ("ab", {"audience": "segments", "included": [VIP], "reach": 9}, "audience", "too-small"),
        ("attached", {"send_to": ""}, "send_to", "missing"),
        ("attached", {"send_to": "everyone"}, "send_to", "missing"),
        ("attached", {"delay_amount": ""}, "delay_amount", "delay-missing"),
        ("attached", {"delay_amount": "soon"}, "delay_amount", "delay-missing"),
        ("attached", {"delay_amount": "241"}, "delay_amount", "delay-too-long"),
        ("attached", {"delay_amount": "0"}, "delay_amount", "delay-zero"),
        ("attached", {"subject": LONG}, "subject", "too-long"),
        ("attached", {"parent": sent()}, "delay_amount", "parent-sent-meanwhile"),
        ("attached", {"parent": draft(omnisend_status="scheduled")}, "parent", "parent-scheduled"),
        ("attached", {"parent": draft(channel="sms")}, "parent", "parent-not-email"),
        ("following", {"parent": draft()}, "parent", "parent-still-draft"),
        ("following", {"timing": ""}, "timing", "missing"),
        ("following", {"timing": "local"}, "timing", "not-for-this-kind"),
        ("following", {"on_date": "2026-12-02"}, "on_date", "time-too-late"),
        ("following", {"on_date": "2026-11-20"}, "on_date", "past"),
        ("email", {"utm": {"source": LONG}}, "utm-source", "too-long"),
        ("sms", {"utm": {"medium": LONG}}, "utm-medium", "too-long"),
        ("attached", {"utm": {"campaign": LONG}}, "utm-campaign", "too-long"),
        ("ab", {"utm": {"a": {}, "b": {"source": LONG}}}, "utm-b-source", "too-long"),
    ],
)
def test_what_omnisend_would_refuse_blocks(kind: str, content: dict[str, Any], field: str, code: str) -> None:
    assert set(found("block", kind, **content)) == {(field, code)}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("sms", {"message": "a" * 1330}),
        ("ab", {"test_share": "100", "winning_metric": "", "decision_amount": ""}),
        ("ab", {"test_share": "10 %", "decision_amount": "7", "decision_unit": "d"}),
        ("ab", {"timing": "local", "on_date": "2026-11-26", "at_time": "09:00"}),
        ("ab", {"audience": "segments", "included": [VIP], "reach": 10}),
        ("ab", {"origin": "omnisend", "omnisend_id": "d7"} | of_a(template_id="")),
        ("email", {"origin": "omnisend", "omnisend_id": "d7", "template_id": ""}),
        ("attached", {"delay_amount": "240"}),
        ("attached", {"delay_amount": "10", "delay_unit": "d"}),
        ("following", {"timing": "now"}),
        ("attached", {"language": "xx"}),
        ("email", {"utm": {"source": "x" * 250, "medium": "", "campaign": ""}}),
    ],
)
def test_what_omnisend_takes_does_not_block(kind: str, content: dict[str, Any]) -> None:
    assert found("block", kind, **content) == []


def test_a_text_message_with_its_image_is_counted_in_characters_here_and_segments_elsewhere() -> None:
    image = {"image_id": "e10000000000000000000001", "unsubscribe_text": "[[unsubscribe_link]]"}
    assert found("block", "sms", message="a" * 1340, **image) == []
    both = found("block", "sms", message="a" * 1580, **image)
    assert both == [("message", "too-long"), ("message", "too-many-segments")]


@pytest.mark.parametrize(
    ("kind", "content", "field", "code"),
    [
        ("sms", {"message": "It’s here. " + "a" * 100}, "message", "unicode"),
        ("sms", {"message": "Hi {{ name }}"}, "message", "placeholder"),
        ("sms", {"message": "Look: https://example.com/sale"}, "message", "placeholder-link"),
        ("sms", {"message": "Look: http://"}, "message", "placeholder-link"),
        ("ab", {"test_share": "100"}, "test_share", "send-all"),
        ("ab", {"variants": {"a": A, "b": A}}, "b-subject", "same-variants"),
        ("ab", of_b(preheader=""), "b-preheader", "no-preheader"),
        ("ab", of_a(subject="x" * 34), "a-subject", "cut-on-phones"),
        ("ab", of_a(subject="lorem ipsum"), "a-subject", "placeholder"),
        ("attached", {"subject": "x" * 34}, "subject", "cut-on-phones"),
        ("following", {"on_date": "2026-11-30", "at_time": "11:00"}, "on_date", "time-late"),
        (
            "following",
            {"parent": LONG_AGO, "timing": "now"},
            "parent",
            "sent-long-ago",
        ),
    ],
)
def test_what_a_person_should_look_at_warns(
    kind: str, content: dict[str, Any], field: str, code: str
) -> None:
    assert found("warn", kind, **content) == [(field, code)]
    assert found("block", kind, **content) == []


def test_an_emoji_alone_is_no_reason_to_warn() -> None:
    assert found("warn", "sms", message="Wool 🧶 " + "a" * 100) == []


def test_missing_things_of_variants_say_whose() -> None:
    findings = check.findings(ab_test(**of_b(subject="")), now=NOW)
    (finding,) = [one for one in findings if one.missing]
    assert finding.message == "Write a subject of variant B."


def test_another_booster_of_the_same_parent_blocks() -> None:
    campaign, other = attached(pk=1), attached(pk=2, name="Once more", omnisend_status="canceled")
    assert check.findings(campaign, now=NOW, siblings=[campaign]) == []
    (finding,) = check.findings(campaign, now=NOW, siblings=[campaign, other])
    assert (finding.field, finding.code) == ("parent", "booster-exists")


@pytest.mark.parametrize(("days", "warned"), [(None, False), (89, False), (90, False), (91, True)])
def test_the_first_campaign_after_ninety_days_warns(days: int | None, warned: bool) -> None:
    last = None if days is None else NOW - dt.timedelta(days=days)
    codes = [finding.code for finding in check.findings(draft(), now=NOW, last_sent_at=last)]
    assert codes == (["quiet-time"] if warned else [])


@pytest.mark.parametrize(
    ("html", "codes"),
    [
        ("<a href='https://alpinewool.shop/'>Shop</a><a href='[[unsubscribe_link]]'>Leave</a>", []),
        ("<a href='https://alpinewool.shop/'>Shop</a> <p>Unsubscribe here</p>", []),
        ("<a href='#'>Shop</a><a href='{{ unsubscribe }}'>Leave</a>", ["placeholder-link"]),
        ("<a href=''>Shop</a> unsubscribe", ["placeholder-link"]),
        ("<a href='http://'>Shop</a> unsubscribe", ["placeholder-link"]),
        ("<a href='https://www.example.com/x'>Shop</a> unsubscribe", ["placeholder-link"]),
        ("<a name='top'>Top</a> unsubscribe", []),
        ("<p>Hello", ["no-unsubscribe"]),
        ("", ["no-unsubscribe"]),
    ],
)
def test_a_rendered_design_is_looked_through_for_links(html: str, codes: list[str]) -> None:
    findings = list(check.in_html("template_id", html))
    assert [finding.code for finding in findings] == codes
    assert all(finding.level == "warn" and finding.field == "template_id" for finding in findings)


def test_links_to_nowhere_are_named_by_their_words() -> None:
    html = "".join(f"<a href='#'>Link <b>{number}</b></a>" for number in range(5)) + "unsubscribe"
    (finding,) = check.in_html("a-template_id", html)
    assert "“Link 0”, “Link 1”, “Link 2” and 2 more" in finding.message


@pytest.mark.parametrize("text", ["See https://alpinewool.shop", "example.company", "Call http 1.1", ""])
def test_real_links_do_not_warn(text: str) -> None:
    assert found("warn", "sms", message=text or "Hi") == []
