"""Whether Omnisend has what was reviewed. Pure.

What Omnisend fills in or normalises by itself is no difference: a sender address nobody asked for, replies
to the sender, the default language, the order of segments, what a booster takes from its parent, and the
start of a personalised day, which reads back as the store's midnight (the day before in UTC, east of
Greenwich).
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp import omnisend
from omniapp.campaigns import compare_content as content
from omniapp.campaigns.compare_content import differs
from omniapp.campaigns.request import STRATEGY
from omniapp.campaigns.timing import start_of_day
from omniapp.campaigns.wording import clock
from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed, Segment


def differences(reviewed: "Reviewed", remote: omnisend.Campaign) -> list[str]:
    """Each difference as a sentence that names both sides."""
    return [
        *content.texts(
            ("type", reviewed.type, remote.type),
            ("channel", reviewed.channel, remote.channel),
            ("name", reviewed.name, remote.name),
        ),
        *_message(reviewed, remote),
        *_audience(reviewed, remote),
        *_when(reviewed, remote.sending_settings),
    ]


def _message(reviewed: "Reviewed", remote: omnisend.Campaign) -> Iterator[str]:
    if reviewed.booster is None:
        yield from content.texts(("language", reviewed.language, remote.language or "en_US"))
    if reviewed.sms:
        yield from content.sms(reviewed.sms, remote.content.sms)
    elif reviewed.ab_test:
        yield from content.ab_test(reviewed.ab_test, remote.ab_test)
    elif reviewed.email and reviewed.booster:
        yield from content.inherited(reviewed.email, remote.content.email)
    elif reviewed.email:
        yield from content.email(reviewed.email, remote.content.email)


def _audience(reviewed: "Reviewed", remote: omnisend.Campaign) -> Iterator[str]:
    """A booster's audience is who received its parent; what Omnisend lists as segments says nothing."""
    if reviewed.booster:
        yield from content.booster(reviewed.booster, remote.booster_settings)
        return
    yield from _segments("goes to", reviewed.included, remote.audience.included_segment_ids)
    yield from _segments("leaves out", reviewed.excluded, remote.audience.excluded_segment_ids)


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
    if not reviewed.timing:  # an attached booster, whose time Omnisend works out
        return
    strategy = remote.strategy or "immediate"
    if strategy != STRATEGY[reviewed.timing]:
        yield differs("way of sending", STRATEGY[reviewed.timing], strategy)
        return
    if remote.is_tz_optimization_enabled != (reviewed.timing == "local"):
        was, has = ("on", "off") if reviewed.timing == "local" else ("off", "on")
        yield differs("each reader's local time", was, has)
    if reviewed.timing == "best":
        if (remote.optimize_for or "") != reviewed.optimize_for:
            yield differs("goal of the best time", reviewed.optimize_for, remote.optimize_for or "")
        if not _same_day(reviewed, remote.scheduled_at):
            yield differs("day", str(reviewed.on_date), _read(reviewed, remote.scheduled_at))
    elif reviewed.scheduled_at is not None and not _same_minute(reviewed.scheduled_at, remote.scheduled_at):
        yield differs("time", _read(reviewed, reviewed.scheduled_at), _read(reviewed, remote.scheduled_at))


def _same_day(reviewed: "Reviewed", remote: dt.datetime | None) -> bool:
    """A day that began already starts at the next whole hour, which may be the following midnight."""
    if remote is None or reviewed.on_date is None:
        return remote is None and reviewed.on_date is None
    if remote.astimezone(reviewed.tz).date() == reviewed.on_date:
        return True
    return remote == start_of_day(reviewed.on_date + dt.timedelta(days=1), reviewed.tz)


def _same_minute(ours: dt.datetime, theirs: dt.datetime | None) -> bool:
    return theirs is not None and ours == theirs.replace(second=0, microsecond=0)


def _read(reviewed: "Reviewed", moment: dt.datetime | None) -> str:
    return f"{clock(moment, reviewed.tz)} {place(reviewed.tz)}" if moment else ""
