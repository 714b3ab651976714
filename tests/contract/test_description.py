"""The sandbox's own description against the facts: written apart from each other, they must say the same."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.facts import OPERATIONS
from tests.contract.facts_analytics import DIMENSION, FILTER, METRIC, QUERY
from tests.contract.facts_campaigns import STATUSES
from tests.contract.model import Field, Operation
from tests.sandbox_control import Sandbox

Json = dict[str, Any]
# The kinds of bodies as the facts call them, and as the description does.
NEW = {
    "regular email": "NewRegularEmail",
    "regular sms": "NewRegularSms",
    "abTest email": "NewABTest",
    "booster email": "NewBoosterEmail",
    "booster sms": "NewBoosterSms",
}
UTM = {"regular": "RegularTags", "abTest": "VariantTags"}
# Each kind of body has exactly one of these; the facts list all of them for each.
SINGLE = ("type", "channel")


@pytest.fixture(scope="module")
def described(sandbox_process: Sandbox) -> Json:
    return sandbox_process.description()


def operation_of(described: Json, operation: Operation) -> Json:
    wanted = re.sub(r"\{\w+\}", "{}", operation.path)
    (found,) = (item for path, item in described["paths"].items() if re.sub(r"\{\w+\}", "{}", path) == wanted)
    one: Json = found[operation.method.lower()]
    return one


def resolved(described: Json, schema: Json) -> Iterator[Json]:
    """The schemas that may apply: references followed, choices one by one, null left out."""
    if "$ref" in schema:
        yield from resolved(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    elif choices := schema.get("anyOf", schema.get("oneOf")):
        for choice in choices:
            yield from resolved(described, choice)
    elif schema.get("type") != "null":
        yield schema


def at(described: Json, schema: Json, path: str) -> Iterator[tuple[Json, bool]]:
    """The schemas of a field by its dotted path, each with whether all choices require it all the way."""
    name, _, rest = path.partition(".")
    choices = list(resolved(described, schema))
    required = all(name in one.get("required", []) for one in choices)
    for one in choices:
        if name not in one.get("properties", {}):
            continue
        if rest:
            below = at(described, one["properties"][name], rest)
            yield from ((found, required and also) for found, also in below)
        else:
            for found in resolved(described, one["properties"][name]):
                yield found, required


def differences(described: Json, schema: Json, field: Field) -> Iterator[str]:
    found = list(at(described, schema, field.path))
    if not found:
        yield f"{field.path}: not described"
        return
    required = all(also for _, also in found)
    if required != field.required:
        yield f"{field.path}: required is {required}"
    choices = {choice for one, _ in found for choice in one.get("enum", [])}
    if choices != set(field.choices) and not (field.path in SINGLE and choices < set(field.choices)):
        yield f"{field.path}: choices {sorted(choices ^ set(field.choices))}"
    longest = "maxLength" if field.kind == "text" else "maxItems"
    for key, wanted in (("maximum", field.most), (longest, field.longest)):
        limits = {one[key] for one, _ in found if key in one}
        if wanted is not None and max(limits, default=None) != wanted:
            yield f"{field.path}: {key} {limits}, not {wanted}"


def body_of(one: Json, operation: Operation) -> Json:
    schema: Json = one["requestBody"]["content"][operation.sends]["schema"]
    return schema


def test_it_has_all_operations(described: Json) -> None:
    own = {
        f"{method} {re.sub('{.*?}', '', path)}"
        for path, item in described["paths"].items()
        for method in item
    }
    facts = {f"{one.method.lower()} {re.sub('{.*?}', '', one.path)}" for one in OPERATIONS.values()}
    assert facts <= own
    assert own - facts == {"delete /email-templates/"}  # nobody needs it, so that there are no facts on it


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=str)
def test_statuses_and_scope(described: Json, operation: Operation) -> None:
    one = operation_of(described, operation)
    assert {int(status) for status in one["responses"]} == operation.statuses
    assert operation.scope in one["description"]
    good = one["responses"][str(operation.good)]
    assert ("content" in good) == (operation.answer is not None)
    assert ("requestBody" in one) == (bool(operation.bodies) or operation.sends != "application/json")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=str)
def test_query_parameters(described: Json, operation: Operation) -> None:
    own = {
        one["name"]: one for one in operation_of(described, operation)["parameters"] if one["in"] == "query"
    }
    assert own.keys() == {query.name for query in operation.query}
    for query in operation.query:
        schema = own[query.name]["schema"]
        assert (schema["type"] == "array") == query.repeats
        schema = schema.get("items", schema)
        assert set(schema.get("enum", [])) == set(query.choices)
        assert (schema.get("minimum"), schema.get("maximum")) == (query.least, query.most)
        assert schema.get("maxLength") == query.longest


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        pytest.param(operation, kind, id=f"{operation} {kind}")
        for operation in OPERATIONS.values()
        for kind in operation.bodies
        if operation.name != "replace_content"  # whose inside is none of the facts
    ],
)
def test_bodies(described: Json, operation: Operation, kind: str) -> None:
    schema = body_of(operation_of(described, operation), operation)
    name = {"create_campaign": NEW, "update_utm": UTM}.get(operation.name, {}).get(kind)
    if name is not None:
        schema = described["components"]["schemas"][name]
    found = [line for field in operation.bodies[kind] for line in differences(described, schema, field)]
    assert found == []


def test_queries_of_reports(described: Json) -> None:
    schema = body_of(operation_of(described, OPERATIONS["analytics_report"]), OPERATIONS["analytics_report"])
    ((queries, _),) = at(described, schema, "queries")
    query = queries["items"]
    wrong = [line for field in QUERY for line in differences(described, query, field)]
    for name, fields in (("metrics", METRIC), ("dimensions", DIMENSION), ("filters", FILTER)):
        ((rows, _),) = at(described, query, name)
        wrong += [line for field in fields for line in differences(described, rows["items"], field)]
    assert wrong == []


def test_a_campaign_as_it_is_answered(described: Json) -> None:
    ((status, _),) = at(described, described["components"]["schemas"]["Campaign"], "status")
    assert set(status["enum"]) == set(STATUSES)
