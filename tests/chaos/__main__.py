"""Faults against the engine, and a table of what came of them.

runs: RUNS runs from SEED on, the naive way beside them.
mistakes: a control, then runs with a mistake put into the engine, one after the other: each must be noticed.
A stopped series of either goes on where it was.
"""

import argparse
import json
import os
import pathlib
import platform
import sys

from omniapp.embedded import processes
from tests.chaos import kept, report
from tests.chaos.plan import Plan, Result
from tests.chaos.progress import Progress
from tests.chaos.run import run
from tests.chaos.stage import Stage, stage
from tests.chaos.trials import ALL, Trial, last, series

_DOCS = pathlib.Path(__file__).parent.parent.parent / "docs"


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    processes.leave_on_signals()
    plans = [_plan(options, options.seed + number) for number in range(options.runs)]
    results = kept.results(plans) if options.what == "runs" else []
    trials = kept.trials() if options.what == "mistakes" and not options.only else []
    stopped = 0
    try:
        with stage() as ground:
            if options.what == "runs":
                _runs(ground, [plan for plan in plans if plan not in [r.plan for r in results]], results)
            else:
                _mistakes(ground, options, trials)
    except SystemExit as end:
        stopped = int(end.code or 0)
        print("\nStopped; the same command goes on from here.", file=sys.stderr)
    _tell(options, results, trials)
    if not stopped and not options.only:
        kept.forget(options.what)
    wrong = any(result.wrong for result in results) or not all(trial.good for trial in last(trials))
    return stopped or int(wrong)


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
    parser.add_argument("--only", choices=ALL, help="one mistake, or the control")
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


def _mistakes(ground: Stage, options: argparse.Namespace, trials: list[Trial]) -> None:
    names = [options.only] if options.only else ALL
    for trial in series(lambda plan, tell: run(ground, plan, tell), names, options.seed, list(trials)):
        trials.append(trial)
        if not options.only:
            kept.add(trial)


def _tell(options: argparse.Namespace, results: list[Result], trials: list[Trial]) -> None:
    if results:
        print("\n".join(report.table(results)))
    if trials:
        print("\n".join(report.trial_table(trials)))
    if options.json:
        runs = [result.as_json() for result in results]
        told = {"runs": runs, "mistakes": [trial.as_json() for trial in trials]}
        options.json.write_text(json.dumps(told))
    if options.keep:
        machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
        report.keep(_DOCS, machine=machine, results=results, trials=trials)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
