"""Bodies: what must be there, how long it may be, which words are known. The fields' table drives it."""

import pytest

from tests.contract import examples
from tests.contract.body_rules import at, problems_in_body
from tests.contract.cases import fields
from tests.contract.facts_campaign_bodies import CHANGE, CREATE, LANGUAGES, STRATEGIES
from tests.contract.model import Field
from tests.contract.wire import Wire

Bodies = dict[str, examples.Body]


@pytest.mark.parametrize("kind", CREATE)
def test_the_examples_are_published_and_accepted(wire: Wire, bodies: Bodies, kind: str) -> None:
    assert problems_in_body(bodies[kind], CREATE[kind]) == []

    made = wire.call("create_campaign", body=bodies[kind]).body
    assert (made["type"], made["status"]) == (bodies[kind]["type"], "draft")


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "required"))
def test_a_required_field_left_out_is_named(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    answer = wire.call("create_campaign", body=examples.without(bodies[kind], field.path))

    assert answer.status == 400
    assert field.path in answer.fields
    assert {error["code"] for error in answer.body["errors"] if error["field"] == field.path} == {"required"}


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "longest"))
def test_a_text_too_long_to_create_is_named(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    body = bodies[kind]
    over = wire.call("create_campaign", body=examples.replaced(body, field.path, examples.too_long(field)))

    assert over.status == 400
    assert over.fields == {field.path}


@pytest.mark.parametrize(
    "path", ["name", "content.email.subject", "content.email.senderName", "content.email.preheader"]
)
def test_the_longest_text_allowed_is_kept_whole(wire: Wire, email: examples.Body, path: str) -> None:
    for text in ("x" * 250, "ž" * 250):
        made = wire.call("create_campaign", body=examples.replaced(email, path, text))
        assert made.status == 201
        assert at(made.body, path) == text


@pytest.mark.parametrize(("kind", "field"), fields(CHANGE, "longest"))
def test_a_text_too_long_to_change_is_named(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    key = wire.call("create_campaign", body=bodies[kind]).body["id"]
    over = examples.replaced(examples.no_change(bodies[kind]), field.path, examples.too_long(field))
    answer = wire.call("update_campaign", key, body=over)

    assert answer.status == 400
    assert answer.fields == {field.path}


@pytest.mark.parametrize(("kind", "field"), fields(CHANGE, "shortest"))
def test_a_text_that_must_stay_cannot_be_emptied(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    key = wire.call("create_campaign", body=bodies[kind]).body["id"]
    emptied = examples.replaced(examples.no_change(bodies[kind]), field.path, "")
    answer = wire.call("update_campaign", key, body=emptied)

    assert answer.status == 400
    assert answer.fields == {field.path}


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "path"))
def test_a_value_of_another_kind_is_named(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    body = examples.replaced(bodies[kind], field.path, examples.wrong_kind(field))
    answer = wire.call("create_campaign", body=body)

    assert answer.status == 400
    assert field.path in answer.fields


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "choices"))
def test_a_word_that_is_not_published_is_named(wire: Wire, bodies: Bodies, kind: str, field: Field) -> None:
    body = examples.replaced(bodies[kind], field.path, "sideways")
    answer = wire.call("create_campaign", body=body)

    assert answer.status == 400
    assert field.path in answer.fields


def test_everything_wrong_is_told_at_once(wire: Wire, email: examples.Body) -> None:
    wrong = {
        "name": "x" * 251,
        "language": "xx_XX",
        "content.email.subject": "",
        "content.email.senderEmail": "not an address",
    }
    for path, value in wrong.items():
        email = examples.replaced(email, path, value)

    answer = wire.call("create_campaign", body=email)
    assert answer.status == 400
    assert answer.slug == "validation-failed"
    assert wrong.keys() <= answer.fields


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"null"])
@pytest.mark.parametrize("name", ["create_campaign", "import_template"])
def test_what_is_no_json_object_is_invalid(wire: Wire, name: str, body: bytes) -> None:
    assert wire.call(name, body=body).status == 400


def test_every_language_is_accepted_and_the_default_is_english(wire: Wire, email: examples.Body) -> None:
    for language in LANGUAGES:
        made = wire.call("create_campaign", body=email | {"language": language})
        assert made.body["language"] == language
    assert wire.call("create_campaign", body=examples.without(email, "language")).body["language"] == "en_US"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_is_accepted(wire: Wire, email: examples.Body, strategy: str) -> None:
    chosen = examples.settings(strategy, wire.sandbox.now())
    made = wire.call("create_campaign", body=email | {"sendingSettings": chosen})

    assert made.status == 201
    assert made.body["sendingSettings"]["strategy"] == strategy
    assert made.body["status"] == "draft"


@pytest.mark.parametrize("objective", ["opens", "clicks", "orders"])
def test_every_objective_is_accepted(wire: Wire, email: examples.Body, objective: str) -> None:
    chosen = examples.settings("personalized", wire.sandbox.now()) | {"optimizeFor": objective}
    made = wire.call("create_campaign", body=email | {"sendingSettings": chosen})

    assert made.body["sendingSettings"]["optimizeFor"] == objective


def test_a_push_campaign_cannot_be_created(wire: Wire, email: examples.Body) -> None:
    assert wire.call("create_campaign", body=email | {"channel": "push"}).status == 422
