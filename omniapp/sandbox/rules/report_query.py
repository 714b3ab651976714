"""Reading what a report is asked for. Source: Omnisend API 2026-03-15, Generate report; names as clients know
them, since the contract lists none. Every failure there is, is told at once.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from omniapp.sandbox import moments
from omniapp.sandbox.models import Json
from omniapp.sandbox.problems import FieldError
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.report_ranges import A_YEAR, INTERVALS, LONGEST, range_of
from omniapp.sandbox.switches import Switches

METRICS = (
    *("sent", "failed", "failRate", "sentCost", "markedAsSpamUnique", "markedAsSpamRate"),
    *("unsubscribedUnique", "unsubscribeRate", "opened", "openedUnique", "openRate"),
    *("clicked", "clickedUnique", "clickRate", "attributedOrders", "attributedOrdersUnique"),
    *("attributedOrderRate", "attributedRevenue", "attributedRevenuePerOrder", "attributedRevenuePerSent"),
    *("totalOrders", "totalRevenue"),
)
ONLY_BY_TIME = ("totalOrders", "totalRevenue")
FILTERS = ("marketingActivityID", "marketingActivityType", "messageID", "messageChannel")
DIMENSIONS = ("timestamp", *FILTERS, "segmentID")
ALIAS = re.compile(r"[a-zA-Z0-9 |_.-]+")
NEVER = datetime(1, 1, 1, tzinfo=UTC)
MOST_QUERIES, MOST_VALUES, MOST_DIMENSIONS = 4, 100, 2


@dataclass
class Asked:
    """One query as it was asked; `granularity` is empty without the timestamp dimension."""

    alias: str = ""
    metrics: list[str] = field(default_factory=list)
    dimensions: list[str] = field(default_factory=list)
    granularity: str = ""
    filters: list[tuple[str, str, list[str]]] = field(default_factory=list)
    since: datetime = NEVER
    until: datetime = NEVER


@dataclass(frozen=True)
class Circumstances:
    """`by_event`: statistics, which are grouped by when things happened."""

    now: datetime
    timezone: str
    switches: Switches
    by_event: bool


def read_queries(body: Json, about: Circumstances) -> list[Asked]:
    """All queries; raises 400 with every failure there is."""
    errors: list[FieldError] = []
    whole = Fields(body, errors)
    listed = _objects(whole, "queries", most=MOST_QUERIES, required=True)
    asked = [_read(one, about) for one in listed]
    aliases = [one.alias for one in asked]
    for number, alias in enumerate(aliases):
        if alias and alias in aliases[:number]:
            errors.append(FieldError(f"queries.{number}.alias", "invalid_value", "Must be unique"))
    refuse(whole, errors, about.switches)
    return asked


def _read(fields: Fields, about: Circumstances) -> Asked:
    asked = Asked(alias=fields.text("alias", required=True))
    if asked.alias.strip() and not ALIAS.fullmatch(asked.alias):
        fields.error("alias", "invalid_format", "Only letters, digits, spaces and | _ . -")
    for metric in _objects(fields, "metrics", required=True):
        asked.metrics.append(metric.choice("name", METRICS, required=True))
    for dimension in _objects(fields, "dimensions"):
        _read_dimension(dimension, asked)
    _check_dimensions(fields, asked, about)
    for one in _objects(fields, "filters"):
        name = one.choice("name", FILTERS, required=True)
        operator = one.choice("operator", ("in", "notIn"), required=True)
        asked.filters.append((name, operator, _values(one)))
    _read_range(fields, asked, about)
    return asked


def _read_dimension(dimension: Fields, asked: Asked) -> None:
    name = dimension.choice("name", DIMENSIONS, required=True)
    if name == "timestamp":
        asked.granularity = dimension.choice("granularity", tuple(LONGEST), required=True)
    else:
        dimension.not_allowed("granularity", "Only for timestamp")
    if name and name in asked.dimensions:
        dimension.error("name", "invalid_value", "Must be given once")
    asked.dimensions.append(name)


def _check_dimensions(fields: Fields, asked: Asked, about: Circumstances) -> None:
    if len([name for name in asked.dimensions if name != "timestamp"]) > MOST_DIMENSIONS:
        fields.error("dimensions", "invalid_value", "At most two besides timestamp")
    if "timestamp" in asked.dimensions:
        return
    if about.by_event:
        fields.error("dimensions", "required", "The timestamp dimension is required")
    for number, name in enumerate(asked.metrics):
        if name in ONLY_BY_TIME:
            fields.error(f"metrics.{number}.name", "not_allowed", "Only with the timestamp dimension")


def _values(one: Fields) -> list[str]:
    values = one.get("values")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        one.error("values", "invalid_format", "Must be an array of strings")
        return []
    if not 1 <= len(values) <= MOST_VALUES:
        one.error("values", "invalid_value", f"Between 1 and {MOST_VALUES} values")
    return values


def _read_range(fields: Fields, asked: Asked, about: Circumstances) -> None:
    given = fields.child("dateRange", required=True)
    if given is None:
        return
    interval = "custom" if about.by_event else given.choice("interval", INTERVALS, required=True)
    if interval and interval != "custom":
        given.not_allowed("from", "Only for a custom interval")
        given.not_allowed("to", "Only for a custom interval")
        asked.since, asked.until = range_of(interval, about.now, about.timezone)
    elif interval:
        since, until = given.moment("from", required=True), given.moment("to", required=True)
        if since is None or until is None:
            return
        if _offset(given.get("from")) != _offset(given.get("to")):
            given.error("to", "invalid_value", "Must have the same UTC offset as from")
        if not since < until <= since + A_YEAR:
            given.error("to", "invalid_value", "Must be after from, and within twelve months of it")
        asked.since, asked.until = since, until
    if asked.granularity and asked.until - asked.since > LONGEST[asked.granularity]:
        fields.error("dateRange", "invalid_value", f"Too long for granularity {asked.granularity}")


def _offset(text: str) -> timedelta | None:
    return datetime.fromisoformat(text.upper()).utcoffset() if moments.read(text) else None


def _objects(fields: Fields, key: str, *, most: int = 0, required: bool = False) -> list[Fields]:
    """The objects of a list, each to be read on."""
    value: Any = fields.get(key)
    if value is None or value == []:
        if required:
            fields.error(key, "required", "This field is required")
        return []
    if not isinstance(value, list):
        fields.error(key, "invalid_format", "Must be an array")
        return []
    if most and len(value) > most:
        fields.error(key, "invalid_value", f"At most {most}")
    return fields.children(key, value)
