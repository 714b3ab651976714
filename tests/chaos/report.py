"""The table a run prints, and the report that is kept: docs/chaos.md and docs/chaos.json."""

import json
import pathlib
from collections import Counter
from collections.abc import Sequence

from tests.chaos.checker import COLUMNS
from tests.chaos.plan import Result
from tests.chaos.trials import ALL, Trial, last


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
    acts = sum((Counter(result.acts) for result in results), Counter[str]())
    lines.append("what people did to letters; “?”: the answer was an error")
    lines += [f"  {act:<{width - 2}} {many:>7}" for act, many in sorted(acts.items())]
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
        lines += [f"seed {result.plan.seed}: a person met {error}" for error in result.fallen]
        if result.short:
            planned = f"{result.total} of {result.plan.faults} faults"
            lines.append(f"seed {result.plan.seed}: only {planned} fitted into its time")
        if result.hurried:
            what = f"{result.unsettled} letters were still under way"
            lines.append(f"seed {result.plan.seed}: {what} when its time was over, and were not judged")
    return lines


def trial_table(trials: Sequence[Trial]) -> list[str]:
    """One line for each run of the series that tries the harness, the control first."""
    return [
        f"{one.name:<44} seed {one.seed} {one.seconds:4.0f} s  {'' if one.good else 'WRONG: '}{one.verdict}"
        for one in last(list(trials))
    ]


def keep(
    directory: pathlib.Path, *, machine: str, results: Sequence[Result] = (), trials: Sequence[Trial] = ()
) -> None:
    """Writes both files of the report. What is not given stays as it was there."""
    file = directory / "chaos.json"
    old = json.loads(file.read_text()) if file.exists() else {"runs": [], "mistakes": []}
    results = results or [Result.read(told) for told in old["runs"]]
    new = {one.name for one in trials}
    trials = last([*(Trial(**told) for told in old["mistakes"] if told["name"] not in new), *trials])
    told = {
        "machine": machine,
        "mistakes": [one.as_json() for one in trials],
        "runs": [result.as_json() for result in results],
    }
    directory.mkdir(exist_ok=True)
    file.write_text(json.dumps(told, indent=1) + "\n")
    (directory / "chaos.md").write_text(_markdown(results, trials, machine))


def _markdown(results: Sequence[Result], trials: Sequence[Trial], machine: str) -> str:
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
        "",
        "## Mistakes that we put into the engine",
        "",
        "What would find fault with anything proves nothing, so the first line is the same run without a",
        "mistake. A mistake counts as noticed when it came to pass in its run, and when what was found is",
        "what it leads to. Everything again is `python -m tests.chaos mistakes`; one line of it is",
        '`python -m tests.chaos mistakes --only "the hold is ignored" --seed 1`. A seed draws the same',
        "faults again, though never at quite the same moments.",
        "",
        "| mistake | seed | seconds | letters | noticed as |",
        "| --- | --- | --- | --- | --- |",
    ]
    parts += [f"| {_cells(one)} |" for one in trials]
    untried = [name for name in ALL if name not in [one.name for one in trials]]
    parts += [f"| {name} | | | | not tried |" for name in untried]
    return "\n".join(parts) + "\n"


def _cells(one: Trial) -> str:
    verdict = one.verdict if one.good else f"**{one.verdict}**"
    return f"{one.name} | {one.seed} | {one.seconds:.0f} | {one.letters} | {verdict}"


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
