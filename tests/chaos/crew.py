"""The processes of a run that may die: workers of several kinds, beat, and the people who use it all."""

import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple

import psutil

from omniapp.embedded import processes

ROOT = pathlib.Path(__file__).parent.parent.parent
_WORKER = (sys.executable, "-m", "tests.chaos.worker")
_CELERY = ("celery", "worker", "--queues", "sends", "--without-gossip", "--without-mingle")


class Program(NamedTuple):
    name: str
    command: tuple[str, ...]


def worker(name: str, pool: str, concurrency: int) -> Program:
    """A Celery worker of the product. Killing a child of a prefork pool is the cheapest crash there is."""
    options = (
        "--pool",
        pool,
        "--concurrency",
        str(concurrency),
        "--hostname",
        f"{name}@chaos",
        "--loglevel",
        "WARNING",
    )
    return Program(name, (*_WORKER, *_CELERY, *options))


def beat(name: str, directory: pathlib.Path) -> Program:
    schedule = ("--schedule", str(directory / f"{name}.schedule"), "--pidfile=", "--loglevel", "WARNING")
    return Program(name, (*_WORKER, "celery", "beat", *schedule))


def looping() -> Program:
    """The way without Celery."""
    return Program("loop", (*_WORKER, "manage", "drain"))


class Member:
    """One process of the crew, started again when it has died."""

    def __init__(self, program: Program, environment: Mapping[str, str], logs: pathlib.Path) -> None:
        self.name, self._program, self._environment = program.name, program, environment
        self._log = logs / f"{program.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = processes.spawn(
                self._program.command, env=self._environment, output=output, cwd=ROOT
            )

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def children(self) -> list[int]:
        """The processes of a prefork pool."""
        if not self.alive:
            return []
        try:
            return [child.pid for child in psutil.Process(self.pid).children()]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Ends it and all its children at once, as a crash of its machine would."""
        if self._process is None:
            return
        send_signal(-self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __repr__(self) -> str:
        return self.name


def send_signal(pid: int, number: signal.Signals) -> bool:
    """To a process, or to a group if negative; whether there was one."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
