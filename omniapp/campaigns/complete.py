"""Whether a draft has everything that a snapshot of its kind needs. Pure; what is wrong says the check."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.amounts import Wait, whole
from omniapp.campaigns.parts import SEND_ALL

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

Need = tuple[str, object]  # a field, and something true if it is there


def missing(campaign: "Campaign") -> list[str]:
    """The fields that are missing; of variant a's subject ``a-subject``."""
    return [field for field, there in _needs(campaign) if not there]


def _needs(campaign: "Campaign") -> Iterator[Need]:
    yield "name", campaign.name
    if campaign.type == campaign.Type.AB_TEST:
        yield from _ab_test(campaign)
    elif campaign.channel == campaign.Channel.SMS:
        for field in ("message", "stop_text", "unsubscribe_text"):
            yield field, getattr(campaign, field)
    elif campaign.type == campaign.Type.REGULAR:
        yield "subject", campaign.subject
        yield "sender_name", campaign.sender_name
        yield "template_id", campaign.template_id or campaign.designed_in_omnisend
    if campaign.type == campaign.Type.BOOSTER:
        yield from _booster(campaign)
    else:
        chosen = campaign.audience == "segments" and campaign.included
        yield "audience", campaign.audience == "everyone" or chosen
    if not campaign.sends_itself:
        yield "timing", campaign.timing == "now" or campaign.moment.at
        yield "optimize_for", campaign.timing != "best" or campaign.optimize_for


def _ab_test(campaign: "Campaign") -> Iterator[Need]:
    for letter in ("a", "b"):
        variant = campaign.variants.get(letter, {})
        yield f"{letter}-subject", variant.get("subject")
        yield f"{letter}-sender_name", variant.get("sender_name")
        yield f"{letter}-template_id", variant.get("template_id") or campaign.designed_in_omnisend
    share = whole(campaign.test_share)
    yield "test_share", share
    if share != SEND_ALL:
        yield "winning_metric", campaign.winning_metric
        yield "decision_amount", Wait.read(campaign.decision_amount, campaign.decision_unit)


def _booster(campaign: "Campaign") -> Iterator[Need]:
    yield "parent", campaign.parent and (campaign.attached or campaign.parent.omnisend_id)
    yield "send_to", campaign.send_to
    if campaign.attached:
        yield "delay_amount", Wait.read(campaign.delay_amount, campaign.delay_unit)
