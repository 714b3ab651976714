"""Starts what the environment does not already give, and cleans up behind itself and behind killed runs."""

import contextlib
import fcntl
import os
import pathlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from omniapp.embedded import postgres, redis
from omniapp.embedded.errors import NotAvailable

__all__ = ["NotAvailable", "Servers", "forget", "own_directory", "reachable", "servers"]


class Servers(NamedTuple):
    """Addresses of a PostgreSQL database and of a Redis database."""

    database_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        """The two variables that point omniapp at these servers."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def servers(
    data: pathlib.Path | None = None, *, environment: Mapping[str, str] = os.environ
) -> Iterator[Servers]:
    """Servers for as long as the ``with`` block runs; call it from the main thread.

    ``data`` is where what they hold is kept; without it they hold nothing afterwards. ``DATABASE_URL`` and
    ``REDIS_URL`` in ``environment`` take the place of the server each. Raises ``NotAvailable``.
    """
    own = own_directory()
    _forget_killed_runs(own)
    with contextlib.ExitStack() as stack:
        run = stack.enter_context(_run_directory(own))
        home = run if data is None else stack.enter_context(_kept(data))
        keep = data is not None
        database_url = environment.get("DATABASE_URL") or stack.enter_context(
            postgres.running(home / "postgres", copies=own, sockets=run / "s", keep=keep)
        )
        redis_url = environment.get("REDIS_URL") or stack.enter_context(
            redis.running(home / "redis", keep=keep)
        )
        yield Servers(database_url, redis_url)


def forget(data: pathlib.Path) -> None:
    """Removes what was kept in ``data``. Raises ``NotAvailable`` while servers use it."""
    if not data.exists():
        return
    with _kept(data) as home:
        _end_servers(home)
        shutil.rmtree(home)


def reachable(directory: pathlib.Path) -> bool:
    """Whether servers may keep data there: root's PostgreSQL is another user, who has to get that far."""
    return os.geteuid() != 0 or _closed(directory) is None


def own_directory() -> pathlib.Path:
    """A directory of this user with a short path, outside any home, made at the first call.

    A socket's path may have about 100 characters. Others may pass through, since the database's user has to.
    """
    base = next((d for d in (pathlib.Path("/var/tmp"), pathlib.Path("/tmp")) if os.access(d, os.W_OK)), None)  # noqa: S108
    if base is None:
        raise NotAvailable("Neither /var/tmp nor /tmp can be written to; the servers need a place there.")
    own = base / f"omniapp-{os.geteuid()}"
    with contextlib.suppress(FileExistsError):
        own.mkdir(mode=0o711)
    if own.is_symlink() or own.stat().st_uid != os.geteuid():
        raise NotAvailable(f"{own} belongs to somebody else; remove it.")
    own.chmod(0o711)
    return own


@contextlib.contextmanager
def _run_directory(own: pathlib.Path) -> Iterator[pathlib.Path]:
    new = pathlib.Path(tempfile.mkdtemp(prefix="new-", dir=own))
    new.chmod(0o711)
    with _locked(new / "lock"):
        run = new.rename(own / new.name.replace("new-", "run-"))  # only now others take it for a run
        try:
            yield run
        finally:
            shutil.rmtree(run, ignore_errors=True)


@contextlib.contextmanager
def _kept(data: pathlib.Path) -> Iterator[pathlib.Path]:
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    if not reachable(data):
        raise NotAvailable(
            f"PostgreSQL runs as the user 'nobody' here and cannot get through {_closed(data)}: "
            "choose a data directory outside of it."
        )
    try:
        with _locked(data / "lock"):
            yield data.resolve()
    except BlockingIOError:
        raise NotAvailable(f"The servers of {data} are already running; stop them first.") from None


def _closed(directory: pathlib.Path) -> pathlib.Path | None:
    """The first directory on the way there that others cannot pass through."""
    way = [directory.resolve(), *directory.resolve().parents]
    return next((step for step in reversed(way) if step.exists() and not step.stat().st_mode & 0o001), None)


@contextlib.contextmanager
def _locked(path: pathlib.Path) -> Iterator[None]:
    """Holds a lock that ends with this process. Raises BlockingIOError if it is taken."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _forget_killed_runs(own: pathlib.Path) -> None:
    for run in own.glob("run-*"):
        try:
            with _locked(run / "lock"):
                _end_servers(run)
                shutil.rmtree(run, ignore_errors=True)
        except (BlockingIOError, FileNotFoundError):
            continue  # in use, or just now going away


def _end_servers(run: pathlib.Path) -> None:
    postgres.end_orphan(run / "postgres" / "cluster")
    redis.end_orphan(run / "redis")
