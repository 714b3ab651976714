"""Reports against the facts: what is refused, under which field, and what comes back."""

from typing import Any

import pytest

from tests.contract import facts_analytics as facts
from tests.contract.wire import Wire

Query = dict[str, Any]
NAMES = ("analytics_report", "analytics_statistics")
DAY = {"name": "timestamp", "granularity": "day"}
RANGE = {"interval": "custom", "from": "2026-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z"}
either = pytest.mark.parametrize("name", NAMES)


def query(**changes: Any) -> Query:
    """Good for both: statistics want time, and take no named interval."""
    whole = {"alias": "a", "metrics": [{"name": "sent"}], "dimensions": [DAY], "dateRange": RANGE}
    return whole | changes


def ask(wire: Wire, name: str, *queries: Query) -> Any:
    return wire.call(name, body={"queries": list(queries)})


@either
def test_every_published_metric_is_answered(wire: Wire, name: str) -> None:
    answer = ask(wire, name, query(metrics=[{"name": metric} for metric in facts.METRICS]))
    (table,) = answer.body[name.removeprefix("analytics_").replace("report", "reports")]

    assert table["alias"] == "a"
    assert [header["name"] for header in table["metrics"]] == list(facts.METRICS)
    assert table["dimensions"] == [DAY]
    assert all(set(row) == {"timestamp", *facts.METRICS} for row in table["rows"])


@either
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alias": ""}, "alias"),
        ({"alias": "ä"}, "alias"),
        ({"metrics": []}, "metrics"),
        ({"metrics": [{"name": "delivered"}]}, "metrics.0.name"),
        ({"metrics": [{"name": "sent"}, {}]}, "metrics.1.name"),
        ({"metrics": ["sent"]}, "metrics.0"),
        ({"dimensions": [DAY, {"name": "place"}]}, "dimensions.1.name"),
        ({"dimensions": [{"name": "timestamp"}]}, "dimensions.0.granularity"),
        ({"dimensions": [DAY, DAY]}, "dimensions.1.name"),
        ({"dimensions": [DAY, *({"name": one} for one in facts.FILTERS[:3])]}, "dimensions"),
        ({"dimensions": [{"name": "timestamp", "granularity": "hour"}]}, "dateRange"),
        ({"filters": [{"name": "segmentID", "operator": "in", "values": ["x"]}]}, "filters.0.name"),
        ({"filters": [{"name": "messageID", "operator": "is", "values": ["x"]}]}, "filters.0.operator"),
        ({"filters": [{"name": "messageID", "operator": "in", "values": []}]}, "filters.0.values"),
        ({"filters": [{"name": "messageID", "operator": "in", "values": ["x"] * 101}]}, "filters.0.values"),
        ({"dateRange": None}, "dateRange"),
        ({"dateRange": RANGE | {"to": "2026-10-31T00:00:00Z"}}, "dateRange.to"),
        ({"dateRange": RANGE | {"to": "2026-11-20T00:00:00+02:00"}}, "dateRange.to"),
        ({"dateRange": RANGE | {"from": "yesterday"}}, "dateRange.from"),
    ],
)
def test_what_is_wrong_is_named(wire: Wire, name: str, changes: Query, field: str) -> None:
    answer = ask(wire, name, query(), query(alias="b") | changes)

    assert answer.status == 400
    assert answer.fields == {f"queries.1.{field}"}


@either
def test_everything_wrong_is_told_at_once(wire: Wire, name: str) -> None:
    answer = ask(wire, name, query(alias="ä", metrics=[]), query(dateRange=None))

    assert answer.fields == {"queries.0.alias", "queries.0.metrics", "queries.1.dateRange"}


@either
def test_limits_on_queries(wire: Wire, name: str) -> None:
    several = [query(alias=str(number)) for number in range(facts.MOST_QUERIES + 1)]

    assert ask(wire, name, *several[1:]).status == 200
    assert ask(wire, name, *several).fields == {"queries"}
    assert ask(wire, name).fields == {"queries"}
    assert ask(wire, name, query(), query()).fields == {"queries.1.alias"}
    assert wire.call(name, body=[]).status == 400


@either
def test_only_json_is_taken(wire: Wire, name: str) -> None:
    answer = wire.call(name, body={"queries": [query()]}, headers={"Content-Type": "text/plain"})

    assert answer.status == 415


def test_time_is_needed_where_it_is(wire: Wire) -> None:
    bare = query(dimensions=[])
    totals = query(dimensions=[], metrics=[{"name": "totalOrders"}])

    assert ask(wire, "analytics_report", bare).status == 200
    assert ask(wire, "analytics_report", totals).fields == {"queries.0.metrics.0.name"}
    assert ask(wire, "analytics_statistics", bare).fields == {"queries.0.dimensions"}


@pytest.mark.parametrize("interval", set(facts.INTERVALS) - {"custom"})
def test_named_intervals_have_no_ends_of_their_own(wire: Wire, interval: str) -> None:
    by_month = [{"name": "timestamp", "granularity": "month"}]
    named = query(dimensions=by_month, dateRange={"interval": interval})
    both = query(dimensions=by_month, dateRange=RANGE | {"interval": interval})

    assert ask(wire, "analytics_report", named).status == 200
    answer = ask(wire, "analytics_report", both)
    assert answer.fields == {"queries.0.dateRange.from", "queries.0.dateRange.to"}


def test_reports_have_a_limit_of_their_own(wire: Wire) -> None:
    wire.sandbox.switch(rate_limits=True)
    used = [ask(wire, name, query()).status for name in NAMES * 5]
    assert used == [200] * facts.REPORTS.requests

    over = ask(wire, "analytics_report", query())
    assert (over.status, over.slug) == (429, "rate-limit-exceeded")
    assert 1 <= over.body["retryAfter"] <= facts.REPORTS.seconds
    assert wire.call("list_campaigns").status == 200
