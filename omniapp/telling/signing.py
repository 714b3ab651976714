"""Standard Webhooks (standardwebhooks.com): what is signed, and how a secret is written."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

_PREFIX = "whsec_"


def new_secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(event_id: str, body: bytes, keys: Iterable[str], *, now: dt.datetime) -> dict[str, str]:
    """The headers of one delivery, signed with every key that counts at present."""
    timestamp = str(int(now.timestamp()))
    signed = b".".join([event_id.encode(), timestamp.encode(), body])
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def _signature(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(_PREFIX))
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
