"""One finding of the check before Review."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``field`` names the input it belongs to, ``code`` the rule; ``message`` is for the merchant.

    ``missing`` marks what is simply not filled in yet: nothing to complain about while somebody types.
    """

    level: Literal["block", "warn"]
    field: str
    code: str
    message: str
    missing: bool = False

    @property
    def blocks(self) -> bool:
        return self.level == "block"


def block(field: str, code: str, message: str) -> Finding:
    return Finding("block", field, code, message)


def missing(field: str, message: str) -> Finding:
    return Finding("block", field, "missing", message, missing=True)


def warn(field: str, code: str, message: str) -> Finding:
    return Finding("warn", field, code, message)
