"""What became of a sent campaign: the section of its page that shows the numbers and keeps them fresh."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.merchant.results_table import Table, of_columns, of_variants
from omniapp.results import reports
from omniapp.results.freshness import REACHES_BACK
from omniapp.results.numbers import Numbers
from omniapp.results.reports import Result
from omniapp.results.standing import Standing, standing

NOBODY = Numbers()


@dataclass(frozen=True)
class Section:
    """``table`` is None while there are no numbers; ``as_of`` is the oldest date among them.

    ``every`` is how often the page looks again; empty: never, there will be nothing new.
    """

    table: Table | None
    as_of: dt.datetime | None
    waiting: bool
    too_old: bool
    trouble: Standing | None
    every: str


def shown(campaign: Campaign, *, now: dt.datetime, live: bool = True) -> dict[str, Any]:
    """What the template needs. ``live``: it may yet go out, so the page looks again for results to come."""
    found = section(campaign, now=now)
    digest = hashlib.sha256(repr(found).encode()).hexdigest()[:16]
    return {"results": found, "results_seen": digest, "results_to_come": live}


def section(campaign: Campaign, *, now: dt.datetime) -> Section | None:
    """None when it has not begun to go out. Whoever sees this keeps the numbers fresh for a while."""
    if not reports.may_have(campaign):
        return None
    family = _family(campaign)
    found = reports.look(family, now=now)
    own = found[campaign.pk]
    too_old = campaign.leaves_at() < now - REACHES_BACK
    dates = [result.as_of for result in found.values() if result.as_of is not None]
    return Section(
        table=_table(campaign, family, found),
        as_of=min(dates) if dates else None,
        waiting=own.asked_at is None,
        too_old=too_old,
        trouble=None if too_old else standing(campaign.store),
        every="" if too_old else "10s" if own.asked_at is None else "60s",
    )


def _family(campaign: Campaign) -> list[Campaign]:
    """The campaign a booster follows, itself, and its boosters that began to go out, in this order."""
    members = [campaign.parent] if campaign.parent is not None else []
    members += [campaign, *campaign.boosters.live().order_by("pk")]
    for member in members:
        member.store = campaign.store  # theirs is the same, and is known already
    return [member for member in members if reports.may_have(member)]


def _table(campaign: Campaign, family: list[Campaign], found: dict[int, Result]) -> Table | None:
    own = found[campaign.pk]
    if own.sides:
        return of_variants(campaign, own.sides) if own.numbers or any(own.sides.values()) else None
    columns = [(member, found[member.pk].numbers or NOBODY) for member in family if member.pk in found]
    if not any(numbers for _, numbers in columns):
        return None
    return of_columns(campaign, columns)
