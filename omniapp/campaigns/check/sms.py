"""A text message: its words, its compliance texts, its length with them."""

from collections.abc import Iterator

from omniapp.campaigns.check import links
from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.check.message import leftover, too_long
from omniapp.campaigns.parts import SmsPart
from omniapp.campaigns.sms.segments import MOST
from omniapp.campaigns.sms.texts import LINK_WORD, MOST_MMS, STOP_WORD, Counted, counted


def sms(part: SmsPart) -> Iterator[Finding]:
    yield from required(part)
    yield from compliance(part)
    yield from length(part)
    yield from odd_characters(part)
    yield from leftover("message", "message", part.message)
    yield from links.in_text("message", part.message)


def required(part: SmsPart) -> Iterator[Finding]:
    if not part.message.strip():
        yield missing("message", "Write the message.")
    if not part.stop_text.strip():
        yield missing(
            "stop_text", "Say how people in the US and Canada end it, like “Reply STOP to opt out”."
        )
    if not part.unsubscribe_text.strip():
        yield missing("unsubscribe_text", f"Say how everybody else ends it, like “Unsubscribe {LINK_WORD}”.")


def compliance(part: SmsPart) -> Iterator[Finding]:
    if part.stop_text.strip() and STOP_WORD not in part.stop_text:
        yield block("stop_text", "no-stop", "The text for the US and Canada must have the word STOP in it.")
    if part.unsubscribe_text.strip() and LINK_WORD not in part.unsubscribe_text:
        yield block("unsubscribe_text", "no-unsubscribe", f"Leave {LINK_WORD} in: the link is put there.")
    yield from too_long("stop_text", "text for the US and Canada", part.stop_text)
    yield from too_long("unsubscribe_text", "unsubscribe text", part.unsubscribe_text)


def length(part: SmsPart) -> Iterator[Finding]:
    for side in count(part).sides:
        if side.too_long and side.mms:
            over = side.characters - MOST_MMS
            yield block(
                "message",
                "too-long",
                f"With its image and the text behind it the message has {side.characters:,} characters "
                f"{side.place}, {over:,} more than the {MOST_MMS:,} that fit.",
            )
        elif side.too_long:
            yield block(
                "message",
                "too-many-segments",
                f"With the text behind it this takes {side.count.segments} messages {side.place}; "
                f"at most {MOST} are sent.",
            )


def odd_characters(part: SmsPart) -> Iterator[Finding]:
    """Warns only where the plain twins would make it shorter."""
    found = count(part)
    if found.odd and found.saves:
        messages = "message" if found.saves == 1 else "messages"
        yield warn(
            found.odd_field,
            "unicode",
            f"“{found.odd.character}” ({found.odd.name}) makes it Unicode, which halves the room. "
            f"Plain characters would save {found.saves} {messages} per contact.",
        )


def count(part: SmsPart) -> Counted:
    return counted(
        message=part.message,
        stop_text=part.stop_text,
        unsubscribe_text=part.unsubscribe_text,
        shorten_links=part.shorten_links,
        image=bool(part.image_id),
    )
