"""The demo's mails: files of Django's backend, and their text for the terminal, since nobody gets them."""

import email.policy
import pathlib
from collections.abc import Iterator
from email.message import EmailMessage

_END = b"\n" + b"-" * 79 + b"\n"  # what Django writes after each


class Mails:
    """The mails in ``directory`` that came since this was made."""

    def __init__(self, directory: pathlib.Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, exist_ok=True)
        self._read = {path: path.stat().st_size for path in self._files()}

    def _files(self) -> list[pathlib.Path]:
        return sorted(self._directory.glob("*.log"))

    def news(self) -> Iterator[str]:
        """Lines for a person: to whom, about what, and the text with its links. Each mail once."""
        for path in self._files():
            done = self._read.get(path, 0)
            if path.stat().st_size > done:
                *whole, _half = path.read_bytes()[done:].split(_END)
                self._read[path] = done + sum(len(mail) + len(_END) for mail in whole)
                for mail in whole:
                    yield from _lines(mail)


def _lines(mail: bytes) -> Iterator[str]:
    message = email.message_from_bytes(mail, EmailMessage, policy=email.policy.default)
    yield f"To {message['to']}: {message['subject']}"
    text = message.get_body(("plain",))
    if text is not None:
        yield from (f"  {line}" for line in text.get_content().strip().splitlines())
