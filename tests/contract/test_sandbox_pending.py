"""What the sandbox does not do yet says so with 501, and does not pretend; the table names all of it."""

import pytest

from tests.contract import examples
from tests.contract.facts import OPERATIONS, PENDING_CREATES, PENDING_OPERATIONS
from tests.contract.facts_campaign_bodies import CREATE
from tests.contract.facts_states import AB_ALLOWED
from tests.contract.wire import UNSET, Wire


def unusual(kind: str, template_id: str, draft_id: str) -> examples.Body:
    return examples.booster(draft_id) if kind == "booster" else examples.ab_test(template_id)


@pytest.mark.parametrize("kind", [kind for kind in CREATE if not kind.startswith("regular")])
def test_unusual_campaigns_are_created_or_plainly_not_built(
    wire: Wire, template_id: str, draft_id: str, kind: str
) -> None:
    body = unusual(kind, template_id, draft_id)
    if kind in PENDING_CREATES:
        assert wire.pending("create_campaign", body=body) == 501
        return
    made = wire.call("create_campaign", body=body).body
    assert (made["type"], made["status"]) == (body["type"], "draft")


@pytest.mark.parametrize("name", AB_ALLOWED)
def test_a_test_of_two_variants_is_steered_or_plainly_not_built(wire: Wire, draft_id: str, name: str) -> None:
    body = {"variantID": draft_id} if OPERATIONS[name].bodies else UNSET
    if name in PENDING_OPERATIONS:
        assert wire.pending(name, draft_id, body=body) == 501
        return
    # An ordinary campaign is the wrong kind.
    assert wire.call(name, draft_id, body=body).status == 422


def test_everything_else_is_built(wire: Wire) -> None:
    for name in OPERATIONS.keys() - set(PENDING_OPERATIONS):
        assert wire.pending(name, "0123456789abcdef01234567") != 501, name
