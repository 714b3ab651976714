"""Answering what a report was asked for, from what readers did.

Reports put everything a campaign brought at the moment it was sent; statistics put each thing at the moment
it happened. An A/B test answers under the ids of its variants, and under its own too if the switch says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from omniapp.sandbox import moments
from omniapp.sandbox.models import Brand, Campaign, Json
from omniapp.sandbox.rules import reactions
from omniapp.sandbox.rules.reactions import Reactions
from omniapp.sandbox.rules.report_metrics import value
from omniapp.sandbox.rules.report_query import Asked, Circumstances
from omniapp.sandbox.rules.report_ranges import buckets, start_of

CHANNELS = {"email": "Email", "sms": "SMS", "push": "Push"}
Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Activity:
    """Something that was sent and has an id of its own in reports."""

    id: str
    campaign: Campaign
    letter: str = ""


def rows(brand: Brand, asked: Asked, about: Circumstances) -> list[Json]:
    """The rows, in a stable order. What was never sent has none."""
    sums: dict[Key, Reactions] = {}
    channels: dict[Key, set[str]] = {}
    for activity in _activities(brand, asked, about):
        for moment, seen in _pieces(brand, activity, asked, about):
            for segment, share in _segments(brand, activity.campaign, asked):
                key = tuple(_dimension(name, activity, moment, segment) for name in asked.dimensions)
                part = seen if share == 1 else scaled(seen, share)
                sums[key] = reactions.add(sums[key], part) if key in sums else part
                channels.setdefault(key, set()).add(activity.campaign.channel)
    found = []
    for key in sorted(sums, key=lambda key: tuple(part or "" for part in key)):
        row: Json = dict(zip(asked.dimensions, key, strict=True))
        sms = "sms" in channels[key]
        row |= {name: value(name, sums[key], about.switches, sms=sms) for name in asked.metrics}
        found.append(row)
    return found


def _activities(brand: Brand, asked: Asked, about: Circumstances) -> Iterator[Activity]:
    named = "marketingActivityID" in {*asked.dimensions, *(name for name, _, _ in asked.filters)}
    for campaign in brand.campaigns.values():
        if campaign.started_at is None:
            continue
        if not about.by_event and not asked.since <= campaign.started_at < asked.until:
            continue
        own = [Activity(campaign.id, campaign)]
        if campaign.ab_test is not None:
            variants = [
                Activity(one.id, campaign, letter) for letter, one in campaign.ab_test.variants.items()
            ]
            own = variants + (own if named and about.switches.ab_parent_includes_variants else [])
        yield from (activity for activity in own if _wanted(activity, asked))


def _wanted(activity: Activity, asked: Asked) -> bool:
    for name, operator, values in asked.filters:
        if (_dimension(name, activity, None, None) in values) != (operator == "in"):
            return False
    return True


def _dimension(name: str, activity: Activity, moment: datetime | None, segment: str | None) -> str | None:
    match name:
        case "marketingActivityID" | "messageID":
            return activity.id
        case "marketingActivityType":
            return "Campaign"
        case "messageChannel":
            return CHANNELS[activity.campaign.channel]
        case "segmentID":
            return segment
    return moments.write(moment) if moment else None


def _pieces(
    brand: Brand, activity: Activity, asked: Asked, about: Circumstances
) -> Iterator[tuple[datetime | None, Reactions]]:
    def by(moment: datetime) -> Reactions:
        return reactions.of(brand, activity.campaign, moment, about.switches, letter=activity.letter)

    started = activity.campaign.started_at or about.now
    if not about.by_event:
        unit = asked.granularity
        yield (start_of(unit, started, about.timezone) if unit else None), by(about.now)
        return
    for begins, since, until in buckets(asked.granularity, asked.since, asked.until, about.timezone):
        if until > started and since < about.now:
            change = minus(by(min(until, about.now)), by(since))
            if change != minus(change, change):
                yield begins, change


def _segments(brand: Brand, campaign: Campaign, asked: Asked) -> Iterator[tuple[str | None, float]]:
    """Each segment with its share; one without a name for everybody."""
    known = [brand.segments[one] for one in campaign.included if one in brand.segments]
    whole = sum(segment.contacts for segment in known)
    if "segmentID" not in asked.dimensions or not whole:
        yield None, 1
        return
    for segment in known:
        yield segment.id, segment.contacts / whole


def scaled(seen: Reactions, share: float) -> Reactions:
    values = {name: getattr(seen, name) for name in Reactions.__dataclass_fields__}
    return replace(seen, **{n: type(v)(v * share) for n, v in values.items() if v is not None})


def minus(seen: Reactions, before: Reactions) -> Reactions:
    values = {name: getattr(seen, name) for name in Reactions.__dataclass_fields__}
    return replace(seen, **{n: v - (getattr(before, n) or 0) for n, v in values.items() if v is not None})
