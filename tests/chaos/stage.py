"""What outlives one run: servers, the local Omnisend, a migrated database that each run finds empty."""

import base64
import contextlib
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import psycopg

from tests.chaos.crew import ROOT
from tests.chaos.scale import Scale
from tests.chaos.servers import Backing, backing
from tests.sandbox_control import Sandbox, running_sandbox


class Stage:
    """Everything that outlives one run: servers, the local Omnisend, an empty migrated database."""

    def __init__(self, backing: Backing, sandbox: Sandbox, directory: pathlib.Path) -> None:
        self.backing, self.sandbox, self.directory = backing, sandbox, directory
        self._indexes: list[str] = []
        token_key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._keys = {"SECRET_KEY": secrets.token_urlsafe(50), "TOKEN_KEYS": f"chaos:{token_key}"}

    def environment(self, scale: Scale, **more: str) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("SENDING_")}
        return {
            **ours,
            **self.backing.addresses.environment,
            **self._keys,
            **scale.settings,
            "DJANGO_SETTINGS_MODULE": "omniapp.settings",
            "DEBUG": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "OMNISEND_APP_URL": self.sandbox.app_url,
            "OMNISEND_API_URL": self.sandbox.api_url,
            "OMNISEND_CLIENT_ID": "omniapp-demo",
            "OMNISEND_CLIENT_SECRET": "omniapp-demo-secret",
            "CLOCK_URL": "",
            "LOG_LEVEL": "WARNING",
            "SENDING_BEAT": "0.6",
            "SENDING_CONCURRENCY": "8",  # so that a killed worker does not hold everything
            "BUDGET_MINUTE": f"{scale.seconds(60):.6g}",
            # Nothing is read that nobody sent: only deliveries are looked at here.
            "SYNC_BEAT": "86400",
            "RESULTS_BEAT": "86400",
            **more,
        }

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(Scale(1)),
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def empty(self, seed: int, switches: dict[str, object]) -> None:
        """Nothing of the run before is left, in any of the servers."""
        self.sandbox.reset(seed=seed, switches=switches)
        self.backing.flush_redis()
        with psycopg.connect(self.backing.addresses.database_url, autocommit=True) as connection:
            found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
            names = [f'"{name}"' for (name,) in found if not name.startswith("django_")]
            connection.execute(f"truncate {', '.join(names)} restart identity cascade".encode())
            for index in self._indexes:
                connection.execute(index.encode())

    def migrate(self) -> None:
        """Makes the tables. Remembers their indexes, as one mistake drops one."""
        self.manage("migrate", "--no-input", "--verbosity", "0")
        with psycopg.connect(self.backing.addresses.database_url) as connection:
            found = connection.execute("select indexdef from pg_indexes where schemaname = 'public'")
            self._indexes = [made.replace("INDEX", "INDEX IF NOT EXISTS", 1) for (made,) in found]


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Servers and the local Omnisend for any number of runs."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        with backing() as servers, running_sandbox(directory / "sandbox.log") as sandbox:
            made = Stage(servers, sandbox, directory)
            made.migrate()
            yield made
    finally:
        if "CHAOS_KEEP" not in os.environ:
            shutil.rmtree(directory, ignore_errors=True)
