import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest

from omniapp.embedded import own_directory

ROOT = pathlib.Path(__file__).parent.parent.parent
# A program that tells its own number and both addresses, and then waits for a signal.
WAITING = """
import os, signal
print(os.getpid(), os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
signal.pause()
"""
Start: TypeAlias = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def bare_environment() -> dict[str, str]:
    """The environment of a machine that has no servers."""
    return {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}


@pytest.fixture
def start(bare_environment: dict[str, str]) -> Iterator[Start]:
    """Starts the embedded servers around a Python program, and ends what a failed test leaves."""
    started: list[subprocess.Popen[str]] = []

    def begin(program: str, *options: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "omniapp.embedded", *options, "--", sys.executable, "-c", program],
            cwd=ROOT,
            env=bare_environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.terminate()
        process.communicate(timeout=40)


@pytest.fixture
def data() -> Iterator[pathlib.Path]:
    """A data directory that the database's user can reach, wherever the tests' own files are."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=own_directory()))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory)
