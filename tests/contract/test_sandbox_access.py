"""Who is let in: credentials, scope and version, the same for every operation."""

import pytest

from tests.contract.facts import OPERATIONS
from tests.contract.facts_common import SCOPES, VERSION_HEADER
from tests.contract.wire import Wire
from tests.sandbox_control import HARBOR_TEA

MADE_UP = "0123456789abcdef01234567"
every_operation = pytest.mark.parametrize("name", OPERATIONS)


@every_operation
def test_no_credentials_and_wrong_credentials_are_the_same_refusal(wire: Wire, name: str) -> None:
    nothing = wire.call(name, MADE_UP, headers={"Authorization": None})
    wrong = wire.call(name, MADE_UP, headers={"Authorization": "Bearer not-a-token"})

    assert nothing.status == wrong.status == 401
    assert nothing.slug == wrong.slug == "unauthorized"
    assert nothing.body | {"instance": ""} == wrong.body | {"instance": ""}


@every_operation
def test_a_token_without_the_operations_scope_is_forbidden(wire: Wire, name: str) -> None:
    others = [scope for scope in SCOPES if scope != OPERATIONS[name].scope]
    wire.token = wire.token_for(others)

    answer = wire.call(name, MADE_UP)

    assert (answer.status, answer.slug) == (403, "forbidden")


@every_operation
def test_the_operations_scope_alone_is_enough(wire: Wire, name: str) -> None:
    wire.token = wire.token_for([OPERATIONS[name].scope])

    assert wire.call(name, MADE_UP).status not in {401, 403}


@every_operation
def test_a_request_without_a_version_is_invalid(wire: Wire, name: str) -> None:
    assert wire.call(name, MADE_UP, headers={VERSION_HEADER: None}).status == 400


def test_a_disconnected_brands_token_is_refused_and_no_other(wire: Wire) -> None:
    theirs = wire.token_for(SCOPES, HARBOR_TEA)
    wire.sandbox.disconnect(wire.brand_id)

    assert wire.call("list_campaigns").status == 401

    wire.token = theirs
    assert wire.call("list_campaigns").status == 200


def test_a_brand_sees_nothing_of_another(wire: Wire, draft_id: str) -> None:
    wire.token = wire.token_for(SCOPES, HARBOR_TEA)

    assert wire.call("get_campaign", draft_id).status == 404
    assert wire.call("send_campaign", draft_id).status == 404
    assert wire.call("get_current_brand").body["brandID"] == HARBOR_TEA
    listed = wire.call("list_campaigns").body["campaigns"]
    assert draft_id not in {campaign["id"] for campaign in listed}
