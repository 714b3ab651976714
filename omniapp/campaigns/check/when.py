"""When it goes out."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.kinds import name, timings
from omniapp.campaigns.timing import Moment, changes_clocks
from omniapp.campaigns.wording import clock, day, offset
from omniapp.web.times import place

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

LATEST = dt.timedelta(days=365)
ONLY_FOR = {
    "local": "each reader's local time is for emails that are no boosters.",
    "best": "the best time for each reader is for ordinary emails only.",
}
ALL_ZONES = dt.timedelta(hours=26)  # from the first place on Earth where it is nine o'clock to the last


def when(campaign: "Campaign", *, now: dt.datetime) -> Iterator[Finding]:
    if campaign.sends_itself:
        return
    if campaign.timing == "":
        yield missing("timing", "Choose when it goes out.")
    elif campaign.timing not in timings(campaign):
        yield block("timing", "not-for-this-kind", f"{name(campaign)}: {ONLY_FOR[campaign.timing]}")
        return
    if campaign.timing in {"", "now"}:
        return
    moment = campaign.moment
    yield from _typed(campaign, moment)
    yield from _skipped_or_doubled(campaign, moment)
    yield from _in_reach(campaign, moment, now=now)
    if campaign.timing == "best" and campaign.optimize_for not in {"opens", "clicks", "orders"}:
        yield missing("optimize_for", "Choose what the best time is measured by: opens, clicks or orders.")


def _typed(campaign: "Campaign", moment: Moment) -> Iterator[Finding]:
    if moment.trouble == "date":
        yield block("on_date", "date", f"“{campaign.on_date}” is not a date. Write it like 2026-11-26.")
    elif moment.date is None:
        yield missing("on_date", "Choose the date.")
    if campaign.timing == "best":
        return
    if moment.trouble == "time":
        yield block("at_time", "time", f"“{campaign.at_time}” is not a time of day. Write it like 09:00.")
    elif moment.time is None and moment.trouble != "date":
        yield missing("at_time", "Choose the time.")


def _skipped_or_doubled(campaign: "Campaign", moment: Moment) -> Iterator[Finding]:
    if moment.around is None or moment.date is None or moment.time is None:
        return
    before, after = moment.around
    where = place(campaign.store.tz)
    if moment.trouble == "gap":
        yield block(
            "at_time",
            "skipped-hour",
            f"{moment.time:%H:%M} does not exist in {where} on {day(moment.date)}: the clocks go forward "
            f"past it. Take {before:%H:%M} or {after:%H:%M}.",
        )
    elif moment.trouble == "twice":
        yield block(
            "which_hour",
            "doubled-hour",
            f"{moment.time:%H:%M} comes twice in {where} on {day(moment.date)}, since the clocks go back. "
            f"Choose the first ({offset(before)}) or the second ({offset(after)}).",
        )


def _in_reach(campaign: "Campaign", moment: Moment, *, now: dt.datetime) -> Iterator[Finding]:
    if moment.date is None or moment.trouble:
        return
    zone = campaign.store.tz
    today = now.astimezone(zone).date()
    over = moment.at <= now if moment.at and campaign.timing != "best" else moment.date < today
    field = "at_time" if moment.date == today else "on_date"
    if over:
        yield block(field, "past", f"That is over: in {place(zone)} it is {clock(now, zone)} now.")
    elif moment.date > today + LATEST or (moment.at is not None and moment.at > now + LATEST):
        yield block("on_date", "too-far", "Omnisend schedules at most one year ahead.")
    if moment.at is None or over:
        return
    if campaign.timing == "local" and moment.at - now < ALL_ZONES:
        yield warn(
            "at_time",
            "too-soon-for-all-zones",
            "For some readers that hour of their day is over already. Omnisend does not say what they get; "
            "a time more than a day ahead avoids the question.",
        )
    if changes_clocks(moment.date, zone):
        yield warn(
            "on_date", "clock-change", f"The clocks change in {place(zone)} that day. Look at the hour twice."
        )
