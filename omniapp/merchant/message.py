"""The message side of a campaign's page: what was reviewed, or the draft as it stands."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from omniapp.campaigns import wording
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import SmsPart
from omniapp.merchant import following, testing
from omniapp.merchant.testing import Side
from omniapp.merchant.texting import Phone, phones
from omniapp.sending.models import Delivery
from omniapp.sending.states import State

_BACK_TO_DRAFT = (State.UNDONE, State.GIVEN_UP, State.REPLACED)
_TIMING = {
    "now": "As soon as Send is pressed",
    "at": "At a set time",
    "local": "At each reader's local time",
    "best": "At each reader's best time",
    "": "",
}


@dataclass(frozen=True)
class Message:
    """Plain values for the page. ``sentence`` is empty for a draft: nobody has reviewed it yet."""

    reviewed: bool
    sentence: str
    subject: str
    preheader: str
    sender_name: str
    sender_email: str
    reply_to: str
    template_id: str
    template_name: str
    everyone: bool
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    reach: str
    reach_at: dt.datetime | None
    timing: str
    at: dt.datetime | None
    on_date: dt.date | None
    edited_since: bool
    phones: tuple[Phone, ...] = ()
    sides: tuple[Side, ...] = ()
    follows: Campaign | None = None
    to_whom: str = ""


def message(campaign: Campaign, delivery: Delivery | None) -> Message:
    """What was reviewed while a delivery stands for it, else the draft."""
    if delivery is None or delivery.state in _BACK_TO_DRAFT:
        shown, test = _draft(campaign), None
    else:
        shown, test = _reviewed(campaign, delivery), delivery.snapshot.ab_test
    if campaign.type == Campaign.Type.AB_TEST:
        sides = testing.sides_of(test) if test else testing.sides(campaign)
        return replace(shown, sides=tuple(sides), template_id="")
    if campaign.type == Campaign.Type.BOOSTER:
        return replace(_with_the_parents_words(shown, campaign), **_followed(campaign))
    return shown


def _followed(campaign: Campaign) -> dict[str, Any]:
    after = following.after_words(campaign) if campaign.attached else ""
    found: dict[str, Any] = {"follows": campaign.parent, "to_whom": following.to_whom(campaign)}
    return found | ({"timing": after} if after else {})


def _with_the_parents_words(shown: Message, booster: Campaign) -> Message:
    parent = booster.parent
    if parent is None or booster.channel != Campaign.Channel.EMAIL:
        return shown
    taken = {
        name: getattr(parent, name)
        for name in ("subject", "preheader", "sender_name", "template_id", "template_name")
        if not getattr(shown, name)
    }
    return replace(shown, **taken)


def _reviewed(campaign: Campaign, delivery: Delivery) -> Message:
    snapshot = delivery.snapshot
    return Message(
        reviewed=True,
        sentence=snapshot.sentence(delivery.store),
        subject=snapshot.subject,
        preheader=snapshot.preheader,
        sender_name=snapshot.sender_name,
        sender_email=snapshot.sender_email,
        reply_to=snapshot.reply_to,
        template_id=snapshot.shown.template_id,
        template_name=snapshot.template_name,
        everyone=snapshot.audience == "everyone",
        included=tuple(segment.name for segment in snapshot.included),
        excluded=tuple(segment.name for segment in snapshot.excluded),
        reach="" if snapshot.reach is None else f"at most {wording.people(snapshot.reach)}",
        reach_at=snapshot.reach_at,
        timing=_TIMING[snapshot.timing],
        at=None if snapshot.timing == "best" else snapshot.scheduled_at,
        on_date=snapshot.on_date,
        edited_since=campaign.version != delivery.version,
        phones=_phones(campaign, snapshot.sms),
    )


def _draft(campaign: Campaign) -> Message:
    moment = campaign.moment
    return Message(
        reviewed=False,
        sentence="",
        subject=campaign.subject,
        preheader=campaign.preheader,
        sender_name=campaign.sender_name,
        sender_email=campaign.sender_email,
        reply_to=campaign.reply_to,
        template_id=campaign.template_id,
        template_name=campaign.template_name,
        everyone=campaign.audience == Campaign.Audience.EVERYONE,
        included=tuple(chosen["name"] for chosen in campaign.included),
        excluded=tuple(chosen["name"] for chosen in campaign.excluded),
        reach="" if campaign.reach is None else f"at most {wording.people(campaign.reach)}",
        reach_at=campaign.reach_at,
        timing=_TIMING[campaign.timing],
        at=None if campaign.timing == Campaign.Timing.BEST else moment.at,
        on_date=moment.date,
        edited_since=False,
        phones=_phones(campaign, SmsPart.of(campaign) if campaign.channel == Campaign.Channel.SMS else None),
    )


def _phones(campaign: Campaign, sms: SmsPart | None) -> tuple[Phone, ...]:
    """How a text message arrives; the picture is shown while it is still the one of the draft."""
    if sms is None:
        return ()
    return phones(sms, image_url=campaign.image_url if sms.image_id == campaign.image_id else "")
