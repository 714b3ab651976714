"""Every check there is, with how long each took: `python -m tools.checks [lint|test]`."""

import base64
import os
import pathlib
import secrets
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

_ROOT = pathlib.Path(__file__).resolve().parent.parent
_BIN = pathlib.Path(sys.executable).parent
_BESIDE_SERVERS = ("python", "-m", "omniapp.embedded", "--", sys.executable)


class _Check(NamedTuple):
    name: str
    command: Sequence[str]  # its program is beside this Python


def _lint() -> list[_Check]:
    templates = sorted(str(path.relative_to(_ROOT)) for path in (_ROOT / "templates").rglob("*.html"))
    return [
        _Check("lint", ["ruff", "check", "."]),
        _Check("format", ["ruff", "format", "--check", "."]),
        _Check("templates", ["djade", "--check", "--target-version", "5.2", *templates]),
        _Check("imports", ["lint-imports", "--no-logo"]),
        _Check("types", ["mypy"]),
        _Check("settings", ["python", "manage.py", "check", "--fail-level", "WARNING"]),
    ]


def _test() -> list[_Check]:
    wanted = os.environ.get("PYTEST_ARGS", "").split()
    pytest = [*_BESIDE_SERVERS, "-m", "pytest"]
    alone = [] if wanted else [_Check("chaos", [*pytest, "tests/chaos", "-m", "chaos"])]
    return [
        _Check("browser", ["python", "-m", "tools.browser"]),
        _Check("migrations", [*_BESIDE_SERVERS, "manage.py", "makemigrations", "--check", "--dry-run"]),
        _Check("tests", [*pytest, "-n", os.environ.get("WORKERS", "3"), "-m", "not chaos", *wanted]),
        *alone,
    ]


def main(which: Sequence[str]) -> int:
    """Runs all of them even if one fails, so that one run tells everything."""
    checks = {"lint": _lint(), "test": _test()}
    chosen = [check for name in which or checks for check in checks[name]]
    # Settings need a secret to be read at all; nothing of it outlives this run.
    environment = {
        "SECRET_KEY": secrets.token_urlsafe(32),
        "TOKEN_KEYS": "checks:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "127.0.0.1",
    } | os.environ
    results = []
    for check in chosen:
        print(f"\n== {check.name}", flush=True)
        start = time.monotonic()
        command = [str(_BIN / check.command[0]), *check.command[1:]]
        code = subprocess.run(command, cwd=_ROOT, env=environment, check=False).returncode
        results.append((check.name, code, time.monotonic() - start))
    print()
    for name, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name:<12}{seconds:6.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
