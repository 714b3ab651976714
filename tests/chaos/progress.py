"""A bar for people, a line now and then for logs."""

import sys
import time

_WIDTH = 24
_EVERY = 10.0  # seconds between two lines of a log


class Progress:
    """Tells how far a run is. ``name`` stands before everything."""

    def __init__(self, name: str) -> None:
        self._name, self._started = name, time.monotonic()
        self._bar, self._told = sys.stderr.isatty(), 0.0

    def __call__(self, what: str, share: float) -> None:
        seconds = time.monotonic() - self._started
        full = round(min(share, 1.0) * _WIDTH)
        line = f"{self._name} [{'=' * full}{' ' * (_WIDTH - full)}] {seconds:4.0f} s, {what}"
        if self._bar:
            print(f"\r{line:<100}", end="", file=sys.stderr, flush=True)
        elif seconds - self._told >= _EVERY:
            self._told = seconds
            print(line, file=sys.stderr, flush=True)

    def done(self, what: str) -> None:
        """The last word about it, on a line of its own."""
        seconds = time.monotonic() - self._started
        line = f"{self._name} {seconds:.0f} s: {what}"
        print(f"\r{line:<100}" if self._bar else line, file=sys.stderr, flush=True)
