"""The table a run prints, and the report that is kept: docs/chaos.md and docs/chaos.json."""

import json
import pathlib
from collections import Counter
from collections.abc import Sequence

from tests.chaos.checker import COLUMNS
from tests.chaos.mistakes import MISTAKES
from tests.chaos.plan import Result


def table(results: Sequence[Result]) -> list[str]:
    """Lines for a terminal: all runs together, faults by kind, the columns, the naive way beside it."""
    faults = sum((Counter(result.faults) for result in results), Counter[str]())
    width = max([len(kind) for kind in faults] + [22])
    lines = [
        f"{'runs':<{width}} {len(results):>7}   seeds {_seeds(results)}",
        f"{'durations divided by':<{width}} {_factors(results):>7}",
        f"{'faults':<{width}} {faults.total():>7}   {sum(r.kills for r in results)} of them kill -9",
    ]
    lines += [f"  {kind:<{width - 2}} {many:>7}" for kind, many in sorted(faults.items())]
    for name in ("letters", "clicks", "deliveries", "sends"):
        lines.append(f"{name:<{width}} {sum(getattr(result, name) for result in results):>7}")
    lines.append("")
    naive = _naive(results)
    lines.append(f"{'':<{width}} {'engine':>7}" + "".join(f"{f'naive, {way} ack':>18}" for way in naive))
    for column in COLUMNS:
        theirs = "".join(f"{told.get(column, '–'):>18}" for told in naive.values())
        lines.append(f"{column:<{width}} {sum(len(r.found[column]) for r in results):>7}{theirs}")
    if naive:
        lines.append(f"{'  of clicks':<{width}} {sum(r.clicks for r in results):>7}" + _clicks(naive))
    return lines + wrong(results)


def wrong(results: Sequence[Result]) -> list[str]:
    """What was found, with the seed that shows it; and which runs had too little time."""
    lines = []
    for result in results:
        for column, found in result.found.items():
            lines += [f"seed {result.plan.seed}: {column}: {what}" for what in found]
        if result.wrong:
            lines.append(f"again: make chaos RUNS=1 SEED={result.plan.seed}")
        if result.short:
            planned = f"{result.total} of {result.plan.faults} faults"
            lines.append(f"seed {result.plan.seed}: only {planned} fitted into its time")
        if result.hurried:
            what = f"{result.unsettled} letters were still under way"
            lines.append(f"seed {result.plan.seed}: {what} when its time was over, and were not judged")
    return lines


def keep(
    results: Sequence[Result], noticed: dict[str, str], directory: pathlib.Path, *, machine: str
) -> None:
    """Writes both files of the report."""
    directory.mkdir(exist_ok=True)
    told = {"machine": machine, "mistakes": noticed, "runs": [result.as_json() for result in results]}
    (directory / "chaos.json").write_text(json.dumps(told, indent=1) + "\n")
    (directory / "chaos.md").write_text(_markdown(results, noticed, machine))


def _markdown(results: Sequence[Result], noticed: dict[str, str], machine: str) -> str:
    parts = [
        "# What the engine went through",
        "",
        "Written by `make chaos`. Real PostgreSQL, Redis, Celery workers, `manage.py drain` and a local",
        "Omnisend as processes, killed, stopped and lost in the middle of everything. Judged by",
        "Omnisend's own log, by what people did and by the event table; for most of each run Omnisend's",
        "draft guard was off, so that it was not what saved us. Effects that come later than the quiet",
        "time are not tried: no engine can know of them.",
        "",
        f"Machine: {machine}.",
        "",
        "```",
        *table(results),
        "```",
    ]
    if noticed:
        parts += [
            "",
            "## Mistakes that we put into the engine",
            "",
            "| mistake | noticed as |",
            "| --- | --- |",
        ]
        parts += [f"| {name} | {noticed.get(name, 'not tried') or '**not noticed**'} |" for name in MISTAKES]
    return "\n".join(parts) + "\n"


def _seeds(results: Sequence[Result]) -> str:
    seeds = sorted(result.plan.seed for result in results)
    return f"{seeds[0]}–{seeds[-1]}" if len(seeds) > 1 else str(seeds[0] if seeds else "none")


def _factors(results: Sequence[Result]) -> str:
    return ", ".join(sorted({f"{result.plan.factor:g}" for result in results}))


def _naive(results: Sequence[Result]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for result in results:
        for way, told in result.naive.items():
            found.setdefault(way, Counter()).update(told)
    return found


def _clicks(naive: dict[str, Counter[str]]) -> str:
    return "".join(f"{told['clicks']:>18}" for told in naive.values())
