"""Processes of ours that go on only when told, and stop or die at the engine's named moments.

Each is a thread, of which exactly one runs at a time, so that a seed decides the order of everything. They
share one connection to the database, and stop only between transactions.
"""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

#: Where one can stop. Inside a claim's transaction it can only die.
MOMENTS = frozenset(
    {
        "omniapp.sending.claimed",
        "omniapp.omnisend.written",
        "omniapp.sending.answered",
        "omniapp.sending.recorded",
    }
)
IN_A_TRANSACTION = "omniapp.sending.before_claim"
_here = threading.local()
_listening: list[bool] = []


class Killed(BaseException):
    """This process is no more. Nothing of ours may catch it."""


class Process:
    """One process, stopped before its first step. ``meets``: told a moment, it says "go", "stop" or "die"."""

    def __init__(self, work: Callable[[], object], meets: Callable[[str], str]) -> None:
        listen()
        self.over = False
        self.mistake: BaseException | None = None  # of ours, for which it ended
        self._work, self._meets, self._dies = work, meets, False
        self._turn, self._stopped = threading.Semaphore(0), threading.Semaphore(0)
        self._connection = connections["default"]
        self._connection.inc_thread_sharing()
        self._thread = ThreadPoolExecutor(1)
        self._end = self._thread.submit(self._run)

    def go_on(self, *, dies: bool = False) -> None:
        """Lets it run until its next stop, its end or, with ``dies``, not at all any more."""
        self._dies = dies
        self._turn.release()
        self._stopped.acquire()
        if self.over:
            ended = self._end.exception()
            self.mistake = None if isinstance(ended, Killed) else ended
            self._thread.shutdown()
            self._connection.dec_thread_sharing()

    def met(self, moment: str) -> None:
        """Called in its own thread."""
        says = self._meets(moment)
        if says == "stop":
            self._stopped.release()
            self._turn.acquire()
        if says == "die" or self._dies:
            raise Killed

    def _run(self) -> None:
        self._turn.acquire()
        connections["default"] = self._connection
        _here.process = self
        try:
            if not self._dies:
                self._work()
        finally:
            self.over = True
            del connections["default"]
            self._stopped.release()


def met(moment: str) -> None:
    """The process of this thread has come to ``moment``; nothing happens in any other thread."""
    process: Process | None = getattr(_here, "process", None)
    if process is not None:
        process.met(moment)


def listen() -> None:
    """Hears the moments. A hook can never be taken away, so there is one."""
    if not _listening:
        _listening.append(True)
        sys.addaudithook(_hear)


def _hear(event: str, _arguments: tuple[object, ...]) -> None:
    if event in MOMENTS or event == IN_A_TRANSACTION:
        met(event)
