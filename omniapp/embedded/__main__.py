"""Runs a command beside private servers: ``python -m omniapp.embedded [--data DIR] -- COMMAND…``."""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import FrameType

from omniapp.embedded import NotAvailable, processes, servers

_NOT_FOUND = 127


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the command's exit code, as a shell would tell it."""
    parser = argparse.ArgumentParser(prog="python -m omniapp.embedded", description=__doc__)
    parser.add_argument("--data", type=pathlib.Path, help="keep what the servers hold in this directory")
    parser.add_argument("command", nargs="+", help="what to run, after --")
    options = parser.parse_args(arguments)
    processes.leave_on_signals()
    try:
        with servers(options.data) as addresses:
            return _run(options.command, os.environ | addresses.environment)
    except NotAvailable as problem:
        print(problem, file=sys.stderr)
        return 1


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    # At a terminal the command shares our process group, so that Ctrl-C and job control reach it directly.
    # Elsewhere it has a group of its own: then each signal reaches it exactly once, through us.
    terminal = sys.stdin is not None and sys.stdin.isatty()
    try:
        process = processes.spawn(command, env=environment, stdin=None, own_group=not terminal)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return _NOT_FOUND

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if not (terminal and number in (signal.SIGINT, signal.SIGQUIT)):
            process.send_signal(number)

    processes.on_signals(pass_on)
    code = process.wait()
    for number in processes.ENDING:
        signal.signal(number, signal.SIG_IGN)  # the servers are being stopped: nothing may interrupt that
    if not terminal:
        _end_group(process)
    return code if code >= 0 else 128 - code


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends what the command left running in its process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
