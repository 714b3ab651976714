"""Whether Omnisend has what was reviewed. Pure.

What Omnisend fills in or normalises by itself is no difference: a sender address nobody asked for, replies
to the sender, the default language, the order of segments, and the start of a personalised day, which reads
back as the store's midnight (the day before in UTC, east of Greenwich).
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp import omnisend
from omniapp.campaigns.request import STRATEGY
from omniapp.campaigns.timing import start_of_day
from omniapp.campaigns.wording import clock
from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed, Segment

NOTHING = omnisend.EmailContent()


def differences(reviewed: "Reviewed", remote: omnisend.Campaign) -> list[str]:
    """Each difference as a sentence that names both sides."""
    return [
        *_message(reviewed, remote),
        *_segments("goes to", reviewed.included, remote.audience.included_segment_ids),
        *_segments("leaves out", reviewed.excluded, remote.audience.excluded_segment_ids),
        *_when(reviewed, remote.sending_settings),
    ]


def _message(reviewed: "Reviewed", remote: omnisend.Campaign) -> Iterator[str]:
    email = remote.content.email or NOTHING
    sender = email.sender_email if reviewed.sender_email else ""
    replies = email.reply_to_email
    if not reviewed.reply_to and _same_address(replies, email.sender_email):
        replies = ""
    pairs = (
        ("type", reviewed.type, remote.type),
        ("channel", reviewed.channel, remote.channel),
        ("name", reviewed.name, remote.name),
        ("language", reviewed.language, remote.language or "en_US"),
        ("subject", reviewed.subject, email.subject),
        ("preheader", reviewed.preheader, email.preheader),
        ("sender name", reviewed.sender_name, email.sender_name),
    )
    for what, ours, theirs in pairs:
        if ours.strip() != theirs.strip():
            yield _differs(what, ours, theirs)
    if not _same_address(reviewed.sender_email, sender):
        yield _differs("sender address", reviewed.sender_email, sender)
    if not _same_address(reviewed.reply_to, replies):
        yield _differs("reply address", reviewed.reply_to, replies)


def _segments(verb: str, ours: "tuple[Segment, ...]", theirs: tuple[str, ...]) -> Iterator[str]:
    names = {segment.id: segment.name for segment in ours}
    if names.keys() == set(theirs):
        return
    if verb == "goes to" and (not names or not theirs):
        both = ("everyone subscribed", "chosen segments")
        yield "Omnisend has {1} as the audience where {0} was reviewed.".format(
            *(both if not names else both[::-1])
        )
        return
    for missing in names.keys() - set(theirs):
        yield f"The reviewed campaign {verb} the segment “{names[missing]}”; Omnisend's does not."
    for added in set(theirs) - names.keys():
        yield f"Omnisend's campaign {verb} a segment that was not reviewed ({added})."


def _when(reviewed: "Reviewed", remote: omnisend.SendingSettings) -> Iterator[str]:
    strategy = remote.strategy or "immediate"
    if strategy != STRATEGY[reviewed.timing]:
        yield _differs("way of sending", STRATEGY[reviewed.timing], strategy)
        return
    if remote.is_tz_optimization_enabled != (reviewed.timing == "local"):
        was, has = ("on", "off") if reviewed.timing == "local" else ("off", "on")
        yield _differs("each reader's local time", was, has)
    if reviewed.timing == "best":
        if (remote.optimize_for or "") != reviewed.optimize_for:
            yield _differs("goal of the best time", reviewed.optimize_for, remote.optimize_for or "")
        if not _same_day(reviewed, remote.scheduled_at):
            yield _differs("day", str(reviewed.on_date), _read(reviewed, remote.scheduled_at))
    elif reviewed.scheduled_at is not None and not _same_minute(reviewed.scheduled_at, remote.scheduled_at):
        yield _differs("time", _read(reviewed, reviewed.scheduled_at), _read(reviewed, remote.scheduled_at))


def _same_day(reviewed: "Reviewed", remote: dt.datetime | None) -> bool:
    """A day that began already starts at the next whole hour, which may be the following midnight."""
    if remote is None or reviewed.on_date is None:
        return remote is None and reviewed.on_date is None
    if remote.astimezone(reviewed.tz).date() == reviewed.on_date:
        return True
    return remote == start_of_day(reviewed.on_date + dt.timedelta(days=1), reviewed.tz)


def _same_minute(ours: dt.datetime, theirs: dt.datetime | None) -> bool:
    return theirs is not None and ours == theirs.replace(second=0, microsecond=0)


def _same_address(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _differs(what: str, ours: str, theirs: str) -> str:
    return f"The {what} reviewed was {_quoted(ours)}; Omnisend has {_quoted(theirs)}."


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"


def _read(reviewed: "Reviewed", moment: dt.datetime | None) -> str:
    return f"{clock(moment, reviewed.tz)} {place(reviewed.tz)}" if moment else ""
