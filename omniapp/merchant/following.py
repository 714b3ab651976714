"""What the pages show of a booster: the campaign it follows, whom it reaches, until when it may leave."""

import copy
import datetime as dt
from typing import Any

from omniapp.campaigns import boosters, wording
from omniapp.campaigns.amounts import Wait
from omniapp.campaigns.models import Campaign
from omniapp.merchant.designs import Design
from omniapp.web.times import place

WHOM = {"nonOpeners": "Those who did not open it", "nonClickers": "Those who did not click in it"}
INHERITED = ("subject", "preheader", "sender_name", "sender_email", "reply_to")


def context(campaign: Campaign, *, now: dt.datetime) -> dict[str, Any]:
    """``inherited``: the parent's words, which stand where the booster has none of its own."""
    parent = campaign.parent
    sent = boosters.sent_at(parent) if parent else None
    last = min(now, sent or now) + boosters.TEN_DAYS
    zone = campaign.store.tz
    whole = _as_received(campaign)
    return {
        "parent": parent,
        "inherited": {name: getattr(parent, name) if parent else "" for name in INHERITED},
        "as_received": whole,
        "own_design": Design("", campaign.template_id, campaign.template_name),
        "last_moment": f"{wording.clock(last, zone)} {place(zone)}",
        "last_day": (now + boosters.TEN_DAYS).astimezone(zone).date(),
        "whom": WHOM.get(campaign.send_to, ""),
        "audience_words": to_whom(campaign),
    } | ({"when_words": after_words(campaign)} if campaign.sends_itself else {})


def _as_received(campaign: Campaign) -> Campaign:
    """The booster with its parent's words where it has none; never stored."""
    whole = copy.copy(campaign)
    for name in INHERITED:
        if campaign.parent is not None and not getattr(whole, name):
            setattr(whole, name, getattr(campaign.parent, name))
    return whole


def facts(campaign: Campaign) -> list[tuple[str, str]]:
    """For the summary beside the editor."""
    follows = ("Follows", str(campaign.parent) if campaign.parent else "")
    if campaign.channel == Campaign.Channel.SMS:
        return [follows, ("Message", campaign.message)]
    return [follows, ("Subject", campaign.subject or "The first campaign's")]


def to_whom(campaign: Campaign) -> str:
    """Whom a booster reaches, with its parent's name; empty where nothing was chosen."""
    verb = {"nonOpeners": "open", "nonClickers": "click in"}.get(campaign.send_to)
    return f"Those who did not {verb} “{campaign.parent}”" if verb and campaign.parent else ""


def after_words(campaign: Campaign) -> str:
    """``48 hours after it was sent``, of an attached booster."""
    wait = Wait.read(campaign.delay_amount, campaign.delay_unit)
    if wait is None:
        return ""
    return f"{wait} after the first campaign was sent" if wait.amount else "Together with the first campaign"
