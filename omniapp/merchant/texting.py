"""What the pages show of a text message: how long it is, and how it looks on a phone. Pure."""

from dataclasses import dataclass
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import SmsPart
from omniapp.campaigns.sms.segments import MOST
from omniapp.campaigns.sms.texts import LINK_WORD, MOST_MMS, Counted, Side, counted, joined


@dataclass(frozen=True)
class Phone:
    """A text as it arrives in one part of the world; between ``parts`` stands the unsubscribe link."""

    title: str
    parts: tuple[str, ...]
    image_url: str = ""
    image_name: str = ""


@dataclass(frozen=True)
class Length:
    """How long it is there, in words, and how much of the room is taken (per cent)."""

    title: str
    amount: str
    detail: str
    too_long: bool
    used: int


def phones(sms: SmsPart, *, image_url: str = "") -> tuple[Phone, Phone]:
    """With the image for the US and Canada, without it elsewhere."""
    here = joined(sms.message, sms.stop_text)
    elsewhere = joined(sms.message, sms.unsubscribe_text).split(LINK_WORD)
    name = (sms.image_name or "Image") if sms.image_id else ""
    return (
        Phone("US and Canada", (here,), image_url if sms.image_id else "", name),
        Phone("Everywhere else", tuple(elsewhere)),
    )


def context(campaign: Campaign) -> dict[str, Any]:
    """Counts and previews of the draft."""
    part = SmsPart.of(campaign)
    found = counted(
        message=part.message,
        stop_text=part.stop_text,
        unsubscribe_text=part.unsubscribe_text,
        shorten_links=part.shorten_links,
        image=bool(part.image_id),
    )
    return {
        "counted": found,
        "lengths": [length(side) for side in found.sides],
        "odd_words": odd_words(found),
        "phones": phones(part, image_url=campaign.image_url),
    }


def facts(campaign: Campaign) -> list[tuple[str, str]]:
    """The message in a few lines; an empty text is still to come."""
    lines = [("Text", " ".join(campaign.message.split()))]
    lines += [
        (found.title, found.amount) for found in (context(campaign)["lengths"] if campaign.message else ())
    ]
    return [*lines, ("Image", campaign.image_name or "none")]


def length(side: Side) -> Length:
    title = side.place[:1].upper() + side.place[1:]
    if side.mms:
        return Length(
            title,
            "1 picture message",
            f"{side.characters:,} of {MOST_MMS:,} characters",
            side.too_long,
            _share(side.characters, MOST_MMS),
        )
    count = side.count
    messages = "message" if count.segments == 1 else "messages"
    kind = "plain characters" if count.encoding == "gsm" else "Unicode"
    return Length(
        title,
        f"{count.segments} of {MOST} {messages}" if count.segments > 1 else f"{count.segments} {messages}",
        f"{count.units:,} {kind}, {count.left:,} more fit" if count.segments else "Nothing is written yet",
        side.too_long,
        _share(count.segments, MOST),
    )


def odd_words(found: Counted) -> str:
    """What makes it Unicode, and where that stands."""
    if found.odd is None:
        return ""
    where = {
        "stop_text": " in the text for the US and Canada",
        "unsubscribe_text": " in the unsubscribe text",
    }
    place = where.get(found.odd_field, "")
    return f"“{found.odd.character}” ({found.odd.name}){place} makes it Unicode"


def _share(part: int, whole: int) -> int:
    return min(100, round(100 * part / whole))
