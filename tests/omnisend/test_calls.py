"""Requests as they are built."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.omnisend import examples


def body(call: omnisend.Call[Any]) -> Any:
    assert call.request.body is not None
    return json.loads(call.request.body)


def test_every_operation_is_there_once_in_the_examples() -> None:
    operations = {call.request.operation for call in examples.every_call()}
    assert len(operations) == 23


@pytest.mark.parametrize("call", examples.every_call(), ids=lambda call: call.request.operation)
def test_a_request_is_its_operation_filled_in(call: omnisend.Call[Any]) -> None:
    method, template = call.request.operation.split()
    filled = template.replace("{id}", examples.ID).replace("{segmentID}", examples.ID)
    assert (call.request.method, call.request.path) == (method, filled)
    assert (call.request.body is None) == (call.request.content_type is None)


@pytest.mark.parametrize("call", examples.every_call(), ids=lambda call: call.request.operation)
def test_only_what_changes_nothing_counts_as_reading(call: omnisend.Call[Any]) -> None:
    harmless = call.request.method == "GET" or call.request.path.endswith("/render")
    assert call.changes is not harmless
    # A rendering changes nothing and yet needs the right to write, as Omnisend has it.
    needs_write = call.changes or call.request.path.endswith("/render")
    assert call.scope.endswith(".write" if needs_write else ".read")


def test_what_is_not_said_is_left_out() -> None:
    changes = omnisend.CampaignChanges(
        content=omnisend.ContentChanges(email=omnisend.EmailChanges(subject="S"))
    )
    assert body(calls.update_campaign("c", changes)) == {"content": {"email": {"subject": "S"}}}


def test_an_empty_reply_address_is_said() -> None:
    email = omnisend.EmailChanges(reply_to_email="")
    changes = omnisend.CampaignChanges(content=omnisend.ContentChanges(email=email))
    assert body(calls.update_campaign("c", changes)) == {"content": {"email": {"replyToEmail": ""}}}


def test_everyone_is_said_as_no_segments() -> None:
    changes = omnisend.CampaignChanges(audience=omnisend.Audience())
    assert body(calls.update_campaign("c", changes)) == {
        "audience": {"includedSegmentIDs": [], "excludedSegmentIDs": []}
    }


def test_a_time_is_sent_in_utc() -> None:
    sent = body(calls.create_campaign(examples.REGULAR))["sendingSettings"]
    assert sent == {
        "strategy": "scheduled",
        "scheduledAt": "2026-12-01T12:00:00Z",
        "isTZOptimizationEnabled": True,
    }


def test_variants_are_wrapped_as_omnisend_wants_them() -> None:
    sent = body(calls.update_campaign("c", examples.AB_CHANGES))["abTest"]["variants"]
    assert sent == {
        "a": {"content": {"email": {"subject": "One", "replyToEmail": ""}}},
        "b": {"content": {"email": {"senderName": "Two"}}},
    }


def test_an_empty_tag_is_sent_and_an_absent_one_is_not() -> None:
    update = omnisend.UtmUpdate(tags=omnisend.UtmTags(medium="", source="letters"))
    assert body(calls.update_utm("c", update)) == {"tags": {"medium": "", "source": "letters"}}


def test_the_address_repeats_a_list_and_escapes_everything() -> None:
    call = calls.list_campaigns(name_contains="a&b =ü", status=["draft", "sent"], after="x/+=")
    assert call.request.url("https://api.example/api/") == (
        "https://api.example/api/campaigns"
        "?nameContains=a%26b%20%3D%C3%BC&status=draft&status=sent&after=x%2F%2B%3D"
    )


def test_a_long_name_is_cut_to_what_can_be_searched_for() -> None:
    query = dict(calls.list_campaigns(name_contains="n" * 250).request.query)
    assert query == {"nameContains": "n" * 200}


def test_an_id_stays_one_part_of_the_address() -> None:
    assert calls.get_campaign("a/b?c").request.path == "/campaigns/a%2Fb%3Fc"


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_an_id_that_names_another_address_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        calls.delete_campaign(id)


def test_combinations_that_omnisend_refuses_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="not both"):
        calls.list_segments(after="a", before="b")
    with pytest.raises(ValueError, match="needs a sort"):
        calls.list_templates(direction="asc")
    with pytest.raises(ValueError, match="1 to 50"):
        calls.list_segments(limit=51)
    with pytest.raises(ValueError, match="without a zone"):
        calls.list_campaigns(created_at_from=datetime(2026, 1, 1))
    with pytest.raises(ValidationError):
        omnisend.UtmUpdate()
    with pytest.raises(ValidationError):
        omnisend.UtmUpdate(tags=omnisend.UtmTags(), variants=examples.UTM_VARIANTS.variants)


@pytest.mark.parametrize("recipients", [[], ["a@b.example"] * 6, ["nobody"], ["a b@c.example"]])
def test_a_test_email_goes_to_one_to_five_addresses(recipients: list[str]) -> None:
    with pytest.raises(ValidationError):
        calls.send_test_email("c", recipients)


def test_a_misspelled_field_cannot_be_built() -> None:
    with pytest.raises(ValidationError):
        omnisend.EmailChanges.model_validate({"subjekt": "S"})
    with pytest.raises(ValidationError):
        omnisend.NewCampaign(name="n" * 251)


def test_a_request_does_not_show_its_body() -> None:
    request = calls.import_template("Winter", "<html>a store's own</html>").request
    assert "store" not in repr(request)


def test_microseconds_survive() -> None:
    moment = datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=UTC)
    assert calls.list_campaigns(updated_at_to=moment).request.query == (
        ("updatedAtTo", "2026-01-01T00:00:00.000005Z"),
    )
