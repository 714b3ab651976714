"""One request for the numbers of up to 400 campaigns, and what its answer says of each."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from omniapp import omnisend
from omniapp.omnisend.analytics import MOST_QUERIES, MOST_VALUES
from omniapp.results.freshness import REACHES_BACK

MOST_IDS: Final = MOST_QUERIES * MOST_VALUES
_ID: Final = "marketingActivityID"
_COUNTS: Final[dict[str, omnisend.Metric]] = {
    "sent": "sent",
    "failed": "failed",
    "opened": "openedUnique",
    "clicked": "clickedUnique",
    "orders": "attributedOrders",
    "unsubscribed": "unsubscribedUnique",
    "complained": "markedAsSpamUnique",
}
_REVENUE: Final[omnisend.Metric] = "attributedRevenue"
_LARGEST_COUNT, _LARGEST_AMOUNT = 2**62, Decimal(10) ** 13
_CENT = Decimal("0.01")


def question(ids: Sequence[str], *, now: dt.datetime) -> omnisend.Call[tuple[omnisend.Report, ...]]:
    """Asks for these (at most MOST_IDS) by the date of sending, as far back as Omnisend reaches."""
    within = omnisend.DateRange(since=now - REACHES_BACK, until=now)
    return omnisend.calls.analytics_report(
        [
            omnisend.ReportQuery(
                alias=f"results {number}",
                metrics=(*_COUNTS.values(), _REVENUE),
                dimensions=(omnisend.Dimension(name=_ID),),
                filters=(omnisend.Filter(name=_ID, values=tuple(some)),),
                date_range=within,
            )
            for number, some in enumerate(_hundreds(ids), start=1)
        ]
    )


def _hundreds(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + MOST_VALUES] for start in range(0, len(ids), MOST_VALUES))


def columns(answer: Iterable[omnisend.Report]) -> dict[str, dict[str, Any]]:
    """What Report keeps, by the id it is about. An id without a row is not among them."""
    return {row.text(_ID): _columns(row) for report in answer for row in report.rows if row.text(_ID)}


def _columns(row: omnisend.Row) -> dict[str, Any]:
    counts = {name: row.count(metric) for name, metric in _COUNTS.items()}
    usable = {name: None if n is None or n > _LARGEST_COUNT else n for name, n in counts.items()}
    return usable | {"revenue": _amount(row.number(_REVENUE))}


def _amount(number: Decimal | None) -> Decimal | None:
    if number is None or abs(number) > _LARGEST_AMOUNT:
        return None
    return number.quantize(_CENT, rounding=ROUND_HALF_UP)
