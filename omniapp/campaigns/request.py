"""What was reviewed, as Omnisend wants it written. Pure.

Optional texts that are empty are left out of a creation, so that Omnisend fills in the brand's own sender.
A change names the reply address even when it is empty, which clears it; a sender address cannot be cleared.
Source: Omnisend API 2026-03-15, Create campaign and Update campaign.
"""

from typing import TYPE_CHECKING, Final

from omniapp import omnisend

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed

STRATEGY: Final[dict[str, omnisend.Strategy]] = {
    "now": "immediate",
    "at": "scheduled",
    "local": "scheduled",
    "best": "personalized",
}


def new_campaign(reviewed: "Reviewed") -> omnisend.NewCampaign:
    """The whole campaign. Omnisend makes a draft of it, whatever its settings say."""
    email = omnisend.NewEmail(
        template_id=reviewed.template_id,
        subject=reviewed.subject,
        preheader=reviewed.preheader or None,
        sender_name=reviewed.sender_name,
        sender_email=reviewed.sender_email or None,
        reply_to_email=reviewed.reply_to or None,
    )
    return omnisend.NewCampaign(
        type=reviewed.type,
        channel=reviewed.channel,
        name=reviewed.name,
        language=reviewed.language,
        audience=_audience(reviewed),
        content=omnisend.NewContent(email=email),
        sending_settings=_settings(reviewed),
    )


def changes(reviewed: "Reviewed") -> omnisend.CampaignChanges:
    """Everything but the template, which Omnisend copied when the draft was made."""
    email = omnisend.EmailChanges(
        subject=reviewed.subject,
        preheader=reviewed.preheader,
        sender_name=reviewed.sender_name,
        sender_email=reviewed.sender_email or None,
        reply_to_email=reviewed.reply_to,
    )
    return omnisend.CampaignChanges(
        name=reviewed.name,
        language=reviewed.language,
        audience=_audience(reviewed),
        content=omnisend.ContentChanges(email=email),
        sending_settings=_settings(reviewed),
    )


def _audience(reviewed: "Reviewed") -> omnisend.Audience:
    """Nobody included means everyone subscribed."""
    return omnisend.Audience(
        included_segment_ids=tuple(segment.id for segment in reviewed.included),
        excluded_segment_ids=tuple(segment.id for segment in reviewed.excluded),
    )


def _settings(reviewed: "Reviewed") -> omnisend.NewSendingSettings:
    return omnisend.NewSendingSettings(
        strategy=STRATEGY[reviewed.timing],
        scheduled_at=reviewed.scheduled_at,
        optimize_for=reviewed.optimize_for or None,
        is_tz_optimization_enabled=True if reviewed.timing == "local" else None,
    )
