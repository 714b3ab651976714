"""Bars as plain geometry, for a template to draw as SVG: lengths in per cent, heights in pixels. Pure.

Each bar is a share of its own column's first measure, so that columns of different size stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 78.0  # per cent of the width; the number stands behind the bar
LABEL, BAR, GAP, BETWEEN = 20, 16, 4, 14


@dataclass(frozen=True)
class Bar:
    """``width`` is a text for SVG, such as "31.20%"; ``text`` stands at its end."""

    y: int
    width: str
    text: str
    text_y: int
    series: int


@dataclass(frozen=True)
class Group:
    """One measure: its label and a bar for each column."""

    label: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    height: int
    bar_height: int
    groups: tuple[Group, ...]


def draw(measures: Sequence[tuple[str, Sequence[int | None]]], names: Sequence[str] = ()) -> Chart | None:
    """A chart of (label, a count for each column). ``names`` of the columns, when there is more than one.

    Measures nobody knows are left out. None when there is nothing to compare with.
    """
    if not measures or not any(measures[0][1]):
        return None
    wholes = measures[0][1]
    groups, y = [], 0
    for label, counts in measures:
        if all(count is None for count in counts):
            continue
        top = y + LABEL
        bars = []
        for series, (count, whole) in enumerate(zip(counts, wholes, strict=True)):
            if count is not None and whole:
                name = f"{names[series]}: " if len(names) > 1 else ""
                share = min(count / whole, 1.0)
                bars.append(Bar(top, f"{share * LONGEST:.2f}%", f"{name}{count:,}", top + BAR - 4, series))
            top += BAR + GAP
        groups.append(Group(label, y + LABEL - 6, tuple(bars)))
        y = top - GAP + BETWEEN
    return Chart(y - BETWEEN + 2, BAR, tuple(groups))
