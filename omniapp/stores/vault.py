"""Secrets at rest: AES-256-GCM (NIST SP 800-38D), each bound to the place it is stored in.

A sealed secret reads ``key-id:base64(nonce + ciphertext + tag)``. What it belongs to (its owner and its kind)
is authenticated with it and not stored in it, so a ciphertext that is moved to another row does not open.
"""

import base64
import binascii
import functools
import json
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_KEY_BYTES = 32
_NONCE_BYTES = 12


class Unopenable(ValueError):
    """The sealed text was damaged, or sealed for another place. It will never open."""


class Vault:
    """Several keys: the first one seals, every one opens.

    ``entries`` are ``id:base64 of 32 bytes``. Raises ImproperlyConfigured, naming the entry by its place and
    never by its content.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        self._keys: dict[str, AESGCM] = {}
        for place, entry in enumerate(entries, start=1):
            name, key = _read_entry(place, entry)
            if name in self._keys:
                raise ImproperlyConfigured(f"TOKEN_KEYS names the key {name!r} twice.")
            self._keys[name] = AESGCM(key)
        if not self._keys:
            raise ImproperlyConfigured("TOKEN_KEYS is empty. It needs at least one 'id:base64 of 32 bytes'.")
        self.current = next(iter(self._keys))

    def __repr__(self) -> str:
        return f"<Vault sealing with {self.current!r}>"

    def seal(self, secret: str, *, owner: str, kind: str) -> str:
        """Encrypts ``secret`` for ``owner`` (such as a brand id) and ``kind`` (such as "access")."""
        nonce = os.urandom(_NONCE_BYTES)
        bound = _bound(self.current, owner, kind)
        box = nonce + self._keys[self.current].encrypt(nonce, secret.encode(), bound)
        return f"{self.current}:{base64.b64encode(box).decode()}"

    def open(self, sealed: str, *, owner: str, kind: str) -> str:
        """The secret again. Raises Unopenable, or ImproperlyConfigured when its key is not configured."""
        name, _, text = sealed.partition(":")
        key = self._keys.get(name)
        if key is None:
            raise ImproperlyConfigured(
                f"A secret was sealed with the key {name!r}, which TOKEN_KEYS does not hold. Add that key "
                "again behind the first one; after `manage.py reencrypt_tokens` it can go."
            )
        try:
            box = base64.b64decode(text, validate=True)
            opened = key.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], _bound(name, owner, kind))
        except (binascii.Error, InvalidTag, ValueError) as damage:
            raise Unopenable(f"The {kind} secret of {owner} does not open with the key {name!r}.") from damage
        return opened.decode()

    def is_current(self, sealed: str) -> bool:
        """Whether the first key sealed this."""
        return sealed.partition(":")[0] == self.current


def _read_entry(place: int, entry: str) -> tuple[str, bytes]:
    name, colon, text = entry.strip().partition(":")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if not (name and colon and len(key) == _KEY_BYTES):
        raise ImproperlyConfigured(
            f"Entry {place} of TOKEN_KEYS is not 'id:base64 of 32 bytes'. Make one with "
            '`echo "k1:$(openssl rand -base64 32)"`.'
        )
    return name, key


def _bound(key: str, owner: str, kind: str) -> bytes:
    return json.dumps(["omniapp", key, owner, kind]).encode()


@functools.lru_cache(maxsize=8)
def _vault(entries: tuple[str, ...]) -> Vault:
    return Vault(entries)


def vault() -> Vault:
    """The vault of settings.TOKEN_KEYS. Raises ImproperlyConfigured when they cannot be used."""
    return _vault(tuple(settings.TOKEN_KEYS))
