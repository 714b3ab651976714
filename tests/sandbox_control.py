"""A small typed client for the control API of the local Omnisend, and the process itself."""

import contextlib
import datetime as dt
import json
import os
import pathlib
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from omniapp.embedded import processes
from tests.waiting import eventually

ALPINE_WOOL = "a10000000000000000000001"
HARBOR_TEA = "a10000000000000000000002"
NORDIC_CANDLE = "a10000000000000000000003"
FRESH_START = "a10000000000000000000004"

_LESS_REQUESTS = f"log?after={10**12}"  # reading all of them takes long after many
_ROOT = pathlib.Path(__file__).parent.parent


class ControlRefused(Exception):
    """The control API answered with an error: a mistake in the test."""


class Sandbox:
    """One running local Omnisend. Everything here acts from outside, as Omnisend or a merchant would."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.app_url = url
        self.api_url = f"{url}/api"

    def reset(self, **how: Any) -> None:
        """Forgets everything: brands, tokens, campaigns, clock, faults and log are as at the start.

        ``how``: ``seed`` (int), ``switches`` (dict), ``redirect_uris`` (list of str).
        """
        self._call("POST", "reset", how)

    def now(self) -> dt.datetime:
        """The virtual clock."""
        return dt.datetime.fromisoformat(self._call("GET", "clock")["now"])

    def clock(
        self, *, set: dt.datetime | None = None, advance: float | None = None, speed: float | None = None
    ) -> dt.datetime:
        """Sets the virtual clock, moves it by seconds, or changes its speed; returns what it shows then."""
        change = {"set": set.isoformat() if set else None, "advance": advance, "speed": speed}
        told = self._call("POST", "clock", {k: v for k, v in change.items() if v is not None})
        return dt.datetime.fromisoformat(told["now"])

    def fault(self, operation: str = "*", kind: str = "problem", *, times: int = 1, **details: Any) -> None:
        """Makes the next ``times`` requests of an operation go wrong (0: until removed).

        ``operation``: "POST /campaigns/{id}/send" and the like. ``kind``: problem, latency, late, cut, html,
        empty, truncated. ``details``: brandID, status, slug, detail, errors, retryAfter, seconds, effect.
        """
        self._call("POST", "faults", {"operation": operation, "kind": kind, "times": times} | details)

    def clear_faults(self) -> None:
        """Everything answers as it should again."""
        self._call("DELETE", "faults")

    def log(self) -> list[dict[str, Any]]:
        """Every request received, oldest first."""
        requests: list[dict[str, Any]] = self._call("GET", "log")["requests"]
        return requests

    def log_after(self, number: int) -> list[dict[str, Any]]:
        """The requests received after that one, oldest first."""
        requests: list[dict[str, Any]] = self._call("GET", f"log?after={number}")["requests"]
        return requests

    def test_mails(self) -> list[dict[str, Any]]:
        """Every test mail accepted, oldest first."""
        mails: list[dict[str, Any]] = self._call("GET", _LESS_REQUESTS)["testEmails"]
        return mails

    def sends(self, campaign_id: str | None = None) -> list[dict[str, Any]]:
        """Every send accepted, oldest first; of one campaign if it is named."""
        sends: list[dict[str, Any]] = self._call("GET", _LESS_REQUESTS)["sends"]
        return [send for send in sends if campaign_id in (None, send["campaignID"])]

    def clear_log(self) -> None:
        """Forgets the requests and sends so far."""
        self._call("DELETE", "log")

    def switch(self, **switches: Any) -> None:
        """Changes what Omnisend has not published, such as the draft guard."""
        self._call("PATCH", "switches", switches)

    def token(
        self, brand_id: str = ALPINE_WOOL, *, scope: str | None = None, expires_in: int | None = None
    ) -> dict[str, Any]:
        """A token answer, as the token endpoint would give it at the end of an install."""
        wanted = {"brandID": brand_id, "scope": scope, "expiresIn": expires_in}
        answer: dict[str, Any] = self._call(
            "POST", "tokens", {k: v for k, v in wanted.items() if v is not None}
        )
        return answer

    def disconnect(self, brand_id: str = ALPINE_WOOL) -> None:
        """The merchant removes the app inside Omnisend: every token answers 401 from now on."""
        self._call("POST", f"brands/{brand_id}/disconnect", {})

    def status(self, campaign_id: str, status: str) -> None:
        """Omnisend or the merchant moves a campaign to another status."""
        self._call("POST", f"campaigns/{campaign_id}/status", {"status": status})

    def state(self) -> dict[str, Any]:
        """Brands, campaigns, segments and templates as they are now."""
        state: dict[str, Any] = self._call("GET", "state")
        return state

    def description(self) -> dict[str, Any]:
        """What it says of itself, as OpenAPI."""
        described: dict[str, Any] = self._call("GET", "openapi.json")
        return described

    def add_brand(self, **brand: Any) -> dict[str, Any]:
        """One more brand; returns it."""
        added: dict[str, Any] = self._call("POST", "brands", brand)
        return added

    def add_campaign(self, brand_id: str = ALPINE_WOOL, **campaign: Any) -> dict[str, Any]:
        """A campaign made by the merchant inside Omnisend; returns it."""
        added: dict[str, Any] = self._call("POST", f"brands/{brand_id}/campaigns", campaign)
        return added

    def edit_campaign(self, campaign_id: str, **changes: Any) -> None:
        """The merchant edits a draft inside Omnisend."""
        self._call("PATCH", f"campaigns/{campaign_id}", changes)

    def remove_campaign(self, campaign_id: str) -> None:
        """The merchant deletes a campaign inside Omnisend, whatever its status."""
        self._call("DELETE", f"campaigns/{campaign_id}")

    def vanish(self, what: str, key: str) -> None:
        """A thing is gone: ``what`` is "segments", "templates" or "images"."""
        self._call("DELETE", f"{what}/{key}")

    def healthy(self) -> bool:
        """Whether it answers at all."""
        try:
            return bool(self._call("GET", "health")["ok"])
        except (OSError, ValueError, KeyError):
            return False

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                told = error.read().decode(errors="replace")
            raise ControlRefused(f"{method} {path}: {error.code} {told}") from None


@contextlib.contextmanager
def running_sandbox(log: pathlib.Path, *options: str) -> Iterator[Sandbox]:
    """A sandbox process on a free port, for as long as the block runs."""
    port = free_port()
    command = [sys.executable, "-m", "omniapp.sandbox", "--port", str(port), *options]
    with log.open("wb") as output:
        process = processes.spawn(command, env=dict(os.environ), output=output, cwd=_ROOT)
        try:
            sandbox = Sandbox(f"http://localhost:{port}")
            _await(process, sandbox, log)
            yield sandbox
        finally:
            processes.stop(process)


def _await(process: subprocess.Popen[bytes], sandbox: Sandbox, log: pathlib.Path) -> None:
    eventually(lambda: sandbox.healthy() or process.poll() is not None, within=30, what="The sandbox's start")
    if process.poll() is not None:
        raise RuntimeError(f"The sandbox did not start:\n{processes.tail(log, 20)}")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
