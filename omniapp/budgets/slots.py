"""What is asked of a budget and what it answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from omniapp import omnisend
from omniapp.omnisend import limits

_LONGEST = 3600  # a day's window is kept where nothing forgets it: with the results


class Lane(StrEnum):
    """Who asks. People and sends may use all there is, background reads the ``share`` below."""

    SEND = "send"
    BACKGROUND = "background"

    @property
    def share(self) -> float:
        return 0.85 if self is Lane.BACKGROUND else 1.0


@dataclass(frozen=True)
class Wish:
    """Up to ``count`` requests of ``operation`` (as in omnisend.limits, "POST /segments") to one brand."""

    brand: str
    operation: str
    lane: Lane
    count: int = 1


@dataclass(frozen=True)
class Grant:
    """One request may be made for each slot. ``wait``: seconds until asking for more makes sense.

    ``wait`` is 0 when all that was wished was granted. It may turn out shorter, when others give slots back.
    """

    brand: str
    slots: tuple[str, ...]
    wait: float = 0.0


class How(StrEnum):
    """How the request of a slot went. One whose answer was lost is not settled: its slot ends by itself."""

    ANSWERED = "answered"
    NOT_WRITTEN = "not_written"
    LIMITED = "limited"


@dataclass(frozen=True)
class Settled:
    """``retry_after``: the seconds that a 429 asked for, None when it named none."""

    slot: str
    how: How
    retry_after: float | None = None


def how_it_went(slot: str, error: omnisend.OmnisendError | None = None) -> Settled | None:
    """What to settle after an exchange that raised ``error``; None when it may still be under way."""
    match error:
        case omnisend.NotReached():
            return Settled(slot, How.NOT_WRITTEN)
        case omnisend.NoAnswer():
            return None
        case omnisend.RateLimited():
            return Settled(slot, How.LIMITED, error.retry_after)
    return Settled(slot, How.ANSWERED)


@dataclass(frozen=True)
class Share:
    """At most ``most`` slots of one kind within ``seconds``."""

    name: str
    most: int
    seconds: float


def shares_of(operation: str) -> tuple[Share, ...]:
    """What a request counts against, the narrowest last."""
    minute = settings.BUDGET_MINUTE / limits.MINUTE
    return tuple(
        Share(limit.name.replace(" ", "-"), window.requests, window.seconds * minute)
        for limit in limits.limits_of(operation)
        for window in limit.windows
        if window.seconds <= _LONGEST
    )


def slot(brand: str, operation: str, member: str) -> str:
    return f"{brand}|{operation}|{member}"


def parts(slot: str) -> tuple[str, str, str]:
    """Brand, operation and member of a slot."""
    brand, operation, member = slot.split("|")
    return brand, operation, member
