"""The published rate limits: counted exactly, for each brand by itself."""

import pytest

from tests.contract.facts import OPERATIONS
from tests.contract.facts_common import RENDERS, SEGMENT_READS, WHOLE_BRAND
from tests.contract.model import Budget
from tests.contract.wire import Wire
from tests.sandbox_control import HARBOR_TEA, Sandbox

FAST = {
    WHOLE_BRAND.name: "get_current_brand",
    SEGMENT_READS.name: "list_segments",
    RENDERS.name: "render_template",
}
BUDGETS = (WHOLE_BRAND, SEGMENT_READS, RENDERS)


@pytest.fixture
def counted(sandbox: Sandbox, wire: Wire, template_id: str) -> Wire:
    """The limits are on, and nothing has been used up."""
    sandbox.switch(rate_limits=True)
    return wire


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: budget.name)
def test_exactly_so_many_requests_go_through(counted: Wire, template_id: str, budget: Budget) -> None:
    name = FAST[budget.name]
    used = [counted.call(name, template_id).status for _ in range(budget.requests)]
    assert used == [200] * budget.requests

    over = counted.call(name, template_id)
    assert (over.status, over.slug) == (429, "rate-limit-exceeded")
    assert 1 <= over.body["retryAfter"] <= budget.seconds


def test_a_brands_limit_is_its_own_and_all_its_tokens_share_it(counted: Wire, sandbox: Sandbox) -> None:
    for _ in range(SEGMENT_READS.requests):
        counted.call("list_segments")
    counted.token = counted.token_for(["segments.read"])
    assert counted.call("list_segments").status == 429

    theirs = Wire(sandbox, HARBOR_TEA)
    assert theirs.call("list_segments").status == 200
    theirs.close()


def test_a_smaller_limit_leaves_the_other_operations_alone(counted: Wire) -> None:
    for _ in range(SEGMENT_READS.requests):
        counted.call("list_segments")

    assert counted.call("list_segments").status == 429
    assert counted.call("list_campaigns").status == 200
    limited = {name for name, operation in OPERATIONS.items() if SEGMENT_READS in operation.budgets}
    assert limited == {"list_segments", "get_segment", "get_segment_statistics"}
