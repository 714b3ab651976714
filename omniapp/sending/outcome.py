"""What a page shows of a delivery: plain values, filled by ``outcomes.describe``."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["quiet", "busy", "good", "warn", "bad"]


@dataclass(frozen=True)
class Action:
    """One thing a person can do. ``verb`` is the last part of the address a "post" goes to."""

    verb: str
    label: str
    kind: Literal["post", "link", "external"] = "post"
    href: str | None = None
    primary: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the page shows. ``live`` means: it will change by itself, so ask again."""

    key: str
    tone: Tone
    icon: str
    title: str
    sentence: str
    went_out: str = ""
    next_step: str = ""
    actions: tuple[Action, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    field_errors: tuple[tuple[str, str], ...] = ()
    live: bool = False
