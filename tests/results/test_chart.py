"""Bars as geometry."""

from hypothesis import given
from hypothesis import strategies as st

from omniapp.results.chart import LONGEST, draw

counts = st.one_of(st.none(), st.integers(0, 10**9))


def test_each_column_is_measured_by_its_own_first_number() -> None:
    chart = draw([("Sent to", [1000, 100]), ("Opened", [500, 50])], ["A", "B"])

    assert chart
    opened = chart.groups[1]
    assert [bar.width for bar in opened.bars] == [f"{LONGEST / 2:.2f}%"] * 2
    assert [bar.text for bar in opened.bars] == ["A: 500", "B: 50"]


def test_what_nobody_knows_is_left_out() -> None:
    chart = draw([("Sent to", [1000]), ("Opened", [None]), ("Clicked", [7])])

    assert chart
    assert [group.label for group in chart.groups] == ["Sent to", "Clicked"]
    assert [bar.text for bar in chart.groups[1].bars] == ["7"]


def test_nothing_sent_is_no_chart() -> None:
    assert draw([]) is None
    assert draw([("Sent to", [0, None]), ("Opened", [1, 2])]) is None


@given(st.lists(st.tuples(st.just("x"), st.lists(counts, min_size=2, max_size=2)), min_size=1, max_size=5))
def test_nothing_leaves_its_frame(measures: list[tuple[str, list[int | None]]]) -> None:
    chart = draw(measures, ["A", "B"])
    if chart is None:
        return
    bars = [bar for group in chart.groups for bar in group.bars]

    assert all(0 <= float(bar.width.rstrip("%")) <= LONGEST for bar in bars)
    assert all(bar.y + chart.bar_height <= chart.height for bar in bars)
    tops = [bar.y for bar in bars]
    assert tops == sorted(set(tops))
