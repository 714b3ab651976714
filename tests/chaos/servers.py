"""PostgreSQL and Redis that can be killed and started again at the same address."""

import contextlib
import os
import pathlib
import pwd
import signal
import subprocess
from collections.abc import Iterator, Sequence

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from omniapp.embedded import Servers, processes, servers
from tests.waiting import eventually

# The files outlive a killed server, so that what was committed is there again; a lost machine is not tried.
_POSTGRES = ["--synchronous_commit=on", "--fsync=off", "--full_page_writes=off"]


class Server:
    """One server's process, taken over from whoever started it first."""

    def __init__(self, pid: int, *extra: str) -> None:
        told = pathlib.Path(f"/proc/{pid}")
        self._program = (told / "exe").resolve()
        self._home = (told / "cwd").resolve()
        self._user = pwd.getpwuid(told.stat().st_uid).pw_name
        self._arguments = [a for a in (told / "cmdline").read_text().split("\0")[1:] if a]
        self._extra = extra
        self._pid: int = pid
        self._process: subprocess.Popen[bytes] | None = None

    def stop(self, how: signal.Signals) -> None:
        """Ends it and waits for its end."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, how)
        if self._process is not None:
            self._process.wait(30)
        eventually(lambda: not processes.command_line(self._pid), within=30, what="The end of a server")

    def start(self, arguments: Sequence[str] = ()) -> None:
        """Starts it as it was; does not wait until it answers."""
        user = None if self._user == pwd.getpwuid(os.geteuid()).pw_name else self._user
        self._process = processes.spawn(
            [self._program, *(arguments or self._arguments), *self._extra],
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            output=subprocess.DEVNULL,
            cwd=self._home,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            on_parent_death=signal.SIGINT,
        )
        self._pid = self._process.pid


class Backing:
    """Both servers of a run."""

    def __init__(self, addresses: Servers, run: pathlib.Path) -> None:
        self.addresses = addresses
        configuration = run / "redis" / "redis.conf"
        postgres = (run / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]
        self._postgres = Server(int(postgres), *_POSTGRES)
        self._redis = Server(int((run / "redis" / "redis.pid").read_text()))
        self._configuration = str(configuration)
        self.stop_postgres(signal.SIGINT)  # what embedded servers commit may be lost in a crash; here not
        self.start_postgres()
        eventually(self.answers, within=60, what="PostgreSQL's start")

    def stop_postgres(self, how: signal.Signals) -> None:
        """SIGINT: every connection is ended. SIGQUIT: as in a crash, it recovers at its start."""
        self._postgres.stop(how)

    def start_postgres(self) -> None:
        """Does not wait until it answers."""
        self._postgres.start()

    def kill_redis(self) -> None:
        """It keeps nothing, so whatever it held is lost."""
        self._redis.stop(signal.SIGKILL)

    def start_redis(self) -> None:
        """Does not wait until it answers."""
        self._redis.start([self._configuration])

    def answers(self) -> bool:
        """Whether both are there."""
        try:
            with (
                psycopg.connect(self.addresses.database_url),
                Redis.from_url(self.addresses.redis_url) as redis,
            ):
                return bool(redis.ping())
        except (psycopg.OperationalError, RedisError):
            return False

    def flush_redis(self) -> None:
        """All keys are gone."""
        with contextlib.suppress(RedisError), Redis.from_url(self.addresses.redis_url) as redis:
            redis.flushall()

    def stop(self) -> None:
        """Both, for good."""
        self._postgres.stop(signal.SIGQUIT)
        self._redis.stop(signal.SIGKILL)


@contextlib.contextmanager
def backing() -> Iterator[Backing]:
    """Servers of this run's own, whatever the environment names, gone at the end."""
    with servers(environment={}) as addresses:
        run = pathlib.Path(addresses.database_url.partition("host=")[2]).parent
        both = Backing(addresses, run)
        try:
            yield both
        finally:
            both.stop()
