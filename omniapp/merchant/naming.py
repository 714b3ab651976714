"""What a draft is called while nobody has given it a name: the first words that its readers see. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from omniapp.campaigns import beginnings
from omniapp.campaigns.models import Campaign

LONGEST: Final = 80  # in static/js/editor.js as well


def followed(campaign: Campaign) -> str:
    """The editor's input that its name follows; empty once somebody named it."""
    if campaign.name not in (_begun(campaign), _words(campaign, {})):
        return ""
    if campaign.type == Campaign.Type.AB_TEST:
        return "a-subject"
    return "message" if campaign.channel == Campaign.Channel.SMS else "subject"


def follow(campaign: Campaign, changes: Mapping[str, Any]) -> dict[str, str]:
    """The name that comes with ``changes``; {} where it was typed, and while there are no words."""
    words, name = _words(campaign, changes), changes.get("name")
    nobodys = name in (_begun(campaign), _words(campaign, {}))
    return {"name": words} if words and name and nobodys else {}


def _words(campaign: Campaign, changes: Mapping[str, Any]) -> str:
    if campaign.type == Campaign.Type.BOOSTER:
        return ""  # it is called after its parent
    if campaign.type == Campaign.Type.AB_TEST:
        text = changes.get("variants", campaign.variants).get("a", {}).get("subject", "")
    else:
        field = "message" if campaign.channel == Campaign.Channel.SMS else "subject"
        text = changes.get(field, getattr(campaign, field))
    return " ".join(text.split())[:LONGEST].rstrip()


def _begun(campaign: Campaign) -> str:
    made = (campaign.type, campaign.channel)
    if made not in beginnings.LABELS:
        return ""
    return beginnings.name(*made, at=campaign.created_at.astimezone(campaign.store.tz))
