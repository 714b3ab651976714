"""The two ports of the demo."""

import contextlib
import os
import socket
from typing import NamedTuple


class Unusable(Exception):
    """The demo cannot start. The message is one sentence for a person, with what to do."""


class Ports(NamedTuple):
    """Where omniapp and the local Omnisend answer."""

    web: int
    sandbox: int

    @property
    def web_url(self) -> str:
        """On 127.0.0.1, and the other on localhost: two sites to a browser, as in the real world."""
        return f"http://127.0.0.1:{self.web}"

    @property
    def sandbox_url(self) -> str:
        """Where people and omniapp reach the local Omnisend."""
        return f"http://localhost:{self.sandbox}"


def wanted() -> Ports:
    """From PORT and SANDBOX_PORT. Raises ``Unusable`` for a bad number or a port that is in use."""
    ports = Ports(_port("PORT", 8000), _port("SANDBOX_PORT", 8900))
    if ports.web == ports.sandbox:
        raise Unusable(f"PORT and SANDBOX_PORT are both {ports.web}: choose two different ones.")
    return ports


def _port(variable: str, usual: int) -> int:
    text = os.environ.get(variable) or str(usual)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Unusable(f"{variable} is {text!r}, which is no port: choose a number from 1024 to 65535.")
    port = int(text)
    if _taken(port):
        raise Unusable(
            f"Port {port} is in use: stop what uses it, or choose another one "
            f"with {variable}={port + 1} make demo."
        )
    return port


def _taken(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Unusable(f"Port {port} needs more rights than you have: choose one above 1023.") from None
        except OSError:
            return True
    return False
