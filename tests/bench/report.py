"""Figures, their goals, and the table and JSON file they are written to."""

import datetime as dt
import json
import pathlib
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

DOCS: Final = pathlib.Path(__file__).parent.parent.parent / "docs"


@dataclass(frozen=True)
class Goal:
    """What a figure should be: at least one number, at most another."""

    least: float | None = None
    most: float | None = None

    def reached(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        sides = (("≥", self.least), ("≤", self.most))
        return " and ".join(f"{sign} {figure(bound)}" for sign, bound in sides if bound is not None)


def at_least(bound: float) -> Goal:
    return Goal(least=bound)


def at_most(bound: float) -> Goal:
    return Goal(most=bound)


def between(least: float, most: float) -> Goal:
    return Goal(least, most)


@dataclass(frozen=True)
class Row:
    """One line of a table: the figure of each round, of which the median counts."""

    what: str
    unit: str
    rounds: Sequence[float]
    goal: Goal | None = None
    note: str = ""

    @property
    def value(self) -> float:
        return statistics.median(self.rounds)

    def __str__(self) -> str:
        words = f"{self.what}: {figure(self.value)} {self.unit}"
        if self.goal is None:
            return words
        return f"{words} (goal {self.goal}: {'reached' if self.goal.reached(self.value) else 'NOT REACHED'})"


def ratio(what: str, over: Row, under: Row, goal: Goal | None = None, *, note: str = "") -> Row:
    """The first by the second, round by round."""
    pairs = zip(over.rounds, under.rounds, strict=True)
    return Row(what, "×", [a / b for a, b in pairs], goal, note)


def figure(value: float) -> str:
    """Three digits that matter, and thousands set apart."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def entry(title: str, how: str, rows: Iterable[Row], *, at: dt.datetime, seconds: float) -> dict[str, Any]:
    """What bench.json keeps of one part."""
    kept = [
        asdict(row)
        | {
            "value": row.value,
            "rounds": list(row.rounds),
            "reached": row.goal.reached(row.value) if row.goal else None,
        }
        for row in rows
    ]
    return {
        "title": title, "how": how, "at": at.isoformat(timespec="seconds"), "seconds": round(seconds),
        "rows": kept,
    }  # fmt: skip


def write(parts: dict[str, dict[str, Any]], order: Sequence[str], *, into: pathlib.Path = DOCS) -> None:
    """Puts these parts into bench.json, beside those that were not run, and makes the table of all."""
    path = into / "bench.json"
    kept: dict[str, dict[str, Any]] = json.loads(path.read_text()) if path.exists() else {}
    both = kept | parts
    whole = {name: both[name] for name in order if name in both}
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    (into / "bench.md").write_text(table(whole))


def table(parts: dict[str, dict[str, Any]]) -> str:
    """All parts as Markdown."""
    lines = [
        "# Measured",
        "",
        "`make bench` measures all of this, `make bench BENCH=throughput` a part of it. Each figure is the",
        "median of its rounds. Ratios hold from machine to machine; the figures they are made of do not.",
    ]
    for name, part in parts.items():
        lines += ["", f"## {part['title']}", "", part["how"], ""]
        lines += ["| | median | lowest – highest | goal | |", "|---|--:|--:|--:|---|"]
        lines += [_line(row) for row in part["rows"]]
        lines += [
            "",
            f"`{name}`, {part['at'][:16].replace('T', ' ')} UTC, {part['seconds']} s, {part['on']}.",
        ]
    return "\n".join(lines) + "\n"


def _line(row: dict[str, Any]) -> str:
    rounds, unit = row["rounds"], row["unit"]
    spread = f"{figure(min(rounds))} – {figure(max(rounds))}" if len(rounds) > 1 else ""
    goal = str(Goal(**row["goal"])) if row["goal"] else ""
    verdict = {True: "reached", False: "**not reached**", None: ""}[row["reached"]]
    said = "; ".join(words for words in (verdict, row["note"]) if words)
    return f"| {row['what']} | {figure(row['value'])} {unit} | {spread} | {goal} | {said} |"
