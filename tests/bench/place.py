"""Where the parts run: servers, settings, child processes, progress."""

import base64
import contextlib
import functools
import logging
import os
import pathlib
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from subprocess import Popen

from django.db import connection
from redis import Redis

from omniapp.embedded import own_directory, processes, servers
from tests.sandbox_control import free_port
from tests.waiting import eventually

_ROOT = pathlib.Path(__file__).parent.parent.parent
_KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Bench:
    """What a part gets: how much to do, a place to do it in, and somebody to tell."""

    environment: Mapping[str, str]
    logs: pathlib.Path
    quick: bool = False
    rounds: int = 5
    scale: float = 0.2  # of the lease and the quiet time, where a part waits for them
    began: float = field(default_factory=time.monotonic)

    @property
    def api_url(self) -> str:
        """What the product takes for Omnisend's API. Nothing answers there until a part starts something."""
        return self.environment["OMNISEND_API_URL"]

    def some(self, count: int) -> int:
        """So many of something; a tenth of it when this is only a trial."""
        return max(count // 10, 1) if self.quick else count

    def say(self, what: str) -> None:
        print(f"{time.monotonic() - self.began:7.1f} s  {what}", flush=True)

    @contextlib.contextmanager
    def running(
        self, name: str, *command: str, ready: Callable[[str], object], **variables: str
    ) -> Iterator[Popen[bytes]]:
        """Python with this command line, from when ``ready(its log)`` is true until the block ends."""
        log = self.logs / f"{name}.log"
        with log.open("wb") as output:
            process = processes.spawn(
                [sys.executable, *command], env={**self.environment, **variables}, output=output, cwd=_ROOT
            )
        read = functools.partial(log.read_text, errors="replace")
        try:
            eventually(
                lambda: process.poll() is not None or ready(read()), within=60, what=f"Starting {name}"
            )
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended at once:\n{processes.tail(log, 20)}")
            yield process
        finally:
            processes.stop(process, patience=60)

    @contextlib.contextmanager
    def logging_into(self, name: str) -> Iterator[None]:
        """This process's log lines are written as ever until the block ends, but to a file of this name."""
        consoles = [one for one in logging.getLogger().handlers if isinstance(one, logging.StreamHandler)]
        with (self.logs / f"{name}.log").open("w") as log:
            before = [console.stream for console in consoles]
            for console in consoles:
                console.setStream(log)
            try:
                yield
            finally:
                for console, stream in zip(consoles, before, strict=True):
                    console.setStream(stream)

    def emptied(self) -> None:
        """Forgets all rows and all that Redis holds. For when no process uses them."""
        with connection.cursor() as cursor:
            names = ", ".join(sorted({*connection.introspection.table_names()} - _KEPT_TABLES))
            cursor.execute(f"truncate {names} restart identity cascade")
        with Redis.from_url(self.environment["REDIS_URL"]) as redis:
            redis.flushall()


@contextlib.contextmanager
def prepared(*, quick: bool, rounds: int, scale: float) -> Iterator[Bench]:
    """Servers of our own that write durably, as production does, and the settings in the environment."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="bench-", dir=own_directory()))
    directory.chmod(0o711)
    try:
        with servers(directory / "servers", environment={}) as addresses:
            key = base64.b64encode(secrets.token_bytes(32)).decode()
            os.environ.update(
                {
                    **addresses.environment,
                    "DJANGO_SETTINGS_MODULE": "omniapp.settings",
                    "SECRET_KEY": secrets.token_urlsafe(32),
                    "TOKEN_KEYS": f"bench:{key}",
                    "DEBUG": "false",
                    "ALLOWED_HOSTS": "127.0.0.1",
                    "PUBLIC_URL": "http://127.0.0.1:8000",
                    "OMNISEND_APP_URL": "http://127.0.0.1:9",
                    "OMNISEND_API_URL": f"http://127.0.0.1:{free_port()}/api",
                    "CLOCK_URL": "",
                }
            )
            logs = directory / "logs"
            logs.mkdir()
            yield Bench(os.environ, logs, quick, rounds, scale)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
