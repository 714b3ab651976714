"""The smaller bodies: test mails, tracking tags, imported templates; and their largest size."""

import pytest
from _pytest.mark.structures import ParameterSet

from tests.contract import examples
from tests.contract.body_rules import problems_in_body
from tests.contract.facts import OPERATIONS
from tests.contract.model import Field
from tests.contract.wire import Wire

GOOD: dict[str, tuple[str, examples.Body]] = {
    "send_test_email": ("any", {"recipients": ["ana@alpinewool.example"]}),
    "update_utm": ("regular", {"tags": {"source": "letter", "medium": "mail", "campaign": "autumn"}}),
    "import_template": ("any", {"name": "Hand made", "html": "<p>Hand made</p>"}),
}


def fields(what: str) -> list[ParameterSet]:
    return [
        pytest.param(name, field, id=f"{name}-{field.path}")
        for name, (kind, _) in GOOD.items()
        for field in OPERATIONS[name].bodies[kind]
        if getattr(field, what)
    ]


@pytest.mark.parametrize("name", GOOD)
def test_the_examples_are_published_and_accepted(wire: Wire, draft_id: str, name: str) -> None:
    kind, body = GOOD[name]

    assert problems_in_body(body, OPERATIONS[name].bodies[kind]) == []
    assert wire.call(name, draft_id, body=body).status == OPERATIONS[name].good


@pytest.mark.parametrize(("name", "field"), fields("required"))
def test_a_required_field_left_out_is_named(wire: Wire, draft_id: str, name: str, field: Field) -> None:
    answer = wire.call(name, draft_id, body=examples.without(GOOD[name][1], field.path))

    assert answer.status == 400
    assert answer.fields == {field.path}


@pytest.mark.parametrize(("name", "field"), fields("longest"))
def test_the_longest_is_accepted_and_one_more_is_named(
    wire: Wire, draft_id: str, name: str, field: Field
) -> None:
    good = GOOD[name][1]
    whole = wire.call(name, draft_id, body=examples.replaced(good, field.path, examples.longest(field)))
    assert whole.status == OPERATIONS[name].good

    over = wire.call(name, draft_id, body=examples.replaced(good, field.path, examples.too_long(field)))
    assert over.status == 400
    assert over.fields == {field.path}


@pytest.mark.parametrize(("name", "field"), fields("shortest"))
def test_what_is_too_short_is_named(wire: Wire, draft_id: str, name: str, field: Field) -> None:
    nothing: object = [] if field.kind == "emails" else ""
    answer = wire.call(name, draft_id, body=examples.replaced(GOOD[name][1], field.path, nothing))

    assert answer.status == 400
    assert answer.fields == {field.path}


@pytest.mark.parametrize(("name", "field"), fields("path"))
def test_a_value_of_another_kind_is_named(wire: Wire, draft_id: str, name: str, field: Field) -> None:
    body = examples.replaced(GOOD[name][1], field.path, examples.wrong_kind(field))
    answer = wire.call(name, draft_id, body=body)

    assert answer.status == 400
    assert field.path in answer.fields


def test_a_recipient_that_is_no_address_is_refused(wire: Wire, draft_id: str) -> None:
    answer = wire.call("send_test_email", draft_id, body={"recipients": ["ana@alpinewool.example", "bo"]})

    assert answer.status == 400


def test_tags_and_variants_together_or_neither_is_refused(wire: Wire, draft_id: str) -> None:
    tags = {"source": "letter"}
    both = {"tags": tags, "variants": {"a": tags, "b": tags}}

    assert wire.call("update_utm", draft_id, body=both).status == 400
    assert wire.call("update_utm", draft_id, body={}).status == 400
    assert wire.call("update_utm", draft_id, body={"variants": {"a": tags, "b": tags}}).status == 400


@pytest.mark.parametrize("name", [name for name in OPERATIONS if OPERATIONS[name].largest_body])
def test_a_body_over_a_megabyte_is_too_large(wire: Wire, draft_id: str, name: str) -> None:
    most = OPERATIONS[name].largest_body
    assert most
    key = wire.call("get_campaign", draft_id).body["content"]["email"]["contentID"]
    body = {"name": "Large", "html": "x" * most, "sections": []}

    assert wire.call(name, key, body=body).status == 413
