"""Omnisend's API, version 2026-03-15, as a table that client and sandbox are both held to.

Written from Omnisend's reference by hand, apart from both sides, so that the two cannot agree on a mistake.
"""

from tests.contract.facts_analytics import ANALYTICS_OPERATIONS
from tests.contract.facts_campaigns import CAMPAIGN_OPERATIONS
from tests.contract.facts_images import IMAGE_OPERATIONS
from tests.contract.facts_rest import REST_OPERATIONS
from tests.contract.model import Operation

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (*CAMPAIGN_OPERATIONS, *REST_OPERATIONS, *ANALYTICS_OPERATIONS, *IMAGE_OPERATIONS)
}
