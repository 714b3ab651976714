"""One PostgreSQL server on a Unix socket that nobody else can reach."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from typing import NamedTuple

import psycopg

from omniapp.embedded import binaries, processes
from omniapp.embedded.errors import NotAvailable

_DATABASE = "omniapp"
_START_SECONDS = 60.0
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class _RunAs(NamedTuple):
    """The user that runs the server: PostgreSQL refuses root, so root hands it to ``nobody``."""

    user: str | None
    uid: int
    group: int | None


@contextlib.contextmanager
def running(home: pathlib.Path, *, copies: pathlib.Path, sockets: pathlib.Path, keep: bool) -> Iterator[str]:
    """A server whose cluster and log are in ``home``; yields the address of an empty or kept database.

    ``sockets`` is a directory with a short path. Raises ``NotAvailable`` when the server does not start.
    """
    run_as = _run_as()
    programs = binaries.postgres(copies if run_as.user else None)
    for directory in (home, sockets):
        directory.mkdir(mode=0o700, exist_ok=True)
        if run_as.user:
            os.chown(directory, run_as.uid, run_as.group or -1)
    cluster, log = home / "cluster", home / "postgres.log"
    end_orphan(cluster)
    with log.open("ab") as output:
        if not (cluster / "PG_VERSION").exists():
            _create(programs, cluster, run_as, output)
        server = processes.spawn(
            [programs / "postgres", "-D", cluster, "-k", sockets, *_options(keep=keep)],
            env=_environment(),
            output=output,
            cwd=home,
            user=run_as.user,
            group=run_as.group,
            on_parent_death=signal.SIGINT,
        )
        try:
            _await(server, sockets, log)
            yield f"postgresql://postgres:@/{_DATABASE}?" + urllib.parse.urlencode(
                {"host": str(sockets)}, safe="/"
            )
        finally:
            # "Fast" ends every connection and writes everything down; "immediate" needs not write.
            processes.stop(server, signal.SIGINT if keep else signal.SIGQUIT, patience=30.0)


def _run_as() -> _RunAs:
    if os.geteuid() != 0:
        return _RunAs(None, os.geteuid(), None)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise NotAvailable(
            "PostgreSQL does not run as root and there is no user 'nobody': start this as another user, "
            "or set DATABASE_URL to a server of yours."
        ) from None
    return _RunAs(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)


def _create(programs: pathlib.Path, cluster: pathlib.Path, run_as: _RunAs, output: object) -> None:
    """Makes the cluster beside its place and moves it there, so that a half-made one is never used."""
    half = cluster.with_name("cluster.new")
    shutil.rmtree(half, ignore_errors=True)
    made = processes.spawn(
        [
            programs / "initdb",
            "--pgdata",
            half,
            "--username=postgres",
            "--auth=trust",  # the socket's directory is closed to everybody else
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        env=_environment(),
        output=output,  # type: ignore[arg-type]
        cwd=cluster.parent,
        user=run_as.user,
        group=run_as.group,
    )
    if made.wait() != 0:
        log = processes.tail(cluster.parent / "postgres.log")
        raise NotAvailable(f"PostgreSQL could not make its data directory {cluster}:\n{log}")
    half.rename(cluster)


def _await(server: subprocess.Popen[bytes], sockets: pathlib.Path, log: pathlib.Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with psycopg.connect(
                f"host={sockets} user=postgres dbname=postgres", autocommit=True
            ) as connection:
                _ensure_database(connection)
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None:
                raise NotAvailable(f"PostgreSQL ended while starting:\n{processes.tail(log)}") from error
            if time.monotonic() > deadline:
                raise NotAvailable(
                    f"PostgreSQL did not start within {_START_SECONDS:.0f} s:\n{processes.tail(log)}"
                ) from error
            time.sleep(0.05)


def _ensure_database(connection: psycopg.Connection) -> None:
    there = connection.execute("select 1 from pg_database where datname = %s", [_DATABASE]).fetchone()
    if there is None:
        connection.execute(f"create database {_DATABASE}")


def end_orphan(cluster: pathlib.Path) -> None:
    """Ends the server of a run that was killed, and its children with it."""
    try:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return
    processes.stop_orphan(pid, str(cluster), signal.SIGINT)


def _options(*, keep: bool) -> list[str]:
    options = _OPTIONS if keep else _OPTIONS | _THROW_AWAY
    return [f"--{name}={value}" for name, value in options.items()]


def _environment() -> dict[str, str]:
    # Nothing of PGHOST and its kin, no language: messages and sorting are the same everywhere.
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
