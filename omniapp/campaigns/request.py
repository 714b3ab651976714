"""What was reviewed, as Omnisend wants it written. Pure.

Optional texts that are empty are left out of a creation, so that Omnisend fills in the brand's own sender,
or in a booster its parent's words. A change names the reply address even when it is empty, which clears it;
a sender address cannot be cleared. An A/B test is always changed whole, and so are sending settings.
Source: Omnisend API 2026-03-15, Create campaign, Update campaign and Update UTM.
"""

from typing import TYPE_CHECKING, Final

from omniapp import omnisend
from omniapp.campaigns import contents
from omniapp.campaigns.errors import Incomplete
from omniapp.campaigns.parts import BoosterPart, Tags

if TYPE_CHECKING:
    from omniapp.campaigns.amounts import Wait
    from omniapp.campaigns.reviewed import Reviewed

STRATEGY: Final[dict[str, omnisend.Strategy]] = {
    "now": "immediate",
    "at": "scheduled",
    "local": "scheduled",
    "best": "personalized",
}


def new_campaign(reviewed: "Reviewed", parent_remote_id: str) -> omnisend.NewCampaign:
    """The whole campaign. Omnisend makes a draft of it, whatever its settings say."""
    booster = reviewed.booster
    return omnisend.NewCampaign(
        type=reviewed.type,
        channel=reviewed.channel,
        name=reviewed.name,
        language=reviewed.language,
        audience=None if booster else _audience(reviewed),
        content=contents.new(reviewed),
        ab_test=contents.new_ab_test(reviewed.ab_test) if reviewed.ab_test else None,
        booster_settings=_new_booster(booster, parent_remote_id) if booster else None,
        sending_settings=_settings(reviewed),
    )


def changes(reviewed: "Reviewed") -> omnisend.CampaignChanges:
    """Everything but the template, which Omnisend copied when the draft was made, and a booster's parent."""
    booster = reviewed.booster
    return omnisend.CampaignChanges(
        name=reviewed.name,
        language=reviewed.language,
        audience=None if booster else _audience(reviewed),
        content=contents.changed(reviewed),
        ab_test=contents.changed_ab_test(reviewed.ab_test) if reviewed.ab_test else None,
        booster_settings=omnisend.BoosterChanges(send_to=booster.send_to, delay=_delay(booster.delay))
        if booster
        else None,
        sending_settings=_settings(reviewed),
    )


def utm_update(reviewed: "Reviewed") -> omnisend.UtmUpdate | None:
    """None where nobody ever chose tags; chosen and emptied again they go back to Omnisend's own."""
    match [_tags(tags) for tags in reviewed.utm]:
        case [a, b]:
            return omnisend.UtmUpdate(variants=omnisend.UtmVariantsUpdate(a=a, b=b))
        case [tags]:
            return omnisend.UtmUpdate(tags=tags)
        case _:
            return None


def _tags(tags: Tags) -> omnisend.UtmTags:
    return omnisend.UtmTags(source=tags.source, medium=tags.medium, campaign=tags.campaign)


def _new_booster(booster: BoosterPart, parent_remote_id: str) -> omnisend.NewBooster:
    parent = parent_remote_id or booster.parent_id
    if not parent:
        raise Incomplete("the parent of the booster is not at Omnisend yet")
    return omnisend.NewBooster(campaign_id=parent, send_to=booster.send_to, delay=_delay(booster.delay))


def _delay(wait: "Wait | None") -> omnisend.Delay | None:
    return omnisend.Delay(amount=wait.amount, unit=wait.unit) if wait else None


def _audience(reviewed: "Reviewed") -> omnisend.Audience:
    """Nobody included means everyone subscribed."""
    return omnisend.Audience(
        included_segment_ids=tuple(segment.id for segment in reviewed.included),
        excluded_segment_ids=tuple(segment.id for segment in reviewed.excluded),
    )


def _settings(reviewed: "Reviewed") -> omnisend.NewSendingSettings | None:
    """None for an attached booster, which may have none."""
    if not reviewed.timing:
        return None
    return omnisend.NewSendingSettings(
        strategy=STRATEGY[reviewed.timing],
        scheduled_at=reviewed.scheduled_at,
        optimize_for=reviewed.optimize_for or None,
        is_tz_optimization_enabled=True if reviewed.timing == "local" else None,
    )
