"""Creating campaigns: what is refused, all at once, and what a draft looks like."""

import datetime as dt
from typing import Any

import pytest

from tests.sandbox.asking import SEGMENT, TEMPLATE, Asking, failures, letter, slug, text_message
from tests.sandbox_control import FRESH_START, Sandbox


def test_a_campaign_is_always_created_as_a_draft(app: Asking) -> None:
    answer = app.post("/campaigns", letter(sendingSettings={"strategy": "immediate"}))
    assert answer.status_code == 201
    campaign = answer.json()
    assert campaign["status"] == "draft"
    assert "startedAt" not in campaign
    assert app.sandbox.sends() == []
    assert app.get(f"/campaigns/{campaign['id']}").json() == campaign


def test_the_template_is_copied_and_the_sender_filled_in(app: Asking) -> None:
    email = app.post("/campaigns", letter()).json()["content"]["email"]
    assert email["senderEmail"] == "hello@alpinewool.example"
    assert "templateID" not in email
    assert email["contentID"] != TEMPLATE
    content = app.get(f"/email-content/{email['contentID']}").json()
    assert content["sections"] == app.get(f"/email-templates/{TEMPLATE}").json()["sections"]


def test_every_failure_is_listed_at_once(app: Asking) -> None:
    body = {
        "type": "regular",
        "channel": "email",
        "language": "en_XX",
        "content": {"email": {"subject": "x" * 251, "preheader": 7, "replyToEmail": "nobody"}},
        "audience": {"includedSegmentIDs": ["short", "5e0100000000000000000099"]},
        "sendingSettings": {"strategy": "scheduled", "optimizeFor": "opens"},
        "boosterSettings": {},
    }
    assert failures(app.post("/campaigns", body)) == {
        "name": "required",
        "language": "invalid_value",
        "content.email.subject": "too_long",
        "content.email.preheader": "invalid_format",
        "content.email.senderName": "required",
        "content.email.templateID": "required",
        "content.email.replyToEmail": "invalid_format",
        "audience.includedSegmentIDs.0": "invalid_format",
        "audience.includedSegmentIDs.1": "invalid_value",
        "sendingSettings.scheduledAt": "required",
        "sendingSettings.optimizeFor": "not_allowed",
        "boosterSettings": "not_allowed",
    }


@pytest.mark.parametrize(
    ("email", "field", "code"),
    [
        ({"senderEmail": "stranger@example.com"}, "senderEmail", "sender_email"),
        ({"senderEmail": "shop@gmail.com"}, "senderEmail", "sender_email_incompatible_domain"),
        ({"senderEmail": "no address"}, "senderEmail", "invalid_format"),
        ({"replyToEmail": "stranger@example.com"}, "replyToEmail", "reply_to_email_not_verified"),
        ({"templateID": "7e0100000000000000000099"}, "templateID", "invalid_value"),
        ({"templateID": "letter"}, "templateID", "invalid_format"),
        ({"subject": "  "}, "subject", "required"),
    ],
)
def test_senders_and_templates_are_checked(app: Asking, email: dict[str, str], field: str, code: str) -> None:
    assert failures(app.post("/campaigns", letter(email=email))) == {f"content.email.{field}": code}


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"strategy": "immediate", "scheduledAt": "2031-01-01T10:00:00Z"}, {"scheduledAt": "not_allowed"}),
        ({"strategy": "scheduled", "scheduledAt": "2020-01-01T10:00:00Z"}, {"scheduledAt": "invalid_value"}),
        ({"strategy": "scheduled", "scheduledAt": "2099-01-01T10:00:00Z"}, {"scheduledAt": "invalid_value"}),
        ({"strategy": "scheduled", "scheduledAt": "2031-01-01 10:00"}, {"scheduledAt": "invalid_format"}),
        ({"strategy": "personalized"}, {"scheduledAt": "required", "optimizeFor": "required"}),
        ({"strategy": "later"}, {"strategy": "invalid_value"}),
    ],
)
def test_times_are_checked(app: Asking, settings: dict[str, str], wrong: dict[str, str]) -> None:
    answer = app.post("/campaigns", letter(sendingSettings=settings))
    assert failures(answer) == {f"sendingSettings.{field}": code for field, code in wrong.items()}


def test_a_personalized_time_becomes_midnight_in_the_brands_zone(app: Asking) -> None:
    day = (app.sandbox.now() + dt.timedelta(days=20)).date()
    settings = {"strategy": "personalized", "scheduledAt": f"{day}T15:00:00Z", "optimizeFor": "opens"}
    answer = app.post("/campaigns", letter(sendingSettings=settings)).json()["sendingSettings"]
    at = dt.datetime.fromisoformat(answer["scheduledAt"])
    assert at.date() == day - dt.timedelta(days=1)
    assert at.hour in (21, 22)
    assert answer["optimizeFor"] == "opens"


def test_included_and_excluded_segments_must_not_overlap(app: Asking) -> None:
    audience = {"includedSegmentIDs": [SEGMENT], "excludedSegmentIDs": [SEGMENT]}
    wrong = failures(app.post("/campaigns", letter(audience=audience)))
    assert wrong == {"audience.excludedSegmentIDs": "invalid_value"}


def test_a_brand_without_a_sender_cannot_create_email(fresh: Sandbox) -> None:
    newcomer = Asking(fresh, FRESH_START)
    template = newcomer.post("/email-templates/import", {"name": "First", "html": "<p>Hello</p>"}).json()[
        "id"
    ]
    answer = newcomer.post("/campaigns", letter(email={"templateID": template}))
    assert slug(answer) == (422, "sender-email-not-available")


def test_push_campaigns_cannot_be_created(app: Asking) -> None:
    assert slug(app.post("/campaigns", letter(channel="push")))[0] == 422


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b""])
def test_a_body_that_is_no_json_object_is_refused(app: Asking, raw: bytes) -> None:
    assert failures(app.ask("POST", "/campaigns", content=raw)) == {"body": "invalid_format"}


@pytest.mark.parametrize(
    ("sms", "wrong"),
    [
        ({"message": ""}, {"message": "required"}),
        ({"compliance": None}, {"compliance": "required"}),
        (
            {"compliance": {"stopKeywordText": "Bye", "unsubscribeLinkText": "Out"}},
            {
                "compliance.stopKeywordText": "invalid_value",
                "compliance.unsubscribeLinkText": "invalid_value",
            },
        ),
        ({"message": "a" * 1400}, {"message": "too_long"}),
        ({"message": "ł" * 600}, {"message": "too_long"}),
    ],
)
def test_text_messages_are_checked(app: Asking, sms: dict[str, Any], wrong: dict[str, str]) -> None:
    answer = app.post("/campaigns", text_message(**sms))
    assert failures(answer) == {f"content.sms.{field}": code for field, code in wrong.items()}


def test_a_text_message_can_be_created(app: Asking) -> None:
    campaign = app.post("/campaigns", text_message()).json()
    assert campaign["content"]["sms"]["isLinkShorteningEnabled"] is True
    assert campaign["channel"] == "sms"


def test_unknown_fields_are_ignored_or_refused_as_the_switch_says(app: Asking) -> None:
    body = letter(email={"colour": "red"}, mood="good")
    assert app.post("/campaigns", body).status_code == 201
    app.sandbox.switch(unknown_body_fields="refuse")
    wrong = failures(app.post("/campaigns", body))
    assert wrong == {"mood": "unknown_field", "content.email.colour": "unknown_field"}
