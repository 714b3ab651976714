"""Each operation done well answers its declared status with the declared fields (held by `Wire.call`)."""

import pytest

from tests.contract import examples
from tests.contract.facts import OPERATIONS
from tests.contract.facts_states import AFTER_SEND
from tests.contract.wire import UNSET, Wire

MADE_UP = "0123456789abcdef01234567"
NOT_AN_ID = "made-up"
BY_ID = [name for name, operation in OPERATIONS.items() if "{id}" in operation.path]
TELLS_MISSING = [name for name in BY_ID if 404 in OPERATIONS[name].refusals]
NEEDS_BODY: dict[str, object] = {
    "update_campaign": {"name": "Winter"},
    "send_test_email": {"recipients": ["ana@alpinewool.example"]},
    "update_utm": {"tags": {"source": "letter"}},
    "select_ab_test_winner": {"variantID": MADE_UP},
    "replace_content": {"sections": []},
}


def test_the_brand(wire: Wire) -> None:
    assert wire.call("get_current_brand").body["brandID"] == wire.brand_id


def test_an_email_campaign_from_creation_to_its_copy(wire: Wire, email: examples.Body) -> None:
    made = wire.call("create_campaign", body=email).body
    key = made["id"]

    assert (made["status"], made["brandID"], made["name"]) == ("draft", wire.brand_id, email["name"])
    given = email["content"]["email"]
    kept = made["content"]["email"]
    assert "templateID" not in kept
    assert {name: kept[name] for name in given if name != "templateID"} == {
        name: value for name, value in given.items() if name != "templateID"
    }
    assert wire.call("get_campaign", key).body == made

    changed = wire.call("update_campaign", key, body={"content": {"email": {"subject": "Second"}}}).body
    assert changed["content"]["email"] == kept | {"subject": "Second"}

    copy = wire.call("copy_campaign", key).body
    assert copy["id"] != key
    assert copy["status"] == "draft"
    assert copy["name"] == f"Copy of: {email['name']}"
    assert copy["content"]["email"]["subject"] == "Second"

    assert wire.call("delete_campaign", copy["id"]).status == 204
    assert wire.call("get_campaign", copy["id"]).status == 404


def test_a_text_campaign_comes_back_as_it_was_given(wire: Wire) -> None:
    body = examples.regular_sms()
    made = wire.call("create_campaign", body=body).body

    assert made["channel"] == "sms"
    kept = made["content"]["sms"]
    assert {name: kept[name] for name in body["content"]["sms"]} == body["content"]["sms"]
    changed = wire.call(
        "update_campaign", made["id"], body={"content": {"sms": {"message": "Shorter. [[link]]"}}}
    ).body
    assert changed["content"]["sms"] == kept | {"message": "Shorter. [[link]]"}


@pytest.mark.parametrize(("strategy", "after"), AFTER_SEND.items())
def test_a_send_answers_nothing_and_the_draft_moves_on(
    wire: Wire, email: examples.Body, strategy: str, after: str
) -> None:
    chosen = examples.settings(strategy, wire.sandbox.now())
    key = wire.call("create_campaign", body=email | {"sendingSettings": chosen}).body["id"]
    assert wire.call("get_campaign", key).body["status"] == "draft"

    assert wire.call("send_campaign", key).status == 204

    assert wire.call("get_campaign", key).body["status"] == after


def test_utm_tags_are_replaced_and_emptied_back_to_their_defaults(
    wire: Wire, draft_id: str, email: examples.Body
) -> None:
    first = wire.call("get_utm", draft_id).body
    assert first == {
        "tags": {
            "source": "omnisend",
            "medium": "email",
            "campaign": f"campaign: {email['name']} ({draft_id})",
        }
    }

    own = {"tags": {"source": "letter", "medium": "mail", "campaign": "autumn"}}
    assert wire.call("update_utm", draft_id, body=own).body == own
    assert wire.call("get_utm", draft_id).body == own

    empty = {"tags": {"source": "", "medium": "", "campaign": ""}}
    assert wire.call("update_utm", draft_id, body=empty).body == first


def test_a_test_mail_is_queued(wire: Wire, draft_id: str) -> None:
    body = {"recipients": ["ana@alpinewool.example"]}

    assert wire.call("send_test_email", draft_id, body=body).status == 204
    assert wire.call("get_campaign", draft_id).body["status"] == "draft"


def test_segments_with_their_counts(wire: Wire, segment_ids: list[str]) -> None:
    for key in segment_ids:
        assert wire.call("get_segment", key).body["segmentID"] == key
        assert wire.call("get_segment_statistics", key).body["contactsCount"] >= 0
    assert segment_ids


def test_templates_are_listed_read_imported_and_rendered(wire: Wire, template_id: str) -> None:
    assert wire.call("get_template", template_id).body["id"] == template_id
    assert "".join(wire.call("render_template", template_id).body.values()).strip()

    html = "<!doctype html><html><body><p>Hand made</p></body></html>"
    made = wire.call("import_template", body={"name": "Hand made", "html": html}).body
    assert made["name"] == "Hand made"
    assert made["id"] in {row["id"] for row in wire.call("list_templates").body["templates"]}
    assert "Hand made" in "".join(wire.call("render_template", made["id"]).body.values())


def test_a_campaigns_content_is_its_own_copy_of_the_template(wire: Wire, draft_id: str) -> None:
    key = wire.call("get_campaign", draft_id).body["content"]["email"]["contentID"]
    document = wire.call("get_content", key).body
    assert document["id"] == key
    assert "".join(wire.call("render_content", key).body.values()).strip()

    whole = {name: document[name] for name in ("sections", "generalSettings") if name in document}
    replaced = wire.call("replace_content", key, body=whole).body
    assert {name: replaced[name] for name in whole} == whole


@pytest.mark.parametrize("name", TELLS_MISSING)
def test_what_is_not_there_is_not_found(wire: Wire, name: str) -> None:
    answer = wire.call(name, MADE_UP, body=NEEDS_BODY.get(name, UNSET))

    assert (answer.status, answer.slug) == (404, "not-found")


@pytest.mark.parametrize("name", BY_ID)
def test_an_id_that_cannot_be_one_is_invalid(wire: Wire, name: str) -> None:
    answer = wire.call(name, NOT_AN_ID, body=NEEDS_BODY.get(name, UNSET))

    assert answer.status in {400, 404} & OPERATIONS[name].statuses
