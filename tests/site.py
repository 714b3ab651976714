"""The whole of omniapp in real processes, as people use it: web, worker, beat and a local Omnisend.

They have their own database beside the tests' one, and their own Redis database; only addresses and a few
durations differ from the demo.
"""

import contextlib
import os
import pathlib
import re
import secrets
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql
from redis import Redis

from omniapp.demo import supervisor
from omniapp.demo.ports import Ports
from omniapp.demo.programs import environment, programs
from tests.sandbox_control import Sandbox, free_port
from tests.waiting import eventually

ROOT = pathlib.Path(__file__).parent.parent
# What people wait for is short here; nothing else about the engine differs.
DURATIONS = {
    "SENDING_HOLD": "0",
    "SENDING_PACE": "0.1",
    "SENDING_BEAT": "0.5",
    "SENDING_REQUEST_DEADLINE": "5",
    # Readings nobody asked for would notice a removed app before the test's own click does.
    "SYNC_BEAT": "86400",
    "RESULTS_BEAT": "86400",
}
# Two or three lines each time the sweep is rung, which is all the time.
_BELL = re.compile(r" INFO celery\S+ .*sending\.tasks\.drain")
_KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


class Site:
    """A running omniapp, seen from outside."""

    def __init__(self, url: str, sandbox: Sandbox, variables: dict[str, str], logs: pathlib.Path) -> None:
        self.url = url
        self.sandbox = sandbox
        self.logs = logs
        self.variables = variables
        self.processes: dict[str, supervisor.Running] = {}

    def manage(self, *arguments: str, **variables: str) -> str:
        """Runs a management command in the site's environment and returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.variables | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the site's database holds."""
        with psycopg.connect(self.variables["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def kill(self, name: str) -> None:
        """Ends "web", "worker", "beat" or "sandbox" and its children at once, as a crash would."""
        os.killpg(self.processes[name].process.pid, signal.SIGKILL)
        self.processes[name].end()

    def start(self, name: str) -> None:
        """Starts a killed process again."""
        old = self.processes[name]
        self.processes[name] = supervisor.Running(old.program, old.log, self.variables, ROOT)
        eventually(self.processes[name].ready, within=30, what=f"The start of {name}")

    def fresh(self) -> None:
        """Everything runs, and no store, campaign or sign-in is left."""
        for name, running in self.processes.items():
            if running.process.poll() is not None:
                self.start(name)
        self.sandbox.reset(redirect_uris=[f"{self.url}/install/callback/"])
        eventually(self._emptied, within=30, what="Emptying the tables")
        with Redis.from_url(self.variables["REDIS_URL"]) as redis:
            kept = redis.keys(
                "_kombu.binding.*"
            )  # which bell rings where; the processes made it at their start
            stale = set(redis.keys("*")) - set(kept)
            if stale:
                redis.delete(*stale)

    def _emptied(self) -> bool:
        """Whether all tables are empty now; not yet while a worker that is just writing stands in the way."""
        with psycopg.connect(self.variables["DATABASE_URL"], autocommit=True) as connection:
            found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
            tables = {name for (name,) in found} - _KEPT_TABLES
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
            try:
                connection.execute(sql.SQL("truncate {} restart identity cascade").format(names))
            except psycopg.errors.DeadlockDetected:
                return False
        return True

    def logged(self) -> str:
        """The end of every process's log, for a test that failed."""
        told = []
        for log in sorted(self.logs.glob("*.log")):
            lines = [line for line in log.read_text(errors="replace").splitlines() if not _BELL.search(line)]
            told += [f"--- {log.stem}", *lines[-25:]]
        return "\n".join(told)


@contextlib.contextmanager
def running_site(directory: pathlib.Path) -> Iterator[Site]:
    """All processes, for as long as the block runs."""
    ports = Ports(free_port(), free_port())
    logs = directory / "logs"
    logs.mkdir()
    with _own_database() as database_url:
        kept = {name: os.environ[name] for name in ("SECRET_KEY", "TOKEN_KEYS")}
        servers = {"DATABASE_URL": database_url, "REDIS_URL": _own_redis()}
        variables = environment(os.environ, kept, servers, ports, directory) | DURATIONS
        site = Site(ports.web_url, Sandbox(ports.sandbox_url), variables, logs)
        site.manage("migrate", "--no-input", "--verbosity", "0")
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        with supervisor.running(
            programs(ports, directory), logs=logs, environment=variables, cwd=ROOT
        ) as started:
            site.processes = {running.program.name: running for running in started}
            try:
                yield site
            finally:
                for name, running in site.processes.items():
                    if running not in started:  # one that a test started again
                        site.kill(name)


@contextlib.contextmanager
def _own_database() -> Iterator[str]:
    """A database in the server that the tests were given."""
    given = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    name = sql.Identifier(f"site_{os.getpid()}_{secrets.token_hex(3)}")
    with psycopg.connect(given.geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(name))
        try:
            yield given._replace(path=f"/{name.as_string(None).strip(chr(34))}").geturl()
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(name))


def _own_redis() -> str:
    """The tests of this process use a low database; the site of this process the one eight above."""
    server, _, number = settings.REDIS_URL.rpartition("/")
    return f"{server}/{(int(number) + 8) % 16}"
