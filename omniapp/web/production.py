"""What a site must not be started with. Settings ask at every start, of every program."""

import base64
import binascii
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.http.request import validate_host

_SHORTEST_SECRET, _SHORTEST_TOKEN, _KEY_BYTES = 32, 16, 32
_FEWEST_CHARACTERS = 6  # different ones: "aaaa…" is no secret however long it is
_KNOWN_SECRETS = ("dev", "django-insecure-", "change", "secret", "test")
_INTO_THE_LOG = ("console", "dummy", "locmem", "filebased")


def unsafe(values: Mapping[str, Any]) -> list[str]:
    """A sentence for everything in ``values``, named as in the settings, that lets somebody in or is lost."""
    return [*_addresses(values), *([] if values["DEBUG"] else _of_a_running_site(values))]


def _addresses(values: Mapping[str, Any]) -> Iterator[str]:
    https = values["PUBLIC_URL"].startswith("https://")
    if https and values["DEBUG"]:
        yield "DEBUG shows settings and source to everybody: a site at https:// runs without it."
    if https and values["CLOCK_URL"]:
        yield "CLOCK_URL is for the demo and tests; a site at https:// keeps real time."
    if https and values["WEBHOOK_LOOPBACK"]:
        yield "WEBHOOK_LOOPBACK is for the demo and tests; a site at https:// posts to others only."
    for name in ("PUBLIC_URL", "OMNISEND_APP_URL", "OMNISEND_API_URL"):
        url = urlsplit(values[name])
        if not url.hostname or url.scheme not in ("http", "https"):
            yield f"{name} is not an address such as https://app.example."
        elif url.scheme == "http" and not _is_this_machine(url.hostname):
            yield f"{name} sends passwords and tokens over http://. Only this machine is reached that way."
    if urlsplit(values["PUBLIC_URL"]).path or "?" in values["PUBLIC_URL"]:
        yield "PUBLIC_URL has a path. omniapp needs a host name of its own."


def _of_a_running_site(values: Mapping[str, Any]) -> Iterator[str]:
    secret: str = values["SECRET_KEY"]
    if (
        len(secret) < _SHORTEST_SECRET
        or len(set(secret)) < _FEWEST_CHARACTERS
        or secret.lower().startswith(_KNOWN_SECRETS)
    ):
        yield "SECRET_KEY can be guessed. Make one with `openssl rand -base64 48`."
    if any(secret and secret in key for key in values["TOKEN_KEYS"]):
        yield "SECRET_KEY is one of TOKEN_KEYS. Each secret has one use."
    if any(len(set(key.partition(":")[2])) < _FEWEST_CHARACTERS for key in values["TOKEN_KEYS"]):
        yield "TOKEN_KEYS holds a key that can be guessed. Make one with `openssl rand -base64 32`."
    elif not all(_is_key(key) for key in values["TOKEN_KEYS"]):
        yield "TOKEN_KEYS holds something that is not 'id:base64 of 32 bytes'."
    yield from _hosts(values["ALLOWED_HOSTS"], urlsplit(values["PUBLIC_URL"]).hostname or "")
    if values["PUBLIC_URL"].startswith("https://"):
        if any(f".{kind}." in values["EMAIL_BACKEND"] for kind in _INTO_THE_LOG):
            yield "EMAIL_BACKEND mails nobody: links to a new password would end in a log."
        if (
            values["EMAIL_HOST_PASSWORD"]
            and not values["EMAIL_USE_TLS"]
            and not _is_this_machine(values["EMAIL_HOST"])
        ):
            yield "EMAIL_USE_TLS is off: EMAIL_HOST_PASSWORD and links in mails would go out for all to read."
        if values["OMNISEND_CLIENT_ID"] and not values["OMNISEND_CLIENT_SECRET"]:
            yield "OMNISEND_CLIENT_SECRET is empty."
    if 0 < len(values["METRICS_TOKEN"]) < _SHORTEST_TOKEN:
        yield "METRICS_TOKEN can be guessed. Make one with `openssl rand -hex 16`."
    if values["TRUSTED_PROXIES"] < 0:
        yield "TRUSTED_PROXIES is less than none."


def _is_key(entry: str) -> bool:
    name, _, text = entry.strip().partition(":")
    try:
        return bool(name) and len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False


def _hosts(allowed: Sequence[str], public: str) -> Iterator[str]:
    if not allowed:
        yield "ALLOWED_HOSTS is empty, so every request would be refused."
    elif any(host.startswith("*") for host in allowed):
        yield "ALLOWED_HOSTS lets any name in, and links in mails would lead wherever a request says."
    elif not validate_host(public, allowed):
        yield f"ALLOWED_HOSTS does not hold {public}, the host of PUBLIC_URL."


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
