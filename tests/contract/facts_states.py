"""A campaign's statuses and what may be done in each (Omnisend API 2026-03-15, Campaigns)."""

from tests.contract.facts_campaigns import STATUSES

ALL = frozenset(STATUSES)
DRAFT_ONLY = frozenset({"draft"})

# Where each operation succeeds on a regular email campaign; anywhere else it is refused with 409.
ALLOWED: dict[str, frozenset[str]] = {
    "update_campaign": DRAFT_ONLY,
    "update_utm": DRAFT_ONLY,
    "send_campaign": DRAFT_ONLY,
    "cancel_campaign": frozenset({"scheduled", "paused", "started"}),
    "copy_campaign": ALL,
    "get_campaign": ALL,
    "get_utm": ALL,
}
# A text message that has started can no longer be canceled. Whether a paused one can is not settled.
CANCEL_SMS = frozenset({"scheduled"})
CANCEL_SMS_UNSETTLED = frozenset({"paused"})
# Deleting a draft works. Elsewhere Omnisend declares 409 without naming the statuses.
DELETE_SURELY = DRAFT_ONLY
DELETE_UNSETTLED = ALL - DRAFT_ONLY

# The slug of a 409 where it is known; cancelling and deleting have none that is published.
CONFLICT_SLUG: dict[str, str] = {
    "update_campaign": "campaign-not-editable",
    "update_utm": "campaign-not-editable",
    "send_campaign": "invalid-campaign-status",
}

# Where a send takes a draft at once, by its strategy.
AFTER_SEND = {"immediate": "started", "scheduled": "scheduled", "personalized": "scheduled"}
FINAL = frozenset({"sent", "canceled", "error", "expired"})

# A booster follows a regular email campaign in one of these; else 409 invalid-parent-status.
BOOSTER_PARENTS = frozenset({"draft", "sent"})

# A/B tests: only these statuses of the parent, and 422 for a campaign of another type.
AB_ALLOWED: dict[str, frozenset[str]] = {
    "stop_ab_test": frozenset({"started"}),
    "resume_ab_test": frozenset({"stopped"}),
    "select_ab_test_winner": frozenset({"started", "stopped"}),
}
