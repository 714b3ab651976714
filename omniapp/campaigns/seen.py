"""What Omnisend last said about a campaign, typed again. Pure."""

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import ValidationError

from omniapp import omnisend

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign


def last(campaign: "Campaign") -> omnisend.Campaign | None:
    """The answer that was read last, None if none was kept."""
    try:
        return omnisend.Campaign.model_validate(campaign.omnisend_data)
    except ValidationError:
        return None


def leaving(campaign: "Campaign") -> dt.datetime | None:
    """When Omnisend says it began to go out, ended, or is to go; in this order, None if it says nothing."""
    return told(campaign.omnisend_data)


def told(shown: object) -> dt.datetime | None:
    """The same of an answer of Omnisend's."""
    try:
        said = omnisend.Campaign.model_validate(shown or {})
    except ValidationError:
        return None
    return said.started_at or said.ended_at or said.sending_settings.scheduled_at


def planned(shown: object) -> dt.datetime | None:
    """The time an answer of Omnisend's names as the one it is scheduled for."""
    try:
        return omnisend.Campaign.model_validate(shown or {}).sending_settings.scheduled_at
    except ValidationError:
        return None
