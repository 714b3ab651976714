"""The table of facts itself: complete, and without contradictions of its own."""

from collections import Counter

import pytest

from tests.contract import examples
from tests.contract.body_rules import problems_in_body
from tests.contract.facts import OPERATIONS
from tests.contract.facts_analytics import ANALYTICS_OPERATIONS
from tests.contract.facts_campaign_bodies import CHANGE, CREATE, LANGUAGES
from tests.contract.facts_campaigns import CAMPAIGN_OPERATIONS, STATUSES
from tests.contract.facts_common import SCOPES
from tests.contract.facts_images import IMAGE_OPERATIONS
from tests.contract.facts_rest import REST_OPERATIONS
from tests.contract.facts_states import AB_ALLOWED, ALLOWED, CONFLICT_SLUG
from tests.contract.model import Operation

KEY = "0123456789abcdef01234567"


def test_it_has_every_operation_once() -> None:
    assert len(CAMPAIGN_OPERATIONS) == 14
    assert len(REST_OPERATIONS) == 11
    assert len(ANALYTICS_OPERATIONS) == 2
    routes = Counter((operation.method, operation.path) for operation in OPERATIONS.values())
    assert max(routes.values()) == 1
    assert len(IMAGE_OPERATIONS) == 5
    assert len(routes) == 32


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=str)
def test_an_operation_agrees_with_itself(operation: Operation) -> None:
    assert operation.scope in SCOPES
    asks = operation.method == "GET" or operation.name.startswith("analytics_")
    assert operation.scope.endswith(".read") == asks
    assert operation.good not in operation.refusals
    assert (operation.answer is None) == (operation.good == 204)
    assert max(budget.requests for budget in operation.budgets) == 400
    for fields in operation.bodies.values():
        assert max(Counter(field.path for field in fields).values()) == 1


def test_names_used_in_other_tables_are_operations() -> None:
    assert {*ALLOWED, *CONFLICT_SLUG, *AB_ALLOWED} <= OPERATIONS.keys()
    assert CREATE.keys() == CHANGE.keys()
    assert all(409 in OPERATIONS[name].refusals for name in CONFLICT_SLUG)
    assert (len(STATUSES), len(LANGUAGES)) == (10, 20)


@pytest.mark.parametrize(
    ("body", "kind", "wrong"),
    [
        (examples.regular_email(KEY), "regular email", []),
        (examples.ab_test(KEY), "abTest email", []),
        (examples.booster(KEY), "booster email", []),
        (examples.without(examples.regular_sms(), "name"), "regular sms", ["name: missing"]),
        (examples.regular_email(KEY) | {"name": "x" * 251}, "regular email", ["name: longer than 250"]),
        (examples.regular_email("x"), "regular email", ["content.email.templateID: 'x' is not ident"]),
        (examples.regular_email(KEY) | {"colour": "red"}, "regular email", ["colour: not published"]),
    ],
)
def test_its_rules_can_tell_right_from_wrong(body: examples.Body, kind: str, wrong: list[str]) -> None:
    assert problems_in_body(body, CREATE[kind]) == wrong
