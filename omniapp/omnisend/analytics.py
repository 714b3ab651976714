"""Reports on what was sent: what may be asked, and what comes back.

Source: Omnisend API 2026-03-15, Generate report. Names of metrics and dimensions are Omnisend's. A metric
that is missing or null is unknown, which is not 0; whether rates are fractions or per cent is not published,
so count instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from .errors import Unreadable
from .messages import Answer
from .reading import content, unreadable
from .wire import Sent, SentTime

MOST_QUERIES = 4
MOST_VALUES = 100

Metric = Literal[
    "sent", "failed", "failRate", "sentCost",
    "markedAsSpamUnique", "markedAsSpamRate", "unsubscribedUnique", "unsubscribeRate",
    "opened", "openedUnique", "openRate", "clicked", "clickedUnique", "clickRate",
    "attributedOrders", "attributedOrdersUnique", "attributedOrderRate",
    "attributedRevenue", "attributedRevenuePerOrder", "attributedRevenuePerSent",
    "totalOrders", "totalRevenue",
]  # fmt: skip
DimensionName = Literal[
    "timestamp", "marketingActivityID", "marketingActivityType", "messageID", "messageChannel", "segmentID"
]
FilterName = Literal["marketingActivityID", "marketingActivityType", "messageID", "messageChannel"]
Interval = Literal[
    "custom", "last7Days", "last30Days", "last90Days",
    "thisWeek", "lastWeek", "thisMonth", "lastMonth", "thisYear", "lastYear",
]  # fmt: skip
_ONLY_BY_TIME = {"totalOrders", "totalRevenue"}


class Dimension(Sent):
    """Rows are split by it. A granularity belongs to `timestamp`, and only there."""

    name: DimensionName
    granularity: Literal["hour", "day", "week", "month"] | None = None

    @model_validator(mode="after")
    def _granular_in_time_only(self) -> Self:
        if (self.name == "timestamp") != (self.granularity is not None):
            raise ValueError("timestamp has a granularity, and nothing else has")
        return self


class Filter(Sent):
    """Several filters must all hold; at most 100 values each."""

    name: FilterName
    values: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_VALUES)]
    operator: Literal["in", "notIn"] = "in"


class DateRange(Sent):
    """`custom` has a beginning and an end, at most twelve months apart; the others have neither."""

    interval: Interval = "custom"
    since: SentTime | None = Field(default=None, serialization_alias="from")
    until: SentTime | None = Field(default=None, serialization_alias="to")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        both = self.since is not None and self.until is not None
        if both != (self.interval == "custom") or (self.since is None) != (self.until is None):
            raise ValueError("a custom range has a beginning and an end, any other has neither")
        if self.since is not None and self.until is not None and not self.since < self.until:
            raise ValueError("a range ends after it begins")
        return self


class ReportQuery(Sent):
    """One table to be made. `alias` names it in the answer."""

    alias: Annotated[str, Field(pattern=r"^[a-zA-Z0-9 |_.-]+$")]
    metrics: Annotated[tuple[Metric, ...], Field(min_length=1)]
    date_range: DateRange
    dimensions: tuple[Dimension, ...] = ()
    filters: tuple[Filter, ...] = ()

    @model_validator(mode="after")
    def _within_limits(self) -> Self:
        names = [dimension.name for dimension in self.dimensions]
        if len(names) != len(set(names)) or len(set(names) - {"timestamp"}) > 2:
            raise ValueError("at most two different dimensions beside timestamp")
        if _ONLY_BY_TIME & set(self.metrics) and "timestamp" not in names:
            raise ValueError("totals need the timestamp dimension")
        return self

    @model_serializer(mode="wrap")
    def _name_metrics(self, plain: SerializerFunctionWrapHandler) -> dict[str, object]:
        said: dict[str, object] = plain(self)
        return said | {"metrics": [{"name": name} for name in self.metrics]}


class ReportRequest(BaseModel):
    """At most four queries, each under an alias of its own."""

    queries: Annotated[tuple[ReportQuery, ...], Field(min_length=1, max_length=MOST_QUERIES)]

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({query.alias for query in self.queries}) != len(self.queries):
            raise ValueError("two queries have the same alias")
        return self


@dataclass(frozen=True)
class Row:
    """One row, by the names of its metrics and dimensions."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A dimension; empty when the row does not say."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def count(self, name: str) -> int | None:
        """A metric that counts; None when it is unknown."""
        number = self.number(name)
        return None if number is None or number < 0 else int(number)

    def number(self, name: str) -> Decimal | None:
        """Any metric; None when it is unknown."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return None
        return number if number.is_finite() else None


@dataclass(frozen=True)
class Report:
    """The answer to one query. No row for something means that Omnisend says nothing about it."""

    alias: str
    rows: tuple[Row, ...]


def reports(answer: Answer, changes: bool) -> tuple[Report, ...]:
    """Reads all reports of an answer. One senseless report spoils it."""
    found = content(answer, changes)
    listed = found.get("reports") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise unreadable(answer, changes, "the answer has no reports")
    return tuple(_report(one, answer, changes) for one in listed)


def _report(found: object, answer: Answer, changes: bool) -> Report:
    alias = found.get("alias") if isinstance(found, dict) else None
    rows = (found.get("rows") or []) if isinstance(found, dict) else None
    if not isinstance(alias, str) or not isinstance(rows, list):
        raise _shapeless(answer, changes)
    if not all(isinstance(row, dict) for row in rows):
        raise _shapeless(answer, changes)
    return Report(alias, tuple(Row(row) for row in rows))


def _shapeless(answer: Answer, changes: bool) -> Unreadable:
    return unreadable(answer, changes, "a report has the wrong shape")
