"""``python -m tests.bench [--quick] [PART …]``: measures, prints, and writes the report."""

import argparse
import datetime as dt
import importlib
import inspect
import os
import pathlib
import platform
import signal
import sys
import time
from types import FrameType
from typing import Any

import django
from django.core.management import call_command

from omniapp.embedded import processes
from tests.bench import report
from tests.bench.parts import PARTS
from tests.bench.place import Bench, prepared


class OutOfTime(Exception):
    """A part took longer than it may."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all if none is named"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, to see that it works")
    parser.add_argument("--rounds", type=int, default=5, help="how often each figure is taken (5)")
    parser.add_argument("--scale", type=float, default=0.2, help="of the lease and the quiet time (0.2)")
    parser.add_argument("--into", type=pathlib.Path, help="directory of the report (docs; none with --quick)")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    into = options.into or (None if options.quick else report.DOCS)
    processes.leave_on_signals()
    signal.signal(signal.SIGALRM, _out_of_time)
    failed = []
    with prepared(
        quick=options.quick, rounds=2 if options.quick else options.rounds, scale=options.scale
    ) as bench:
        django.setup()
        call_command("migrate", verbosity=0)
        for name in [name for name in PARTS if not options.parts or name in options.parts]:
            try:
                part = _measure(name, bench)
            except (OutOfTime, AssertionError, RuntimeError) as error:
                failed.append(name)
                bench.say(f"{name} failed: {error}")
                continue
            finally:
                signal.alarm(0)
            if into is not None:
                report.write({name: part}, list(PARTS), into=into)
    return 1 if failed else 0


def _measure(name: str, bench: Bench) -> dict[str, Any]:
    module = importlib.import_module(f"tests.bench.{name}")  # its models need Django to be set up
    title, _, how = inspect.cleandoc(module.rows.__doc__).partition("\n")
    print(f"\n{title}", flush=True)
    signal.alarm(60 * PARTS[name])
    at, began, rows = dt.datetime.now(dt.UTC), time.monotonic(), []
    bench.emptied()
    for row in module.rows(bench):
        rows.append(row)
        bench.say(f"→ {row}")
    entry = report.entry(title.rstrip("."), how.strip(), rows, at=at, seconds=time.monotonic() - began)
    return entry | {"on": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"}


def _out_of_time(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime("it took longer than it may")


if __name__ == "__main__":
    sys.exit(main())
