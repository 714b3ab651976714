"""The demo as a newcomer runs it: started, used, stopped, started again."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator

import httpx2
import psutil
import pytest

from omniapp.embedded import own_directory, processes
from tests.sandbox_control import free_port
from tests.waiting import eventually

ROOT = pathlib.Path(__file__).parent.parent.parent


class Demo:
    """One start of the demo, with its own data and ports."""

    def __init__(self, data: pathlib.Path) -> None:
        self.web, self.sandbox = free_port(), free_port()
        self.output = data.with_name(f"{data.name}.txt")
        without = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "TOKEN_KEYS"}
        environment = {name: value for name, value in os.environ.items() if name not in without}
        ours = {"DEMO_DATA": str(data), "PORT": str(self.web), "SANDBOX_PORT": str(self.sandbox)}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "omniapp.demo"],
                cwd=ROOT,
                env=environment | ours,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        eventually(self._settled, within=150, what="The demo's start")
        assert self.process.poll() is None, self.said()
        self.children = [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]

    def said(self) -> str:
        return self.output.read_text()

    def _settled(self) -> bool:
        return "Ctrl-C stops everything" in self.said() or self.process.poll() is not None


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if processes.command_line(pid)]


@pytest.fixture
def data() -> Iterator[pathlib.Path]:
    parent = pathlib.Path(tempfile.mkdtemp(prefix="test-", dir=own_directory()))
    parent.chmod(0o711)
    yield parent / "demo"
    shutil.rmtree(parent)


@pytest.fixture
def demos() -> Iterator[list[Demo]]:
    """Those a failed test left running are stopped."""
    started: list[Demo] = []
    yield started
    for demo in started:
        demo.process.terminate()
        demo.process.wait(40)


def _asks_for_a_new_password(demo: Demo) -> None:
    with httpx2.Client(base_url=f"http://127.0.0.1:{demo.web}") as browser:
        (token,) = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', browser.get("/reset/").text)
        typed = {"email": "you@partner.example", "csrfmiddlewaretoken": token}
        assert browser.post("/reset/", data=typed).status_code == 200


def test_it_starts_stops_and_remembers_and_says_what_ended(data: pathlib.Path, demos: list[Demo]) -> None:
    first = Demo(data)
    demos.append(first)
    with urllib.request.urlopen(f"http://127.0.0.1:{first.web}/", timeout=10) as page:
        assert page.status == 200
    with urllib.request.urlopen(f"http://localhost:{first.sandbox}/_sandbox/health", timeout=10) as answer:
        assert json.load(answer) == {"ok": True}
    assert len(first.children) >= 6
    _asks_for_a_new_password(first)
    eventually(lambda: re.search(r"mail \|   http://\S+/reset/\S{20,}\n", first.said()), what="The mail")
    assert "mail | To you@partner.example: " in first.said()
    assert f"kept in {data}/mails\n" in first.said()
    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(40) == 0
    assert not alive(first.children)
    assert (data / "secrets.json").stat().st_mode & 0o777 == 0o600

    second = Demo(data)
    demos.append(second)
    password = re.compile(r"password (\S+)")
    assert password.findall(second.said()) == password.findall(first.said()) != []
    worker = next(pid for pid in second.children if " worker " in processes.command_line(pid))
    os.kill(worker, signal.SIGKILL)
    assert second.process.wait(40) == 1
    assert "The worker process ended (signal SIGKILL)" in second.said()
    assert not alive(second.children)
