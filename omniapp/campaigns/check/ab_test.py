"""An A/B test: both variants, the share, the measure and the time of decision."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.amounts import Wait, whole
from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.check.message import Words, message
from omniapp.campaigns.parts import SEND_ALL, EmailPart
from omniapp.campaigns.wording import METRICS

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

LEAST, FEWEST_CONTACTS = 10, 10
LONGEST = {"h": 168, "d": 7}


def ab_test(campaign: "Campaign") -> Iterator[Finding]:
    for letter in ("a", "b"):
        variant = EmailPart.of_variant(campaign.variants.get(letter, {}))
        of = f" of variant {letter.upper()}"
        yield from message(Words(variant, f"{letter}-", of, designed=campaign.designed_in_omnisend))
    yield from no_difference(campaign)
    yield from share(campaign)
    if whole(campaign.test_share) != SEND_ALL:
        yield from measure(campaign)
        yield from decision(campaign)
    yield from few_contacts(campaign)


def no_difference(campaign: "Campaign") -> Iterator[Finding]:
    a, b = (EmailPart.of_variant(campaign.variants.get(letter, {})) for letter in ("a", "b"))
    if a == b and a.subject:
        yield warn("b-subject", "same-variants", "Both variants are the same, so the test can show nothing.")


def share(campaign: "Campaign") -> Iterator[Finding]:
    percent = whole(campaign.test_share)
    if not campaign.test_share.strip():
        yield missing("test_share", "Say how many of them take part in the test.")
    elif percent is None or not LEAST <= percent <= SEND_ALL:
        yield block(
            "test_share", "share", f"“{campaign.test_share}”: a test takes a whole number from 10 to 100 %."
        )
    elif percent == SEND_ALL:
        yield warn(
            "test_share",
            "send-all",
            "At 100 % half of them get A and half get B. Nobody is left to get the better one.",
        )


def measure(campaign: "Campaign") -> Iterator[Finding]:
    if not METRICS.get(campaign.winning_metric):
        yield missing("winning_metric", "Choose what the better one is measured by: opens or clicks.")


def decision(campaign: "Campaign") -> Iterator[Finding]:
    wait = Wait.read(campaign.decision_amount, campaign.decision_unit)
    if not campaign.decision_amount.strip():
        yield missing("decision_amount", "Say after how long the better one is chosen.")
    elif wait is None or not 1 <= wait.amount <= LONGEST[wait.unit]:
        yield block(
            "decision_amount", "decision", "The better one is chosen after 1 to 168 hours, or 1 to 7 days."
        )


def few_contacts(campaign: "Campaign") -> Iterator[Finding]:
    """The reach is an upper bound: below ten Omnisend refuses for certain."""
    if campaign.audience == "segments" and campaign.reach is not None and campaign.reach < FEWEST_CONTACTS:
        yield block("audience", "too-small", "A test needs at least 10 contacts. Choose a larger audience.")
