"""Child processes that do not outlive whoever started them."""

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import IO

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)

_PR_SET_PDEATHSIG = 1  # prctl(2), Linux
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | os.PathLike[str]],
    *,
    env: Mapping[str, str],
    stdin: int | None = subprocess.DEVNULL,
    output: IO[bytes] | int | None = None,
    cwd: pathlib.Path | None = None,
    user: str | None = None,
    group: int | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
    own_group: bool = True,
) -> subprocess.Popen[bytes]:
    """Starts a process, to be called from the main thread.

    On Linux the kernel sends it ``on_parent_death`` when this process dies, however that happens. With
    ``own_group`` it does not hear the terminal's Ctrl-C: whoever started it decides when to stop it.
    """
    return subprocess.Popen(
        command,
        env=env,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=cwd,
        user=user,
        group=group,
        extra_groups=[] if user else None,
        process_group=0 if own_group else None,
        preexec_fn=dies_with_parent(on_parent_death),  # noqa: PLW1509 - one prctl call, no locks taken
    )


def leave_on_signals() -> None:
    """The first signal to end raises ``SystemExit``; further ones cannot disturb the tidying up."""

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    on_signals(leave)


def on_signals(handle: Callable[[int, FrameType | None], None]) -> None:
    """Has ``handle`` called for every signal to end, except the lost terminal that nohup ignores."""
    for number in ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handle)


def dies_with_parent(how: signal.Signals) -> Callable[[], None]:
    """A function for a new process to call before it becomes another program."""
    parent = os.getpid()

    def arrange() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return arrange


def stop(
    process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, *, patience: float = 10.0
) -> int:
    """Asks a process to end and, after ``patience`` seconds, ends it. Returns its exit code."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def stop_orphan(pid: int, mark: str, how: signal.Signals, *, patience: float = 15.0) -> None:
    """Ends a process that an earlier, killed run left behind.

    ``mark`` must occur in its command line, so that a process that merely got the same number is spared.
    """
    deadline = time.monotonic() + patience
    if mark not in command_line(pid):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)
        while mark in command_line(pid):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def command_line(pid: int) -> str:
    """The command line of a running process; empty when there is none."""
    if sys.platform == "linux":
        try:
            return (
                pathlib.Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        except OSError:
            return ""
    listing = subprocess.run(
        ["ps", "-o", "args=", "-p", str(pid)],  # noqa: S607 - where it lives differs between systems
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout


def tail(log: pathlib.Path, lines: int = 6) -> str:
    """The last lines of a log, for a message about a process that ended too soon."""
    try:
        text = log.read_text(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
