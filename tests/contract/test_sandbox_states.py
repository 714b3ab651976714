"""Which operation goes through in which status, and what a refusal says."""

import pytest

from tests.contract import examples
from tests.contract.facts_campaigns import STATUSES
from tests.contract.facts_states import (
    ALLOWED,
    CANCEL_SMS,
    CANCEL_SMS_UNSETTLED,
    CONFLICT_SLUG,
    DELETE_SURELY,
)
from tests.contract.wire import UNSET, Wire

BODIES: dict[str, object] = {
    "update_campaign": {"name": "Winter"},
    "update_utm": {"tags": {"source": "letter"}},
}
every_status = pytest.mark.parametrize("status", STATUSES)


@every_status
@pytest.mark.parametrize("name", ALLOWED)
def test_an_operation_goes_through_in_its_statuses_alone(
    wire: Wire, draft_id: str, name: str, status: str
) -> None:
    if status != "draft":
        wire.sandbox.status(draft_id, status)
    answer = wire.call(name, draft_id, body=BODIES.get(name, UNSET))

    if status in ALLOWED[name]:
        assert answer.status < 300
    else:
        assert answer.status == 409
        assert answer.slug == CONFLICT_SLUG.get(name, answer.slug)
        assert wire.call("get_campaign", draft_id).body["status"] == status


@every_status
def test_a_text_that_started_cannot_be_canceled(wire: Wire, status: str) -> None:
    key = wire.call("create_campaign", body=examples.regular_sms()).body["id"]
    if status != "draft":
        wire.sandbox.status(key, status)
    answer = wire.call("cancel_campaign", key)

    if status not in CANCEL_SMS_UNSETTLED:
        assert answer.status == (204 if status in CANCEL_SMS else 409)
    else:
        assert answer.status in {204, 409}


@every_status
def test_a_draft_can_be_deleted_and_other_statuses_may_refuse(wire: Wire, draft_id: str, status: str) -> None:
    if status != "draft":
        wire.sandbox.status(draft_id, status)
    answer = wire.call("delete_campaign", draft_id)

    assert answer.status in ({204} if status in DELETE_SURELY else {204, 409})
    assert wire.call("get_campaign", draft_id).status == (404 if answer.status == 204 else 200)


def test_canceling_ends_in_canceled_for_good(wire: Wire, draft_id: str) -> None:
    wire.sandbox.status(draft_id, "scheduled")
    assert wire.call("cancel_campaign", draft_id).status == 204
    wire.sandbox.clock(advance=600)

    assert wire.call("get_campaign", draft_id).body["status"] == "canceled"
    assert wire.call("send_campaign", draft_id).slug == "invalid-campaign-status"
    assert wire.call("cancel_campaign", draft_id).status == 409


def test_a_campaign_goes_from_scheduled_over_started_to_sent(wire: Wire, email: examples.Body) -> None:
    chosen = examples.settings("scheduled", wire.sandbox.now())
    key = wire.call("create_campaign", body=email | {"sendingSettings": chosen}).body["id"]
    wire.call("send_campaign", key)
    seen = []
    for _ in range(26):
        campaign = wire.call("get_campaign", key).body
        seen.append(campaign["status"])
        wire.sandbox.clock(advance=3600)

    assert seen[0] == "scheduled"
    assert seen[-1] == "sent"
    assert list(dict.fromkeys(seen)) in (["scheduled", "sent"], ["scheduled", "started", "sent"])
    assert campaign["startedAt"] <= campaign["endedAt"]


def test_only_one_of_two_sends_is_accepted(wire: Wire, draft_id: str) -> None:
    assert wire.call("send_campaign", draft_id).status == 204
    again = wire.call("send_campaign", draft_id)

    assert (again.status, again.slug) == (409, "invalid-campaign-status")
    assert len(wire.sandbox.sends(draft_id)) == 1


def test_a_segment_that_is_gone_makes_the_audience_invalid(
    wire: Wire, email: examples.Body, segment_ids: list[str]
) -> None:
    body = email | {"audience": {"includedSegmentIDs": segment_ids[:1], "excludedSegmentIDs": []}}
    key = wire.call("create_campaign", body=body).body["id"]
    wire.sandbox.vanish("segments", segment_ids[0])

    answer = wire.call("send_campaign", key)
    assert (answer.status, answer.slug) == (409, "invalid-audience")
    assert wire.call("get_campaign", key).body["status"] == "draft"


def test_a_time_that_has_passed_cannot_be_sent(wire: Wire, email: examples.Body) -> None:
    chosen = examples.settings("scheduled", wire.sandbox.now())
    key = wire.call("create_campaign", body=email | {"sendingSettings": chosen}).body["id"]
    wire.sandbox.clock(advance=3 * 86400)

    answer = wire.call("send_campaign", key)
    assert (answer.status, answer.slug) == (409, "invalid-scheduled-date")


def test_a_store_without_a_verified_sender_cannot_create_without_naming_one(
    wire: Wire, email: examples.Body, fresh_store: Wire
) -> None:
    html = {"name": "Hello", "html": "<p>Hello</p>"}
    template = fresh_store.call("import_template", body=html).body["id"]
    answer = fresh_store.call("create_campaign", body=examples.regular_email(template))

    assert (answer.status, answer.slug) == (422, "sender-email-not-available")


def test_a_text_campaign_has_no_test_mail(wire: Wire) -> None:
    key = wire.call("create_campaign", body=examples.regular_sms()).body["id"]
    body = {"recipients": ["ana@alpinewool.example"]}

    assert wire.call("send_test_email", key, body=body).status == 422
