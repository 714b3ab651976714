"""Fixtures of the contract's tests: a way past the client, and what the demo store has."""

from collections.abc import Iterator

import pytest

from omniapp import omnisend
from tests.contract import examples
from tests.contract.facts_common import SCOPES
from tests.contract.watched import Watched
from tests.contract.wire import Wire
from tests.sandbox_control import ALPINE_WOOL, FRESH_START, Sandbox


@pytest.fixture
def wire(sandbox: Sandbox) -> Iterator[Wire]:
    """Plain HTTP as Alpine Wool, without the limits that a fast test would meet."""
    sandbox.switch(rate_limits=False)
    wire = Wire(sandbox)
    yield wire
    wire.close()


@pytest.fixture
def template_id(wire: Wire) -> str:
    return str(wire.call("list_templates").body["templates"][0]["id"])


@pytest.fixture
def segment_ids(wire: Wire) -> list[str]:
    return [str(segment["segmentID"]) for segment in wire.call("list_segments").body["segments"]]


@pytest.fixture
def email(template_id: str) -> examples.Body:
    """The body of a regular email campaign that is accepted."""
    return examples.regular_email(template_id)


@pytest.fixture
def draft_id(wire: Wire, email: examples.Body) -> str:
    """An email campaign in draft."""
    return str(wire.call("create_campaign", body=email).body["id"])


@pytest.fixture
def bodies(template_id: str, draft_id: str) -> dict[str, examples.Body]:
    """An acceptable body for each kind of campaign; the booster's parent is the draft."""
    return {
        "regular email": examples.regular_email(template_id),
        "regular sms": examples.regular_sms(),
        "abTest email": examples.ab_test(template_id),
        "booster email": examples.booster(draft_id),
        "booster sms": examples.booster(draft_id) | examples.regular_sms() | {"type": "booster"},
    }


@pytest.fixture
def fresh_store(wire: Wire) -> Iterator[Wire]:
    """A store that has nothing yet: no template, no segment, no verified sender."""
    fresh = Wire(wire.sandbox, FRESH_START)
    yield fresh
    fresh.close()


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    yield watched
    watched.close()


@pytest.fixture
def client(sandbox: Sandbox, watched: Watched) -> omnisend.Client:
    sandbox.switch(rate_limits=False)
    token = sandbox.token(ALPINE_WOOL, scope=" ".join(SCOPES))["access_token"]
    return omnisend.Client(token, api_url=sandbox.api_url, transport=watched)
