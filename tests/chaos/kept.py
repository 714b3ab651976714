"""What finished runs brought, so that a stopped series goes on where it was."""

import json
import pathlib

from tests.chaos.plan import Plan, Result

_DIRECTORY = pathlib.Path(__file__).parent.parent.parent / ".data" / "chaos"
_RUNS, _MISTAKES = _DIRECTORY / "runs.jsonl", _DIRECTORY / "mistakes.json"


def results(plans: list[Plan]) -> list[Result]:
    """Those of ``plans`` that were run already."""
    lines = _RUNS.read_text().splitlines() if _RUNS.exists() else []
    found = {}
    for line in lines:
        told = json.loads(line)
        told.pop("total")
        result = Result(**(told | {"plan": Plan(**told["plan"])}))
        found[result.plan] = result
    return [found[plan] for plan in plans if plan in found]


def add(result: Result) -> None:
    _DIRECTORY.mkdir(parents=True, exist_ok=True)
    with _RUNS.open("a") as written:
        written.write(json.dumps(result.as_json()) + "\n")


def forget() -> None:
    """The series is complete."""
    _RUNS.unlink(missing_ok=True)


def mistakes() -> dict[str, str]:
    """How each mistake was noticed, in the newest run of it."""
    found: dict[str, str] = json.loads(_MISTAKES.read_text()) if _MISTAKES.exists() else {}
    return found


def add_mistake(name: str, how: str) -> None:
    _DIRECTORY.mkdir(parents=True, exist_ok=True)
    _MISTAKES.write_text(json.dumps(mistakes() | {name: how}, indent=1))
