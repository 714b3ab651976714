"""What keeps the demo from starting is told in one sentence."""

import os
import pathlib
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from omniapp.demo import ports
from tests.sandbox_control import free_port

ROOT = pathlib.Path(__file__).parent.parent.parent


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_in_use_ends_the_demo_with_one_sentence(taken: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "omniapp.demo"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(taken), "SANDBOX_PORT": str(free_port())},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"Port {taken} is in use: stop what uses it, or choose another one with PORT={taken + 1} make demo.\n"
    )


def test_one_port_cannot_be_both(monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(free_port())
    monkeypatch.setenv("PORT", port)
    monkeypatch.setenv("SANDBOX_PORT", port)
    with pytest.raises(ports.Unusable, match=f"both {port}"):
        ports.wanted()


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1"])
def test_what_is_no_port_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ports.Unusable, match=f"PORT is '{text}', which is no port"):
        ports.wanted()


def test_a_python_that_does_not_fit_is_refused_before_anything_is_made() -> None:
    ended = subprocess.run(
        ["sh", "tools/setup.sh", "false"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stderr == (
        "omniapp needs Python 3.11 or 3.12, and false is neither: install one, "
        "or name it with make PYTHON=/path/to/python3.11\n"
    )
