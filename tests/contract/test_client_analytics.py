"""What the client asks of reports, and what it cannot be made to ask."""

import datetime as dt
import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from omniapp import omnisend
from omniapp.omnisend import analytics, calls
from tests.contract import facts_analytics as facts
from tests.contract.body_rules import problems_in_body
from tests.contract.client_calls import QUERIES

AT = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


def query(**changes: Any) -> omnisend.ReportQuery:
    whole: dict[str, Any] = {
        "alias": "a",
        "metrics": ("sent",),
        "date_range": omnisend.DateRange(interval="last7Days"),
    }
    return omnisend.ReportQuery(**(whole | changes))


def test_what_is_asked_is_published_down_to_its_last_name() -> None:
    body = json.loads(calls.analytics_report(QUERIES).request.body or b"")

    for asked in body["queries"]:
        assert problems_in_body(asked, facts.QUERY) == []
        for member, fields in (("metrics", facts.METRIC), ("dimensions", facts.DIMENSION)):
            assert [problems_in_body(one, fields) for one in asked[member]] == [[]] * len(asked[member])
        assert [problems_in_body(one, facts.FILTER) for one in asked["filters"]] == [[]]


def test_both_sides_of_the_table_know_the_same_names() -> None:
    assert set(get_args(analytics.Metric)) == set(facts.METRICS)
    assert set(get_args(analytics.DimensionName)) == set(facts.DIMENSIONS)
    assert set(get_args(analytics.FilterName)) == set(facts.FILTERS)
    assert set(get_args(analytics.Interval)) == set(facts.INTERVALS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alias": "ä"},
        {"alias": ""},
        {"metrics": ()},
        {"metrics": ("delivered",)},
        {"metrics": ("totalOrders",)},
        {"dimensions": tuple({"name": name} for name in facts.FILTERS[:3])},
        {"dimensions": ({"name": "segmentID"},) * 2},
    ],
)
def test_a_query_that_would_be_refused_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        query(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval": "custom"},
        {"since": AT},
        {"since": AT, "until": AT},
        {"interval": "last7Days", "since": AT, "until": AT + dt.timedelta(days=1)},
        {"since": AT.replace(tzinfo=None), "until": AT},
    ],
)
def test_a_range_that_would_be_refused_cannot_be_built(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        omnisend.DateRange(**wrong)


def test_a_filter_has_at_most_a_hundred_values_and_a_request_four_queries() -> None:
    values = tuple(str(number) for number in range(facts.MOST_VALUES + 1))
    omnisend.Filter(name="messageID", values=values[1:])
    with pytest.raises(ValidationError):
        omnisend.Filter(name="messageID", values=values)

    queries = [query(alias=str(number)) for number in range(facts.MOST_QUERIES + 1)]
    calls.analytics_report(queries[1:])
    for refused in (queries, [], [queries[0], queries[0]]):
        with pytest.raises(ValidationError):
            calls.analytics_report(refused)


def test_a_granularity_belongs_to_time() -> None:
    for wrong in ({"name": "timestamp"}, {"name": "segmentID", "granularity": "day"}):
        with pytest.raises(ValidationError):
            omnisend.Dimension.model_validate(wrong)
