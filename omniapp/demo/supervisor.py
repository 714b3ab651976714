"""Starts programs, watches them, and stops all of them when one ends."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from omniapp.demo.mails import Mails
from omniapp.demo.ports import Unusable
from omniapp.demo.programs import Program
from omniapp.embedded import processes

_READY_SECONDS = 90.0
_STOP_SECONDS = 15.0
_LOOK_EVERY = 0.3
_WORTH_SHOWING = re.compile(rb"\b(WARNING|ERROR|CRITICAL)\b(?!.* django\.request: )")


class Running:
    """One program's process and its log."""

    def __init__(
        self, program: Program, log: pathlib.Path, environment: Mapping[str, str], cwd: pathlib.Path
    ) -> None:
        self.program = program
        self.log = log
        with log.open("wb") as output:
            self.process = processes.spawn(program.command, env=environment, output=output, cwd=cwd)
        self._reading: BinaryIO = log.open("rb")
        self._half = b""

    def ready(self) -> bool:
        """Whether it does its work."""
        if self.program.says:
            return self.program.says in self.log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(self.program.answers, timeout=5):  # noqa: S310 - an address of ours
                return True
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code < 500
        except OSError:
            return False

    def news(self) -> Iterator[str]:
        """New lines of its log that a person should see."""
        *lines, self._half = (self._half + self._reading.read()).split(b"\n")
        for line in lines:
            if _WORTH_SHOWING.search(line):
                yield line.decode(errors="replace")

    def check(self) -> None:
        """Raises ``Unusable`` if it has ended."""
        code = self.process.poll()
        if code is not None:
            why = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            raise Unusable(
                f"The {self.program.name} process ended ({why}). {self.log} ends with:\n"
                f"{processes.tail(self.log, 12)}"
            )

    def end(self) -> None:
        """Waits for its end, which was asked for, and ends whatever else is left of its process group."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reading.close()


@contextlib.contextmanager
def running(
    programs: Sequence[Program], *, logs: pathlib.Path, environment: Mapping[str, str], cwd: pathlib.Path
) -> Iterator[list[Running]]:
    """All of them, ready, for as long as the block runs. Raises ``Unusable`` if one does not get ready."""
    started: list[Running] = []
    try:
        for program in programs:
            started.append(Running(program, logs / f"{program.name}.log", environment, cwd))
        _await(started)
        yield started
    finally:
        for one in started:
            one.process.terminate()
        for one in started:
            one.end()


def watch(started: Sequence[Running], mails: Mails) -> None:
    """Shows mails, and warnings of the programs, until one of them ends, and raises ``Unusable`` then."""
    while True:
        for line in mails.news():
            print(f"{'mail':>8} | {line}", flush=True)
        for one in started:
            for line in one.news():
                print(f"{one.program.name:>8} | {line}", flush=True)
            one.check()
        time.sleep(_LOOK_EVERY)


def _await(started: Sequence[Running]) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    waiting = list(started)
    while waiting:
        for one in started:
            one.check()
        waiting = [one for one in waiting if not one.ready()]
        if waiting and time.monotonic() > deadline:
            late = waiting[0]
            raise Unusable(
                f"The {late.program.name} process is not ready after {_READY_SECONDS:.0f} s. "
                f"{late.log} ends with:\n{processes.tail(late.log, 12)}"
            )
        time.sleep(0.05)
