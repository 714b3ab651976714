"""Reading reports: what is unknown stays unknown, and nonsense is no answer."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.omnisend import calls

ID = "68beca12d2e99b0c8d19fd5e"
QUERY = omnisend.ReportQuery(
    alias="a", metrics=("sent",), date_range=omnisend.DateRange(interval="last7Days")
)
CALL = calls.analytics_report([QUERY])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def read(body: object) -> tuple[omnisend.Report, ...]:
    return CALL.read(omnisend.Answer(200, {}, json.dumps(body).encode()))


def row(**values: Any) -> omnisend.Row:
    (report,) = read({"reports": [{"alias": "a", "rows": [values]}]})
    return report.rows[0]


def test_null_and_missing_are_not_nothing() -> None:
    found = row(marketingActivityID=ID, sent=0, opened=None)

    assert found.text("marketingActivityID") == ID
    assert (found.count("sent"), found.count("opened"), found.count("clicked")) == (0, None, None)


@pytest.mark.parametrize(
    ("value", "count", "number"),
    [
        (12, 12, Decimal(12)),
        (12.0, 12, Decimal("12.0")),
        ("12", 12, Decimal(12)),
        (1234.56, 1234, Decimal("1234.56")),
        (-3, None, Decimal(-3)),
        (True, None, None),
        ("many", None, None),
        ("Infinity", None, None),
        ([1], None, None),
    ],
)
def test_numbers_however_they_are_spelled(value: object, count: int | None, number: Decimal | None) -> None:
    found = row(sent=value)

    assert (found.count("sent"), found.number("sent")) == (count, number)


@pytest.mark.parametrize("rows", [[], None])
def test_no_rows_are_an_empty_report(rows: object) -> None:
    assert read({"reports": [{"alias": "a", "rows": rows}]}) == (omnisend.Report("a", ()),)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"reports": None},
        {"reports": {}},
        {"reports": [None]},
        {"reports": [{"rows": []}]},
        {"reports": [{"alias": 1, "rows": []}]},
        {"reports": [{"alias": "a", "rows": {}, "x": 1}, {"alias": "b", "rows": [1]}]},
    ],
)
def test_the_wrong_shape_is_no_answer(body: object) -> None:
    with pytest.raises(omnisend.Unreadable) as caught:
        read(body)
    assert caught.value.may_have_arrived is False


@given(anything)
def test_whatever_comes_it_is_read_or_unreadable(rows: Any) -> None:
    try:
        reports = read({"reports": [{"alias": "a", "rows": rows}]})
    except omnisend.Unreadable:
        return
    for report in reports:
        for one in report.rows:
            for name in one.values:
                assert isinstance(one.count(name), int | None)


def test_asking_changes_nothing_and_needs_its_scope() -> None:
    assert (CALL.scope, CALL.changes) == ("analytics.read", False)
    assert {limit.name for limit in omnisend.limits.limits_of(CALL.request.operation)} == {
        "general",
        "analytics",
    }
