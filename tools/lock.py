"""Computes requirements.lock from pyproject.toml: exact versions with hashes, no index and no path named."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

_ROOT = pathlib.Path(__file__).resolve().parent.parent
_OPTIONS = (
    "--generate-hashes",
    "--all-extras",
    "--strip-extras",
    "--allow-unsafe",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
    "--quiet",
)
# Needed on some supported Pythons only, perhaps not on the one that runs this.
_SOMETIMES = {"async-timeout": 'python_full_version < "3.11.3"'}
_HEADER = """\
# Made by `make lock` from pyproject.toml, with every extra. Installed by `make setup`.
"""


def main() -> int:
    """Writes the lock, and refuses one that names a place."""
    lock = _HEADER + _compiled(_ROOT / "pyproject.toml")
    for name, marker in _SOMETIMES.items():
        if not re.search(rf"^{name}==", lock, re.MULTILINE):
            lock += _compiled_alone(name).replace(" \\\n", f" ; {marker} \\\n", 1)
    if re.search(r"://|@ |^--(?!hash)|^ *-[fi] ", lock, re.MULTILINE):
        print("The lock would name an index or a path; nothing was written.")
        return 1
    (_ROOT / "requirements.lock").write_text(lock)
    print(f"requirements.lock: {lock.count('==')} packages")
    return 0


def _compiled_alone(name: str) -> str:
    with tempfile.TemporaryDirectory() as directory:
        wish = pathlib.Path(directory) / "wish.in"
        wish.write_text(name)
        return _compiled(wish)


def _compiled(source: pathlib.Path) -> str:
    with tempfile.TemporaryDirectory() as directory:
        target = pathlib.Path(directory) / "requirements.lock"
        compile_ = [sys.executable, "-m", "piptools", "compile", *_OPTIONS]
        subprocess.run(
            [*compile_, "--output-file", str(target), str(source)], cwd=_ROOT, env=os.environ, check=True
        )
        lines = target.read_text().splitlines()
    return "\n".join(line for line in lines if line and not line.startswith("#")) + "\n"


if __name__ == "__main__":
    sys.exit(main())
