"""Schemathesis asks the sandbox what its own description allows, and much that it does not.

It runs as a program of its own: inside pytest it would bring its own idea of parameters and of warnings.
"""

import json
import pathlib
import subprocess
import sys

import pytest

from tests.sandbox import known_world
from tests.sandbox.asking import Asking

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
# Examples for each operation; in stateful testing, whole scenarios. Coverage counts by itself: it tries
# every limit and every choice.
# What only succeeds with a body made for that very campaign.
SELDOM = {"PATCH /campaigns/{id}", "POST /campaigns/{id}/ab-test/winner"}
# Other methods than described: some of them Omnisend has and the sandbox has not, which 501 says.
CONFIG = '[phases.coverage]\nunexpected-methods = ["TRACE"]\n'
PHASES = {"coverage": 1, "fuzzing": 20, "stateful": 60}


@pytest.mark.parametrize("phase", PHASES)
def test_nothing_undeclared_is_answered(app: Asking, tmp_path: pathlib.Path, phase: str) -> None:
    app.sandbox.switch(rate_limits=False)
    app.sandbox.clock(speed=0)
    known_world.fill(app)
    described = known_world.description(app)
    whole = tmp_path / "openapi.json"
    whole.write_text(json.dumps(described))
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    app.sandbox.clear_log()

    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(whole), "--url", app.sandbox.api_url),
            *("--header", f"Authorization: Bearer {app.token}", "--checks", ",".join(CHECKS)),
            *("--phases", phase, "--max-examples", str(PHASES[phase]), "--generation-deterministic"),
            *("--warnings", "off", "--no-color", "--continue-on-failure"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    answered = known_world.outcomes(app.sandbox)
    names = {f"{method.upper()} {path}" for path, item in described["paths"].items() for method in item}
    unreached = {name for name in names if not answered.get(name, set()) & {200, 201, 204}}
    assert phase != "coverage" or unreached <= SELDOM
