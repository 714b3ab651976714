"""What finished runs brought, so that a stopped series goes on where it was."""

import json
import pathlib

from tests.chaos.plan import Plan, Result
from tests.chaos.trials import Trial

_DIRECTORY = pathlib.Path(__file__).parent.parent.parent / ".data" / "chaos"
_RUNS, _TRIALS = _DIRECTORY / "runs.jsonl", _DIRECTORY / "trials.jsonl"


def results(plans: list[Plan]) -> list[Result]:
    """Those of ``plans`` that were run already."""
    read = [Result.read(json.loads(line)) for line in _lines(_RUNS)]
    found = {result.plan: result for result in read}
    return [found[plan] for plan in plans if plan in found]


def trials() -> list[Trial]:
    """Those of a series that was stopped."""
    return [Trial(**json.loads(line)) for line in _lines(_TRIALS)]


def add(one: Result | Trial) -> None:
    _DIRECTORY.mkdir(parents=True, exist_ok=True)
    with (_TRIALS if isinstance(one, Trial) else _RUNS).open("a") as written:
        written.write(json.dumps(one.as_json()) + "\n")


def forget(what: str) -> None:
    """The series is complete."""
    (_RUNS if what == "runs" else _TRIALS).unlink(missing_ok=True)


def _lines(file: pathlib.Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
