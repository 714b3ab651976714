"""The table of guarantees: it is whole, and every test that it names is there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = (TESTS.parent / "docs" / "guarantees.md").read_text()
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", TABLE)


def names_of(path: Path) -> set[str]:
    """What a module of tests defines at its top."""
    names: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def test_every_test_of_the_table_exists() -> None:
    missing = {f"{path}::{name}" for path, name in NAMED if name not in names_of(TESTS / path)}
    assert NAMED
    assert missing == set()


def test_no_guarantee_and_no_promise_stands_without_a_test() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and "guarantee |" not in line]
    assert [f"G{number}" for number in range(1, 6)] == re.findall(r"\*\*(G\d)\*\*", TABLE)
    assert all(".py::test" in row or ".py::Test" in row for row in rows if "promise |" not in row)
