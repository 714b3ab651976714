"""Campaigns in words: times, zones, audiences and the one sentence of Review. Pure."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed


GOALS = {"opens": "opens", "clicks": "clicks", "orders": "orders"}
METRICS = {"": "", "openRate": "opens", "clickRate": "clicks"}
RECIPIENTS = {"nonOpeners": "those who did not open it", "nonClickers": "those who did not click in it"}


def day(date: dt.date) -> str:
    """``Thu 26 Nov 2026``."""
    return f"{date:%a} {date.day} {date:%b %Y}"


def clock(moment: dt.datetime, zone: ZoneInfo) -> str:
    """``Thu 26 Nov 2026, 09:00`` on that zone's clock."""
    local = moment.astimezone(zone)
    return f"{day(local.date())}, {local:%H:%M}"


def lately(moment: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> str:
    """``10:02`` on that zone's clock, with the day before it if that is not today's."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else clock(moment, zone)


def offset(moment: dt.datetime) -> str:
    """``UTC+2``, ``UTC−5:30``, ``UTC``."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def people(count: int) -> str:
    """``1 contact``, ``12,480 contacts``."""
    return f"{count:,} contact{'' if count == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def reach(reviewed: "Reviewed") -> str:
    """``at most 12,480 contacts``, or that Omnisend names no number."""
    if reviewed.audience == "everyone":
        return "everyone subscribed"
    if reviewed.reach is None:
        return "contacts whose number is not known yet"
    return f"at most {people(reviewed.reach)}"


def audience(reviewed: "Reviewed") -> str:
    """Whom it goes to: ``at most 1,240 contacts in VIP and Loyal, without Recent buyers``."""
    words = reach(reviewed)
    if reviewed.included:
        words += f" in {listed([segment.name for segment in reviewed.included])}"
    if reviewed.excluded:
        words += f", without {listed([segment.name for segment in reviewed.excluded])}"
    return words


def when(reviewed: "Reviewed") -> str:
    """``as soon as you press Send``, or the moment with its zone."""
    where = place(reviewed.tz)
    if reviewed.timing == "best" and reviewed.on_date:
        goal = GOALS.get(reviewed.optimize_for, "opens")
        return f"on {day(reviewed.on_date)} ({where} date), at each reader's best time for {goal}"
    if reviewed.scheduled_at is None:
        return "as soon as you press Send"
    local = reviewed.scheduled_at.astimezone(reviewed.tz)
    at = f"on {day(local.date())} at {local:%H:%M}"
    if reviewed.timing == "local":
        return f"{at} in each reader's own time zone (set by the {where} clock)"
    return f"{at} {where} time"
