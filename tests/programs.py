"""Programs of the product as processes of their own, on the test's database and Redis."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator

from django.db import connection

from omniapp.embedded import processes
from tests.site import ROOT


def database_url(**query: str) -> str:
    """Of the test's database; ``query`` is what its address says besides."""
    given = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    more = "&".join(part for part in (given.query, urllib.parse.urlencode(query)) if part)
    return given._replace(path=f"/{connection.settings_dict['NAME']}", query=more).geturl()


@contextlib.contextmanager
def running(*module: str, log: pathlib.Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """``python -m module …`` with the settings of production; whatever is left of it is killed at the end."""
    told = {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "omniapp.settings"} | environment
    with log.open("ab") as output:
        process = processes.spawn(
            [sys.executable, "-m", *module], env=os.environ | told, output=output, cwd=ROOT
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
