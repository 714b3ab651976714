"""A form with a file in it, as bytes. Source: RFC 7578, with the escapes of the HTML standard, 4.10.22.8."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True)
class Form:
    """`body` and the content type that tells how to read it."""

    body: bytes = field(repr=False)
    content_type: str


def form(texts: Mapping[str, str], *, file: str, name: str, kind: str, content: bytes) -> Form:
    """`texts` and one file, in the field `file`, named `name`, of media type `kind`."""
    boundary = secrets.token_hex(16)
    parts = [_part(f'name="{_safe(key)}"', "", text.encode()) for key, text in texts.items()]
    parts.append(_part(f'name="{_safe(file)}"; filename="{_safe(name)}"', kind, content))
    edge = f"--{boundary}\r\n".encode()
    body = b"".join(edge + part for part in parts) + f"--{boundary}--\r\n".encode()
    return Form(body, f"multipart/form-data; boundary={boundary}")


def _part(disposition: str, kind: str, content: bytes) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    head += f"Content-Type: {kind}\r\n" if kind else ""
    return head.encode() + b"\r\n" + content + b"\r\n"


def _safe(text: str) -> str:
    return text.translate(_ESCAPES)
