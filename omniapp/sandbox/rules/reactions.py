"""What readers do with a campaign: how many got it, opened, clicked and ordered by a moment. Pure arithmetic.

Every campaign, and every variant of an A/B test under its own id, has a temper of its own, drawn from its id,
so that the same campaign always tells the same story. Half of all opens come within two hours of the mail,
clicks a little later, orders later still. Numbers only ever grow, and all are whole.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from omniapp.sandbox.models import ABTest, Brand, Campaign
from omniapp.sandbox.rules.audience import reach
from omniapp.sandbox.switches import Switches

OPENS_AFTER, CLICKS_AFTER, ORDERS_AFTER = 2.9, 3.6, 8.0  # hours until all but 1/e have done it


@dataclass(frozen=True)
class Temper:
    """Shares of those it follows from: opened of delivered, clicked of opened, ordered of clicked."""

    opens: float
    clicks: float
    orders: float
    basket: int  # an average order, in the brand's currency
    failures: float
    leaves: float
    complaints: float


@dataclass(frozen=True)
class Reactions:
    """Counts by a moment. `opened` and `opens` are None for text messages: nobody can tell."""

    sent: int = 0
    failed: int = 0
    opened: int | None = 0
    opens: int | None = 0
    clicked: int = 0
    clicks: int = 0
    buyers: int = 0
    orders: int = 0
    revenue: float = 0.0
    left: int = 0
    complained: int = 0


@cache
def temper(identifier: str) -> Temper:
    dice = random.Random(f"temper of {identifier}")  # noqa: S311
    return Temper(
        opens=dice.uniform(0.24, 0.46),
        clicks=dice.uniform(0.07, 0.18),
        orders=dice.uniform(0.05, 0.14),
        basket=dice.randint(38, 92),
        failures=dice.uniform(0.003, 0.015),
        leaves=dice.uniform(0.001, 0.004),
        complaints=dice.uniform(0.0001, 0.0004),
    )


@dataclass(frozen=True)
class Wave:
    """So many contacts, written to evenly for as long as it lasts."""

    contacts: int
    starts: datetime
    lasts: timedelta


def of(brand: Brand, campaign: Campaign, now: datetime, switches: Switches, *, letter: str = "") -> Reactions:
    """By `now`, for a campaign, or for one variant of an A/B test. Nothing for what was never started."""
    if campaign.ab_test is not None and not letter:
        return add(*(of(brand, campaign, now, switches, letter=one) for one in campaign.ab_test.variants))
    identifier = campaign.ab_test.variants[letter].id if campaign.ab_test and letter else campaign.id
    waves = _waves(brand, campaign, now, switches, letter)
    return add(*(_wave(wave, temper(identifier), campaign.channel, now) for wave in waves))


def better(brand: Brand, campaign: Campaign, now: datetime, switches: Switches) -> str:
    """The letter of the variant ahead in the test's own metric; a when they are level."""
    test = campaign.ab_test
    if test is None:
        raise ValueError("only an A/B test has variants")

    def rate(letter: str) -> float:
        seen = of(brand, campaign, now, switches, letter=letter)
        return ((seen.clicked if test.metric == "clickRate" else seen.opened) or 0) / max(seen.sent, 1)

    return max(sorted(test.variants), key=rate)


def add(*parts: Reactions) -> Reactions:
    if not parts:
        return Reactions()
    names = Reactions.__dataclass_fields__
    columns = {name: [getattr(part, name) for part in parts] for name in names}
    sums: dict[str, Any] = {name: None if None in column else sum(column) for name, column in columns.items()}
    return Reactions(**sums)


def recipients(brand: Brand, campaign: Campaign, switches: Switches) -> int:
    """Everybody it is meant for: a booster's are those who had not reacted to its parent when it started."""
    if campaign.booster is None:
        return reach(brand, campaign)
    parent = brand.campaigns.get(campaign.booster.parent_id)
    if parent is None or campaign.started_at is None:
        return 0
    seen = of(brand, parent, campaign.started_at, switches)
    reacted = seen.clicked if campaign.booster.send_to == "nonClickers" else seen.opened or 0
    return max(seen.sent - seen.failed - reacted, 0)


def _waves(brand: Brand, campaign: Campaign, now: datetime, switches: Switches, letter: str) -> list[Wave]:
    start = campaign.started_at
    if start is None:
        return []
    over = campaign.ended_at or now
    whole = recipients(brand, campaign, switches)
    test = campaign.ab_test
    if test is not None:
        return list(_test_waves(test, start, whole, over, letter))
    lasts = timedelta(seconds=_seconds(campaign, switches))
    if campaign.status == "canceled" and over - start < lasts:
        whole, lasts = int(whole * ((over - start) / lasts)), over - start
    return [Wave(whole, start, lasts)]


def _test_waves(test: ABTest, start: datetime, whole: int, over: datetime, letter: str) -> Iterator[Wave]:
    """Half of the test's share each, and later all the rest to the winner."""
    tested = whole * test.test_size // 100
    yield Wave(tested // 2 if letter == "a" else tested - tested // 2, start, timedelta())
    if test.winner == test.variants[letter].id and test.winner_at is not None:
        yield Wave(whole - tested, test.winner_at, max(over - test.winner_at, timedelta()))


def _seconds(campaign: Campaign, switches: Switches) -> float:
    spread = campaign.sending.by_time_zone or campaign.sending.strategy == "personalized"
    return switches.spread_hours * 3600 if spread else switches.sending_seconds


def _wave(wave: Wave, how: Temper, channel: str, now: datetime) -> Reactions:
    """What one wave brought by `now`. A long one is reckoned in as many slices as a day has hours."""
    slices = 24 if wave.lasts > timedelta(minutes=10) else 1
    sent = opened = clicked = ordered = 0.0
    for number in range(slices):
        hours = (now - wave.starts - wave.lasts * (number / slices)) / timedelta(hours=1)
        if hours < 0:
            break
        sent += wave.contacts / slices
        opened += _passed(hours, OPENS_AFTER) / slices
        clicked += _passed(hours, CLICKS_AFTER) / slices
        ordered += _passed(hours, ORDERS_AFTER) / slices
    readers = wave.contacts * (1 - how.failures) * how.opens
    unique, clicks = int(readers * opened), int(readers * how.clicks * clicked)
    buyers = int(readers * how.clicks * how.orders * ordered)
    email = channel == "email"
    return Reactions(
        sent=int(sent),
        failed=int(sent * how.failures),
        opened=unique if email else None,
        opens=int(readers * opened * 1.37) if email else None,
        clicked=clicks,
        clicks=int(readers * how.clicks * clicked * 1.21),
        buyers=buyers,
        orders=buyers + buyers // 16,
        revenue=(buyers + buyers // 16) * how.basket * 1.04,
        left=int(wave.contacts * how.leaves * opened),
        complained=int(wave.contacts * how.complaints * opened),
    )


def _passed(hours: float, scale: float) -> float:
    """The share of those who will ever do it that did within so many hours."""
    return 1 - math.exp(-hours / scale)
