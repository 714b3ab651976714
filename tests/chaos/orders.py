"""Faults at named points of the engine: orders that lie in a directory until a worker comes by.

The harness places an order, and whichever worker reaches its point first takes it, by renaming a file, and
carries it out on itself. No code of the product knows of this: the points are auditing events.
"""

import itertools
import os
import pathlib
import signal
import sys
from typing import Any, NamedTuple

POINTS = ("before_claim", "claimed", "written", "answered", "recorded")
ACTS = ("kill", "stop")
_PREFIX = "omniapp."


class Order(NamedTuple):
    """``seconds`` is how long a stopped worker sleeps. ``pid`` is whoever took it."""

    number: int
    act: str
    point: str
    seconds: float
    pid: int = 0

    @property
    def name(self) -> str:
        return "-".join(map(str, self))

    @classmethod
    def read(cls, name: str) -> "Order":
        number, act, point, seconds, pid = name.split("-")
        return cls(int(number), act, point, float(seconds), int(pid))


class Orders:
    """The harness's side: a directory of open orders and one of those that were taken."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self._numbers = itertools.count(1)
        for name in ("open", "taken"):
            (directory / name).mkdir(parents=True)

    def place(self, act: str, point: str, seconds: float = 0.0) -> None:
        order = Order(next(self._numbers), act, point, round(seconds, 3))
        (self.directory / "open" / order.name).touch()

    def taken(self) -> list[Order]:
        """What was taken since the last question."""
        found = []
        for file in sorted((self.directory / "taken").iterdir()):
            found.append(Order.read(file.name))
            file.unlink()
        return found

    def open(self) -> int:
        return len(list((self.directory / "open").iterdir()))

    def withdraw(self) -> None:
        for file in (self.directory / "open").iterdir():
            file.unlink(missing_ok=True)


def obey(directory: pathlib.Path) -> None:
    """The worker's side: from now on every point looks for an order. Cannot be undone in this process."""

    def hook(event: str, _arguments: tuple[Any, ...]) -> None:
        if event.startswith(_PREFIX):
            _reached(directory, event.rpartition(".")[2])

    sys.addaudithook(hook)


def _reached(directory: pathlib.Path, point: str) -> None:
    for name in os.listdir(directory / "open"):  # noqa: PTH208 - at every point of every send
        order = Order.read(name)
        if order.point != point:
            continue
        mine = order._replace(pid=os.getpid())
        try:
            (directory / "open" / name).rename(directory / "taken" / mine.name)
        except FileNotFoundError:
            continue  # another worker was faster
        os.kill(os.getpid(), signal.SIGKILL if order.act == "kill" else signal.SIGSTOP)
        return
