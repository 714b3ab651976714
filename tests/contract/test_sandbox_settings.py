"""When a campaign may go out and to whom: the rules between fields."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.contract import examples
from tests.contract.wire import Wire

Change = Callable[[examples.Body], examples.Body]


def stamped(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("strategy", "change", "field"),
    [
        ("scheduled", lambda s: examples.without(s, "scheduledAt"), "scheduledAt"),
        ("personalized", lambda s: examples.without(s, "scheduledAt"), "scheduledAt"),
        ("personalized", lambda s: examples.without(s, "optimizeFor"), "optimizeFor"),
        ("immediate", lambda s: s | {"scheduledAt": "2026-12-24T08:00:00Z"}, "scheduledAt"),
        ("immediate", lambda s: s | {"optimizeFor": "opens"}, "optimizeFor"),
        ("scheduled", lambda s: s | {"optimizeFor": "opens"}, "optimizeFor"),
        ("personalized", lambda s: s | {"isTZOptimizationEnabled": True}, "isTZOptimizationEnabled"),
        ("scheduled", lambda s: s | {"scheduledAt": "tomorrow"}, "scheduledAt"),
        ("scheduled", lambda s: s | {"scheduledAt": "2020-01-01T00:00:00Z"}, "scheduledAt"),
        ("personalized", lambda s: s | {"scheduledAt": "2020-01-01T00:00:00Z"}, "scheduledAt"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    wire: Wire, email: examples.Body, strategy: str, change: Change, field: str
) -> None:
    chosen = change(examples.settings(strategy, wire.sandbox.now()))
    answer = wire.call("create_campaign", body=email | {"sendingSettings": chosen})

    assert answer.status == 400
    assert answer.fields == {f"sendingSettings.{field}"}


def test_a_time_is_at_most_a_year_ahead(wire: Wire, email: examples.Body) -> None:
    now = wire.sandbox.now()
    for days, status in ((364, 201), (367, 400)):
        at = stamped(now + dt.timedelta(days=days))
        body = email | {"sendingSettings": {"strategy": "scheduled", "scheduledAt": at}}
        assert wire.call("create_campaign", body=body).status == status


@pytest.mark.parametrize("strategy", ["immediate", "scheduled"])
def test_readers_local_time_goes_with_email_now_or_at_a_time(
    wire: Wire, email: examples.Body, strategy: str
) -> None:
    chosen = examples.settings(strategy, wire.sandbox.now()) | {"isTZOptimizationEnabled": True}

    made = wire.call("create_campaign", body=email | {"sendingSettings": chosen})
    assert made.body["sendingSettings"]["isTZOptimizationEnabled"] is True

    by_text = wire.call("create_campaign", body=examples.regular_sms() | {"sendingSettings": chosen})
    assert by_text.fields == {"sendingSettings.isTZOptimizationEnabled"}


def test_text_messages_have_no_best_time(wire: Wire) -> None:
    chosen = examples.settings("personalized", wire.sandbox.now())
    answer = wire.call("create_campaign", body=examples.regular_sms() | {"sendingSettings": chosen})

    assert answer.status == 400
    assert "sendingSettings.strategy" in answer.fields


def test_a_best_time_keeps_the_date_in_the_brands_zone(wire: Wire, email: examples.Body) -> None:
    # Alpine Wool is in Vilnius, two hours ahead of UTC in January: its midnight is the day before in UTC.
    wire.sandbox.clock(set=dt.datetime(2027, 1, 10, 12, tzinfo=dt.UTC))
    chosen = {
        "strategy": "personalized",
        "scheduledAt": "2027-01-20T15:30:00+02:00",
        "optimizeFor": "orders",
    }
    made = wire.call("create_campaign", body=email | {"sendingSettings": chosen}).body

    kept = dt.datetime.fromisoformat(made["sendingSettings"]["scheduledAt"])
    assert kept == dt.datetime(2027, 1, 19, 22, tzinfo=dt.UTC)


def test_settings_are_replaced_whole(wire: Wire, email: examples.Body) -> None:
    now = wire.sandbox.now()
    personal = examples.settings("personalized", now)
    key = wire.call("create_campaign", body=email | {"sendingSettings": personal}).body["id"]

    changed = wire.call("update_campaign", key, body={"sendingSettings": {"strategy": "immediate"}}).body

    assert changed["sendingSettings"]["strategy"] == "immediate"
    assert not {"optimizeFor", "scheduledAt"} & changed["sendingSettings"].keys()


def test_segments_may_not_be_both_in_and_out(
    wire: Wire, email: examples.Body, segment_ids: list[str]
) -> None:
    audience = {"includedSegmentIDs": segment_ids[:2], "excludedSegmentIDs": segment_ids[1:3]}
    assert wire.call("create_campaign", body=email | {"audience": audience}).status == 400

    apart = {"includedSegmentIDs": segment_ids[:1], "excludedSegmentIDs": segment_ids[1:2]}
    assert wire.call("create_campaign", body=email | {"audience": apart}).body["audience"] == apart


def test_a_template_that_is_not_there_is_refused(wire: Wire, email: examples.Body) -> None:
    body = examples.replaced(email, "content.email.templateID", "0123456789abcdef01234567")

    assert wire.call("create_campaign", body=body).fields == {"content.email.templateID"}


def test_a_sender_outside_the_brands_domain_is_refused(wire: Wire, email: examples.Body) -> None:
    body = examples.replaced(email, "content.email.senderEmail", "ana@elsewhere.example")
    answer = wire.call("create_campaign", body=body)

    assert answer.fields == {"content.email.senderEmail"}
    assert {error["code"] for error in answer.body["errors"]} <= {
        "sender_email",
        "sender_email_incompatible_domain",
    }


def test_a_reply_address_is_verified_and_can_be_cleared(wire: Wire, email: examples.Body) -> None:
    body = examples.replaced(email, "content.email.replyToEmail", "guess@elsewhere.example")
    answer = wire.call("create_campaign", body=body)
    assert answer.fields == {"content.email.replyToEmail"}
    assert {error["code"] for error in answer.body["errors"]} == {"reply_to_email_not_verified"}

    key = wire.call("create_campaign", body=email).body["id"]
    cleared = wire.call("update_campaign", key, body={"content": {"email": {"replyToEmail": ""}}}).body
    assert not cleared["content"]["email"].get("replyToEmail")


def test_a_template_is_never_changed_afterwards(wire: Wire, draft_id: str, template_id: str) -> None:
    before = wire.call("get_campaign", draft_id).body["content"]["email"]["contentID"]
    wire.call("update_campaign", draft_id, body={"content": {"email": {"templateID": template_id}}})

    assert wire.call("get_campaign", draft_id).body["content"]["email"]["contentID"] == before
