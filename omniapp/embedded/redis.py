"""One Redis server on a port of this machine, behind a password of its own."""

import contextlib
import os
import pathlib
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

from redis import Redis
from redis.exceptions import RedisError

from omniapp.embedded import binaries, processes
from omniapp.embedded.errors import NotAvailable

_START_SECONDS = 20.0


@contextlib.contextmanager
def running(home: pathlib.Path, *, keep: bool) -> Iterator[str]:
    """A server whose files are in ``home``; yields its address, database 0.

    It never evicts: what is in it is work to do. Raises ``NotAvailable`` when the server does not start.
    """
    program = binaries.redis()
    home.mkdir(mode=0o700, exist_ok=True)
    end_orphan(home)
    log, port, password = home / "redis.log", _free_port(), secrets.token_urlsafe(24)
    _write_configuration(home, port=port, password=password, keep=keep)
    with log.open("ab") as output:
        server = processes.spawn(
            [program, home / "redis.conf"], env={"PATH": os.defpath, "LC_ALL": "C"}, output=output, cwd=home
        )
        try:
            url = f"redis://:{password}@127.0.0.1:{port}/0"
            _await(server, url, log)
            yield url
        finally:
            processes.stop(server)


def _write_configuration(home: pathlib.Path, *, port: int, password: str, keep: bool) -> None:
    # In a file and not on the command line, where every user of the machine could read the password.
    settings = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f"dir {home}",
        f"pidfile {home / 'redis.pid'}",
        "daemonize no",
        "databases 16",
        "maxmemory-policy noeviction",
        'save ""',
        f"appendonly {'yes' if keep else 'no'}",
    ]
    configuration = home / "redis.conf"
    configuration.touch(mode=0o600)
    configuration.write_text("\n".join(settings) + "\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(server: subprocess.Popen[bytes], url: str, log: pathlib.Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
                return
            except RedisError as error:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise NotAvailable(f"Redis did not start:\n{processes.tail(log)}") from error
                time.sleep(0.02)


def end_orphan(home: pathlib.Path) -> None:
    """Ends the server of a run that was killed. Redis shows its address as its command line."""
    try:
        pid = int((home / "redis.pid").read_text())
        port = re.search(r"^port (\d+)$", (home / "redis.conf").read_text(), re.MULTILINE)
    except (FileNotFoundError, ValueError):
        return
    if port:
        processes.stop_orphan(pid, f"redis-server 127.0.0.1:{port[1]}", signal.SIGTERM)
