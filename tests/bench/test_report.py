"""The report says what was measured, and whether it is what it should be."""

import datetime as dt
import json
import pathlib

from tests.bench.report import Row, at_least, between, entry, ratio, write

_AT = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)


def test_a_ratio_compares_the_two_sides_of_each_round() -> None:
    ours = Row("ours", "/s", [1000, 10, 3000])
    theirs = Row("theirs", "/s", [100, 10, 100])
    assert ratio("times", ours, theirs).value == 10


def test_a_goal_is_reached_by_the_median_alone(tmp_path: pathlib.Path) -> None:
    rows = [
        Row("enough", "/s", [1, 2000, 2100], at_least(2000)),
        Row("too little", "/s", [1, 1999, 2100], at_least(2000)),
        Row("too much", "×", [1.3], between(0.8, 1.2)),
        Row("no goal", "MB", [80]),
    ]
    write({"a": entry("A", "", rows, at=_AT, seconds=1) | {"on": "x"}}, ["a"], into=tmp_path)
    told = json.loads((tmp_path / "bench.json").read_text())["a"]["rows"]
    assert [row["reached"] for row in told] == [True, False, False, None]
    lines = (tmp_path / "bench.md").read_text().splitlines()
    assert "| too little | 1,999 /s | 1 – 2,100 | ≥ 2,000 | **not reached** |" in lines


def test_parts_that_were_not_run_keep_their_figures_and_place(tmp_path: pathlib.Path) -> None:
    parts = {
        name: entry(name, "", [Row(name, "s", [value])], at=_AT, seconds=1) | {"on": "x"}
        for name, value in (("first", 1.0), ("second", 2.0))
    }
    write({"second": parts["second"]}, ["first", "second"], into=tmp_path)
    write({"first": parts["first"]}, ["first", "second"], into=tmp_path)
    told = json.loads((tmp_path / "bench.json").read_text())
    assert [(name, part["rows"][0]["value"]) for name, part in told.items()] == [
        ("first", 1.0),
        ("second", 2.0),
    ]
