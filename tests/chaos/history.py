"""What a run left behind, as plain data: what Omnisend logged, what people did, what our record says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Act(NamedTuple):
    """What somebody did and was told that it was done. Moments are seconds since the epoch.

    what: send, undo, cancel, give up, said sent, said not sent, test mail, merchant edited, disconnected (its
      store); or "send?" when the answer was an error, so that nobody knows whether the click counts.
    text: the subject that was reviewed, or the address of a test mail.
    """

    what: str
    at: float
    delivery: int = 0
    text: str = ""


class Sent(NamedTuple):
    """One send that Omnisend accepted. via: "api", which is us, or "page", the merchant in Omnisend."""

    at: float
    via: str = "api"
    text: str = ""


class Event(NamedTuple):
    """One line of our record."""

    delivery: int
    at: float
    kind: str
    step: str
    before: str
    after: str
    reason: str = ""
    outcome: str = ""
    status: int | None = None


@dataclass(frozen=True)
class Letter:
    """All there is about one campaign, which everybody knows by its name."""

    name: str
    acts: tuple[Act, ...] = ()
    sent: tuple[Sent, ...] = ()
    mails: tuple[str, ...] = ()  # addresses of the test mails that went out
    events: tuple[Event, ...] = ()
    remote_status: str = ""  # at the end; empty when Omnisend does not have it (any more)
    remote_rests: bool = True  # it has been so for long enough to be known to us
    states: Mapping[int, str] = field(default_factory=dict)  # of each delivery, as its page has it
    admitted: frozenset[int] = frozenset()  # deliveries whose page says, when parked, that it may be out
    attached: frozenset[int] = field(default=frozenset())  # deliveries that are a parent's booster


@dataclass(frozen=True)
class Durations:
    """The engine's durations of this run, in seconds."""

    hold: float
    lease: float
    quiet: float
