"""The engine's pure vocabulary: where a delivery stands, and what was learnt about it.

Nothing here knows Django, HTTP or the clock, so that the decisions can be walked through exhaustively.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from omniapp.sending.states import Purpose, State, Step


@dataclass(frozen=True)
class Timing:
    """The engine's durations in seconds. ``pace`` multiplies the waits between two looks."""

    quiet: float = 300.0
    handover: float = 3600.0  # where a delivery has no ``handover_by`` of its own
    checking: float = 1200.0
    following: float = 48 * 3600.0
    pace: float = 1.0


@dataclass(frozen=True)
class Problem:
    """What Omnisend (or the way to it) said when it was not a yes. Kept for the page and the record."""

    operation: str = ""
    status: int | None = None
    slug: str = ""
    title: str = ""
    detail: str = ""
    request_id: str = ""
    retry_after: float | None = None
    fields: tuple[tuple[str, str, str], ...] = ()  # (dotted field, code, message)
    kind: str = ""  # the class of error, e.g. "Conflict"
    scope: str = ""  # the permission the call needed


@dataclass(frozen=True)
class Remote:
    """A campaign as Omnisend showed it, reduced to what a decision needs."""

    id: str
    status: str
    differences: tuple[str, ...] = ()  # what is not as reviewed, in plain words
    created_at: dt.datetime | None = None
    scheduled_at: dt.datetime | None = None
    known: bool = False  # another campaign of ours already holds this id


class Kind(StrEnum):
    """How one exchange, or its absence, ended."""

    YES = "yes"  # a 2xx that could be read
    NO = "no"  # Omnisend refused; nothing changed there
    WAIT = "wait"  # 429; nothing changed there
    NOT_REACHED = "not_reached"  # no byte of the request was written
    UNKNOWN = "unknown"  # it may have arrived
    LOCKED_OUT = "locked_out"  # no valid token, and none to be had without a person
    LEASE_LOST = "lease_lost"  # the worker that held it never reported


@dataclass(frozen=True)
class Evidence:
    """What one step brought.

    ``asked_at`` is when the request began, ``at`` when the answer was there. ``remote`` is the campaign a
    create, patch or look showed; ``found`` are the drafts a search showed.
    """

    kind: Kind
    asked_at: dt.datetime
    at: dt.datetime
    remote: Remote | None = None
    found: tuple[Remote, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Situation:
    """Everything about a delivery that a decision may read or change."""

    state: State
    step: Step
    not_before: dt.datetime
    deadline: dt.datetime
    reason: str = ""
    handover_by: dt.datetime | None = None  # the hand-over's own deadline, however often it had to look
    unknown_since: dt.datetime | None = None
    stray_at: dt.datetime | None = None  # when a change whose answer was lost last could have left us
    missing_since: dt.datetime | None = None  # since when each answer was that there is no such campaign
    ever_unknown: bool = False
    sends: int = 0  # how often this delivery's send request was let out
    looks: int = 0  # waits since the last change, for the pace
    remote_id: str = ""
    remote_status: str = ""
    old_remote_id: str = ""
    sent_by: str = ""  # "" not yet, "us", or "omnisend" when somebody acted there
    accepted_at: dt.datetime | None = None
    cancel_asked_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    scheduled_at: dt.datetime | None = None  # what was reviewed; never changed by a decision
    decision: dt.timedelta = dt.timedelta(0)  # what an A/B test takes to decide; as reviewed, never changed
    problem: Problem | None = None
    differences: tuple[str, ...] = field(default=())
    purpose: Purpose = Purpose.SEND
    utm_todo: bool = False  # link tags were reviewed and are not set yet
    boost_todo: bool = False  # an attached booster was reviewed and is not made yet
    boost_id: str = ""  # the attached booster at Omnisend
    attached: bool = False  # this is an attached booster: it schedules itself once its parent is sent

    @property
    def not_this(self) -> bool:
        """Whether what Omnisend has is what an earlier delivery asked for, whose answer was lost."""
        return self.sent_by == "us" and self.ever_unknown and self.sends == 0
