"""The processes of a run that may die: workers of several kinds, beat, and the people who use it all."""

import json
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import NamedTuple, Protocol

import psutil

from omniapp.embedded import processes

ROOT = pathlib.Path(__file__).parent.parent.parent
_QUIET = ("--loglevel", "WARNING")


class Member(Protocol):
    """One process, which can be started again when it has died."""

    name: str

    def start(self) -> None: ...

    @property
    def pid(self) -> int:
        """0 before its first start."""
        ...

    @property
    def alive(self) -> bool: ...

    def kill(self) -> None:
        """Ends it and all its children at once, as a crash of its machine would."""
        ...


class Program(NamedTuple):
    """What a forked process becomes."""

    name: str
    program: str  # "celery" or "manage"
    arguments: tuple[str, ...]


def worker(name: str, pool: str, concurrency: int) -> Program:
    """A Celery worker of the product, for sends."""
    options = ("--pool", pool, "--concurrency", str(concurrency), "--hostname", f"{name}@chaos")
    return Program(
        name,
        "celery",
        ("worker", "--queues", "sends", "--without-gossip", "--without-mingle", *options, *_QUIET),
    )


def beat(name: str, directory: pathlib.Path) -> Program:
    schedule = str(directory / f"{name}.schedule")
    return Program(name, "celery", ("beat", "--schedule", schedule, "--pidfile=", *_QUIET))


def looping() -> Program:
    """The way without Celery."""
    return Program("loop", "manage", ("drain",))


class Nursery:
    """The process that forks them; see ``nursery``."""

    def __init__(self, environment: Mapping[str, str], logs: pathlib.Path) -> None:
        self._logs = logs
        command = (sys.executable, "-m", "tests.chaos.nursery")
        with (logs / "nursery.log").open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd=ROOT,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                process_group=0,
            )

    def bear(self, what: Program) -> int:
        """A new process; its number."""
        ask, answer = self._process.stdin, self._process.stdout
        if ask is None or answer is None:
            raise AssertionError("both are pipes")
        log = str(self._logs / f"{what.name}.log")
        told = {"program": what.program, "arguments": what.arguments, "log": log}
        print(json.dumps(told), file=ask, flush=True)
        line = answer.readline()
        if not line:
            why = processes.tail(self._logs / "nursery.log", 20)
            raise RuntimeError(f"Nothing can be started:\n{why}")
        return int(line)

    def close(self) -> None:
        """It ends, and whatever it forked ends with it."""
        self._process.kill()
        self._process.communicate()


class Forked:
    """A process of the product."""

    def __init__(self, what: Program, nursery: Nursery) -> None:
        self.name, self._what, self._nursery, self.pid = what.name, what, nursery, 0

    def start(self) -> None:
        self.pid = self._nursery.bear(self._what)

    @property
    def alive(self) -> bool:
        return self.pid != 0 and psutil.pid_exists(self.pid)

    def kill(self) -> None:
        if self.alive and not send_signal(-self.pid, signal.SIGKILL):
            send_signal(self.pid, signal.SIGKILL)  # it has only just been forked and leads no group yet


class Started:
    """A process with a Python of its own."""

    def __init__(
        self, name: str, module: tuple[str, ...], environment: Mapping[str, str], logs: pathlib.Path
    ) -> None:
        self.name, self._environment, self._log = name, environment, logs / f"{name}.log"
        self._command = (sys.executable, "-m", *module)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as output:
            self._process = processes.spawn(self._command, env=self._environment, output=output, cwd=ROOT)

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        if self._process is not None:
            send_signal(-self._process.pid, signal.SIGKILL)
            self._process.wait()


def children(member: Member) -> list[int]:
    """The processes of a prefork pool."""
    try:
        return [child.pid for child in psutil.Process(member.pid).children()] if member.alive else []
    except psutil.NoSuchProcess:
        return []


def send_signal(pid: int, number: signal.Signals) -> bool:
    """To a process, or to a group if negative; whether there was one."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
