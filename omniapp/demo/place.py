"""Where the demo keeps what it remembers, and the secrets it made up at its first start."""

import base64
import hashlib
import json
import os
import pathlib
import secrets
from typing import Final

from omniapp.embedded import own_directory, reachable

CHECKOUT: Final = pathlib.Path(__file__).resolve().parent.parent.parent
PARTNER: Final = "you@partner.example"


def data_directory() -> pathlib.Path:
    """In the checkout, or outside it when the database's user could not get there; DEMO_DATA overrides."""
    named = os.environ.get("DEMO_DATA")
    if named:
        return pathlib.Path(named).absolute()
    inside = CHECKOUT / ".data"
    if not reachable(CHECKOUT):
        checkout = hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:8]
        return own_directory() / f"demo-{checkout}"
    inside.mkdir(mode=0o711, exist_ok=True)
    return inside / "demo"


def kept_secrets(data: pathlib.Path) -> dict[str, str]:
    """SECRET_KEY, TOKEN_KEYS and PARTNER_PASSWORD: the same at every start, for this user's eyes only."""
    path = data / "secrets.json"
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "TOKEN_KEYS": f"demo:{_token_key()}",
            "PARTNER_PASSWORD": "-".join(secrets.token_hex(2) for _ in range(4)),
        }
        half = path.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(made, file)
        half.rename(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _token_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
