"""Bodies nobody would write: what the facts call wrong is refused, and nothing makes the sandbox stumble."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract import examples
from tests.contract.body_rules import problems_in_body
from tests.contract.facts_campaign_bodies import CHANGE, CREATE
from tests.contract.model import Field
from tests.contract.wire import Wire

# The fixtures may stay: each example makes a campaign of its own or fails to.
in_one_sandbox = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIELDS = {field.path: field for table in (CREATE, CHANGE) for field in table["regular email"]}

junk: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**20) | st.text(max_size=20) | st.just("x" * 251),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)
spoils = st.dictionaries(st.sampled_from(sorted(FIELDS)), junk, min_size=1, max_size=4)


def wrong_paths(body: examples.Body, fields: tuple[Field, ...]) -> set[str]:
    """The published fields that break a rule of their own. A null or empty one may count as left out."""
    known = {field.path for field in fields}
    return {problem.split(":")[0] for problem in problems_in_body(body, fields)} & known


def spoiled(body: examples.Body, changes: dict[str, Any]) -> examples.Body:
    for path, value in changes.items():
        body = examples.replaced(body, path, value)
    return body


@pytest.mark.parametrize("name", ["create_campaign", "update_campaign"])
@given(changes=spoils)
@in_one_sandbox
def test_a_spoiled_field_is_refused_by_its_name(
    wire: Wire, email: examples.Body, draft_id: str, name: str, changes: dict[str, Any]
) -> None:
    table = (CREATE if name == "create_campaign" else CHANGE)["regular email"]
    body = spoiled(email if name == "create_campaign" else {}, changes)
    told = {path: value for path, value in changes.items() if value is not None}
    wrong = wrong_paths(body, table) & told.keys()

    answer = wire.call(name, draft_id, body=body)

    if wrong:
        assert answer.status in {400, 422}
    if answer.status == 400:
        assert answer.fields


@given(body=junk)
@in_one_sandbox
def test_junk_is_never_more_than_refused(wire: Wire, draft_id: str, body: object) -> None:
    for name in ("create_campaign", "update_campaign", "update_utm", "send_test_email", "import_template"):
        answer = wire.call(name, draft_id, body=body)
        # Only an empty change has nothing wrong with it.
        assert answer.status == 400 or (name == "update_campaign" and isinstance(body, dict))


@given(pairs=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=3))
@in_one_sandbox
def test_made_up_parameters_are_refused(wire: Wire, pairs: list[tuple[str, str]]) -> None:
    published = {"limit", "after", "before", "sort", "direction", "status", "type", "channel"}
    for name in ("list_campaigns", "list_segments", "list_templates"):
        answer = wire.call(name, query=[pair for pair in pairs if pair[0] not in published] or [("x", "")])
        assert answer.status == 400
