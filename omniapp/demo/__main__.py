"""``make demo``: everything on this machine, started in order and stopped together."""

import argparse
import contextlib
import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from omniapp.demo import ports, supervisor
from omniapp.demo.mails import Mails
from omniapp.demo.place import CHECKOUT, PARTNER, data_directory, kept_secrets
from omniapp.demo.ports import Ports, Unusable
from omniapp.demo.programs import environment, programs
from omniapp.embedded import NotAvailable, forget, processes, servers


def main() -> int:
    """Runs until Ctrl-C (exit code 0) or until something cannot go on (1)."""
    parser = argparse.ArgumentParser(prog="python -m omniapp.demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget what earlier starts kept, and end")
    options = parser.parse_args()
    processes.leave_on_signals()
    data = data_directory()
    try:
        if options.reset:
            forget(data)
            print("The demo has forgotten everything.")
        else:
            _run(data)
    except (NotAvailable, Unusable) as problem:
        print(problem, file=sys.stderr)
        return 1
    except SystemExit:  # asked to end, and everything has
        print("Stopped.", flush=True)
    return 0


def _run(data: pathlib.Path) -> None:
    wanted = ports.wanted()
    with contextlib.ExitStack() as stack:
        again = (data / "secrets.json").exists()
        with _step("PostgreSQL and Redis"):
            addresses = stack.enter_context(servers(data))
        kept = kept_secrets(data)
        variables = environment(os.environ, kept, addresses.environment, wanted, data)
        with _step("Tables and static files"):
            _manage(variables, "migrate", "--no-input", "--verbosity", "0")
            _manage(variables, "collectstatic", "--no-input", "--verbosity", "0")
        if not again:
            with _step("A partner who may see every store"):
                _seed(variables | {"PARTNER_PASSWORD": kept["PARTNER_PASSWORD"]})
        with _step("Web, sandbox, worker and beat"):
            started = stack.enter_context(
                supervisor.running(
                    programs(wanted, data), logs=_logs(data), environment=variables, cwd=CHECKOUT
                )
            )
        stack.callback(print, "\nStopping …", flush=True)
        print(_welcome(wanted, kept["PARTNER_PASSWORD"], data), flush=True)
        supervisor.watch(started, Mails(data / "mails"))


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"{what} …", end=" ", flush=True)
    start = time.monotonic()
    yield
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def _logs(data: pathlib.Path) -> pathlib.Path:
    logs = data / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    return logs


def _manage(variables: Mapping[str, str], *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-12:])
        raise Unusable(f"manage.py {arguments[0]} failed:\n{end}")


def _seed(variables: Mapping[str, str]) -> None:
    """The database may be one that was given and knows the partner already."""
    try:
        _manage(variables, "createpartner", PARTNER, "--owner", "--password-env", "PARTNER_PASSWORD")
    except Unusable as problem:
        if "already" not in str(problem):
            raise


def _welcome(wanted: Ports, password: str, data: pathlib.Path) -> str:
    return f"""
omniapp is ready: {wanted.web_url}
The sandbox, a local Omnisend: {wanted.sandbox_url}

What to try:
  1. Open {wanted.web_url} and choose Connect Omnisend. Sign in as Alpine Wool and allow.
  2. Write a campaign: subject, sender, template, audience; review it and send it.
  3. Watch it being handed over, started, sending and sent, with the evidence of each step.
  4. Open {wanted.sandbox_url}, let the next send answer 402, 409, 429, 500 or 524, or cut the
     connection, and send again. Speed the sandbox's clock up to see tomorrow's campaign go out.
  5. See all stores as a partner: {wanted.web_url}/sign-in/ as {PARTNER}, password {password}

Mails go to nobody: they are shown here, and kept in {data / "mails"}
Logs: {data / "logs"}
Ctrl-C stops everything; the next start remembers; `make demo-reset` forgets.
"""


if __name__ == "__main__":
    sys.exit(main())
