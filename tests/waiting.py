"""Waiting for something another process does: the only place in the tests that lets time pass."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T], *, within: float = 15.0, what: str = "") -> T:
    """Looks until the answer is true, and returns it; fails with the last answer after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{what or 'This'} did not happen within {within:g} s; last seen: {seen!r}")
        time.sleep(0.02)
