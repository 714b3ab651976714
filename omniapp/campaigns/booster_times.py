"""When a booster may leave: every rule with its own sentence. Pure; see ``boosters`` for its parent.

Source: Omnisend API 2026-03-15, Create campaign.
"""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.amounts import Wait
from omniapp.campaigns.boosters import TEN_DAYS, Rule, attaches, sent_at
from omniapp.campaigns.wording import clock
from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

LONGEST_DELAY = 240  # hours


def delay(wait: Wait | None, *, channel: str) -> Iterator[Rule]:
    """Of an attached booster: at most 10 days; at once only for a text message."""
    if wait is None:
        yield Rule(
            "block", "delay-missing", "delay_amount", "Say how long after the first campaign it leaves."
        )
    elif wait.hours > LONGEST_DELAY:
        yield Rule(
            "block",
            "delay-too-long",
            "delay_amount",
            f"{wait} are more than the 240 hours (10 days) Omnisend waits at most.",
        )
    elif wait.amount == 0 and channel != "sms":
        yield Rule(
            "block",
            "delay-zero",
            "delay_amount",
            "Only a text message can leave together with the first campaign. Give an email at least 1 hour.",
        )


def time(leaves: dt.datetime | None, parent: "Campaign", *, now: dt.datetime) -> Iterator[Rule]:
    """Of a booster that follows a sent campaign; ``leaves`` is None when it is sent at once."""
    at, sent, zone = leaves or now, sent_at(parent), parent.store.tz
    if at > now + TEN_DAYS:
        last = clock(now + TEN_DAYS, zone)
        yield Rule(
            "block",
            "time-too-late",
            "on_date",
            f"A booster leaves within 10 days: by {last} {place(zone)} at the latest.",
        )
    elif sent is not None and leaves is not None and at > sent + TEN_DAYS:
        last = clock(sent + TEN_DAYS, zone)
        yield Rule(
            "warn",
            "time-late",
            "on_date",
            f"That is past 10 days after the first campaign ({last} {place(zone)}). Omnisend may refuse it.",
        )


def changed_sides(parent: "Campaign", *, attached: bool) -> Iterator[Rule]:
    """The booster was made for a draft that was sent meanwhile, or for a sent one that is a draft."""
    if attached and parent.omnisend_status == "sent":
        yield Rule(
            "block",
            "parent-sent-meanwhile",
            "delay_amount",
            "The first campaign was sent without this booster. Choose a time for it instead.",
        )
    elif not attached and attaches(parent):
        yield Rule(
            "block",
            "parent-still-draft",
            "parent",
            "The first campaign was not sent yet. Say how long after it this booster leaves.",
        )
