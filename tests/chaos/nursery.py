"""Where the processes of the product come from: one that has everything loaded, and forks when it is told.

A crash then costs a fork and not the start of a Python with all its libraries, so that a run affords many.
What it forks is the product's own program, except that it obeys orders at named points, and that it may
carry one mistake that we put there.
"""

import json
import os
import pathlib
import random
import signal
import sys

import django

from omniapp.embedded import processes
from tests.chaos.orders import obey


def main() -> None:
    """One line of JSON in is one process; its number is the line that goes out."""
    django.setup()
    from omniapp.celery import app
    from tests.chaos.mistaken import make

    make(os.environ["CHAOS_MISTAKE"])
    app.loader.import_default_modules()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that die
    arrange = processes.dies_with_parent(signal.SIGKILL)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            told = json.loads(line)
            arrange()
            _become(told["program"], told["arguments"], told["log"])
        print(pid, flush=True)


def _become(program: str, arguments: list[str], log: str) -> None:
    """A process group, a log and dice of its own; never returns."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for mine, standard in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(mine, standard)
    random.seed()
    obey(pathlib.Path(os.environ["CHAOS_ORDERS"]))
    sys.argv = [program, *arguments]
    try:
        _run(program, arguments)
    finally:
        os._exit(1)


def _run(program: str, arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    from omniapp.celery import app
    from tests.chaos.naive import application

    if program == "celery":
        app.start(arguments)
    elif program.startswith("naive-"):
        application(program.removeprefix("naive-"), os.environ["REDIS_URL"]).worker_main(arguments)
    else:
        execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main()
