"""What became of a campaign, as counts; shares are worked out from them and shown beside them. Pure."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self


@dataclass(frozen=True)
class Numbers:
    """None is unknown, which is not 0. All but ``revenue`` count people, ``orders`` orders."""

    sent: int | None = None
    failed: int | None = None
    opened: int | None = None
    clicked: int | None = None
    orders: int | None = None
    unsubscribed: int | None = None
    complained: int | None = None
    revenue: Decimal | None = None

    def __bool__(self) -> bool:
        """Whether anything at all is known."""
        return any(getattr(self, field.name) is not None for field in fields(self))

    def __add__(self, other: Self) -> "Numbers":
        """Both together. What is unknown of one of them is unknown of both."""
        sums = {}
        for field in fields(self):
            ours, theirs = getattr(self, field.name), getattr(other, field.name)
            sums[field.name] = None if ours is None or theirs is None else ours + theirs
        return Numbers(**sums)


def share(part: int | None, whole: int | None) -> float | None:
    """The part as a fraction of the whole; None when one is unknown or there is no whole."""
    return None if part is None or not whole else part / whole


def percent(fraction: float | None) -> str:
    """ "4.2 %"; what is not quite nothing says so, and more than all is no share. Empty when unknown."""
    if fraction is None or fraction > 1:
        return ""
    if 0 < fraction < 0.001:
        return "under 0.1 %"
    return f"{fraction * 100:.1f} %"


def money(amount: Decimal | None, currency: str) -> str:
    """ "1,234.50 EUR"; empty when unknown."""
    return "" if amount is None else f"{amount:,.2f} {currency}".rstrip()
