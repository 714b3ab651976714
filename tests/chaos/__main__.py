"""Faults against the engine, and a table of what came of them.

runs: RUNS runs from SEED on, the naive way beside them; a stopped series goes on where it was.
mistakes: runs with a mistake put into the engine, one after the other: each must be noticed.
"""

import argparse
import json
import os
import pathlib
import platform
import sys

from omniapp.embedded import processes
from tests.chaos import kept, report
from tests.chaos.mistakes import MISTAKES
from tests.chaos.plan import Plan, Result
from tests.chaos.progress import Progress
from tests.chaos.run import run
from tests.chaos.stage import Stage, stage

_DOCS = pathlib.Path(__file__).parent.parent.parent / "docs"
_TRIES = 2  # a mistake shows itself only when the dice fall for it


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    processes.leave_on_signals()
    plans = [_plan(options, options.seed + number) for number in range(options.runs)]
    results = kept.results(plans) if options.what == "runs" else []
    noticed: dict[str, str] = {}
    stopped = 0
    try:
        with stage() as ground:
            if options.what == "runs":
                _runs(ground, [plan for plan in plans if plan not in [r.plan for r in results]], results)
            else:
                _mistakes(ground, options, noticed)
    except SystemExit as end:
        stopped = int(end.code or 0)
        more = "; the same command goes on from here" if options.what == "runs" else ""
        print(f"\nStopped{more}.", file=sys.stderr)
    _tell(options, results, noticed)
    if options.what == "runs" and not stopped:
        kept.forget()
    return stopped or int(any(result.wrong for result in results) or "" in noticed.values())


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("what", choices=("runs", "mistakes"))
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=300, help="of each run")
    parser.add_argument("--seconds", type=float, help="each run's storm takes, at most")
    parser.add_argument("--factor", type=float, default=25, help="what every duration is divided by")
    parser.add_argument("--json", type=pathlib.Path, help="where to write everything as JSON")
    parser.add_argument("--keep", action="store_true", help="write docs/chaos.md and docs/chaos.json")
    parser.add_argument("--only", choices=MISTAKES, help="one mistake")
    return parser.parse_args(arguments)


def _plan(options: argparse.Namespace, seed: int) -> Plan:
    seconds = options.seconds or max(60.0, options.faults / 5)
    return Plan(seed, faults=options.faults, seconds=seconds, factor=options.factor, every=0.5, naive=True)


def _runs(ground: Stage, plans: list[Plan], results: list[Result]) -> None:
    for plan in plans:
        progress = Progress(f"seed {plan.seed}")
        result = run(ground, plan, progress)
        progress.done(f"{result.total} faults, {result.kills} kills, {result.wrong} wrong")
        kept.add(result)
        results.append(result)


def _mistakes(ground: Stage, options: argparse.Namespace, noticed: dict[str, str]) -> None:
    for name in [options.only] if options.only else MISTAKES:
        for seed in range(options.seed, options.seed + _TRIES):
            progress = Progress(f"{name:<46}")
            result = run(ground, Plan.with_mistake(name, seed), progress)
            noticed[name] = next(
                (f"{column}: {what[0]}" for column, what in result.found.items() if what), ""
            )
            progress.done(noticed[name] or "not noticed")
            if noticed[name]:
                break
        kept.add_mistake(name, noticed[name])


def _tell(options: argparse.Namespace, results: list[Result], noticed: dict[str, str]) -> None:
    if results:
        print("\n".join(report.table(results)))
    for name, how in noticed.items():
        print(f"{name:<46} {how or 'NOT NOTICED'}")
    if options.json:
        told = {"runs": [result.as_json() for result in results], "mistakes": noticed}
        options.json.write_text(json.dumps(told))
    if options.keep:
        machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
        report.keep(results, kept.mistakes(), _DOCS, machine=machine)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
