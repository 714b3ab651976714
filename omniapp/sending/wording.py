"""The words for states and times that outcomes and evidence share."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from omniapp.sending.ended_words import given_up, never_found_out, undone
from omniapp.sending.outcome import Action, Tone
from omniapp.sending.situation import Problem
from omniapp.sending.states import State

if TYPE_CHECKING:
    from omniapp.sending.models import Delivery

#: Omnisend's statuses in our words.
STATUS = {
    "draft": "Draft",
    "scheduled": "Scheduled",
    "started": "Sending",
    "paused": "Safety check",
    "sent": "Sent",
    "canceled": "Canceled",
    "onHold": "On hold",
    "error": "Failed",
    "expired": "Expired",
    "stopped": "Stopped",
}


@dataclass(frozen=True)
class Wording:
    """Says times in one store's zone, seen from ``now``."""

    zone: ZoneInfo
    now: dt.datetime

    @property
    def place(self) -> str:
        """The zone as people say it: "Vilnius", "New York", "UTC"."""
        return self.zone.key.rsplit("/", 1)[-1].replace("_", " ")

    def clock(self, at: dt.datetime) -> str:
        """ "10:02:13", with the date when it is another day."""
        local = at.astimezone(self.zone)
        time = f"{local:%H:%M:%S}"
        return time if local.date() == self.now.astimezone(self.zone).date() else f"{day(local)} {time}"

    def moment(self, at: dt.datetime) -> str:
        """ "Thu 26 Nov 09:00 Vilnius"."""
        local = at.astimezone(self.zone)
        return f"{day(local)} {local:%H:%M} {self.place}"

    def seconds(self, seconds: float) -> str:
        """ "40 s", "3 min", "2 h"."""
        if seconds < 90:
            return f"{round(seconds)} s"
        return f"{round(seconds / 60)} min" if seconds < 5400 else f"{round(seconds / 3600)} h"

    def details(self, problem: Problem | None) -> tuple[tuple[str, str], ...]:
        """What stands folded under Details. Omnisend's own words are marked as such."""
        if problem is None:
            return ()
        lines = [
            ("Omnisend's answer", str(problem.status) if problem.status else "none"),
            ("Kind", problem.slug),
            ("Omnisend's words", problem.detail or problem.title),
            ("Request", problem.request_id),
            ("Call", problem.operation),
            ("Permission needed", problem.scope if problem.status == 403 else ""),
        ]
        return tuple((name, text) for name, text in lines if text)

    def open_omnisend(self, *, primary: bool = False, hint: str = "") -> Action:
        return Action("omnisend", "Open Omnisend", "external", settings.OMNISEND_APP_URL, primary, hint)


def day(local: dt.datetime) -> str:
    """ "Thu 26 Nov"."""
    return f"{local:%a} {local.day} {local:%b}"


_EARLIER = "An earlier Send, whose answer was lost, had arrived after all. This one was not sent."


def went_out_otherwise(d: "Delivery") -> str:
    """What is not as reviewed in what Omnisend has, with a space before; empty if nothing is."""
    if not d.differences:
        return ""
    what = (
        "It is what was reviewed then"
        if d.not_this
        else "Omnisend shows it differently from what you reviewed"
    )
    return f" {what}: " + " ".join(d.differences)


@dataclass(frozen=True)
class Told:
    """One state in words. ``sentence`` gets the store's wording and the delivery."""

    key: str
    tone: Tone
    icon: str
    title: str
    went_out: str
    sentence: Callable[[Wording, "Delivery"], str]


def _accepted(say: Wording, d: "Delivery") -> str:
    if d.not_this:
        return _EARLIER
    if d.sent_by == "omnisend":
        return "It was already on its way when we handed it over: somebody sent it in Omnisend."
    at = say.clock(d.accepted_at) if d.accepted_at else "an earlier time"
    return f"Omnisend accepted it at {at}" + ("." if _texts(d) else "; first mails can take 30 minutes.")


def _sending(say: Wording, d: "Delivery") -> str:
    return f"{_accepted(say, d)} Omnisend is sending it."


def _scheduled(say: Wording, d: "Delivery") -> str:
    if d.sent_by == "omnisend":
        return "It was already scheduled when we handed it over: somebody did it in Omnisend."
    if d.not_this:
        return f"{_EARLIER} Omnisend has scheduled what was sent then."
    at = d.snapshot.scheduled_at
    if at is None:
        return "Omnisend has scheduled it."
    when = day(at.astimezone(say.zone)) + " " + say.place if d.snapshot.timing == "best" else say.moment(at)
    return f"{when}." if d.differences else f"{when}. Read back from Omnisend: the time matches."


def _sent(say: Wording, d: "Delivery") -> str:
    at = say.clock(d.ended_at) if d.ended_at else "an earlier time"
    who = "It was sent in Omnisend, not by us. " if d.sent_by == "omnisend" else ""
    who = f"{_EARLIER} " if d.not_this else who
    last = "" if _texts(d) else " Last mails can leave up to 30 minutes later."
    return f"{who}Omnisend says it is sent, as read at {at}.{last}"


def _texts(d: "Delivery") -> bool:
    """Whether text messages go out, of which Omnisend names no delay."""
    return bool(d.reviewed) and d.snapshot.channel == "sms"


def _canceled(say: Wording, d: "Delivery") -> str:
    if d.cancel_asked_at is None:
        return "It is canceled in Omnisend. We did not ask for that."
    return "Omnisend canceled it, as you asked. What had left before could not be called back."


def _failed(say: Wording, d: "Delivery") -> str:
    if d.remote_status == "expired":
        return "Omnisend says that its time to be sent has run out."
    return "Omnisend ran into an error while sending it, and names no cause. Some of it may have gone out."


def _unfollowed(say: Wording, d: "Delivery") -> str:
    if d.problem and d.problem["status"] == 404:
        return "It is deleted in Omnisend, so nothing more can be read of it there."
    last = STATUS.get(d.remote_status, "")
    seen = f" The last we saw was “{last}”." if last else ""
    unsure = "before we knew whether it went out" if never_found_out(d) else "while Omnisend had it"
    return f"The store was disconnected {unsure}.{seen} Once it is connected again, we look."


FOLLOWED: dict[str, Told] = {
    "accepted": Told("starting", "busy", "rocket", "Starting", "Omnisend has it.", _accepted),
    "started": Told("sending", "busy", "send", "Sending", "It is going out.", _sending),
    "scheduled": Told(
        "scheduled", "good", "calendar-clock", "Scheduled", "Nothing went out yet.", _scheduled
    ),
    "paused": Told(
        "safety-check",
        "busy",
        "shield-check",
        "Safety check",
        "A first part has gone out.",
        lambda say, d: "Omnisend sends to about the first thousand and watches for an hour. This is normal.",
    ),
    "onHold": Told(
        "on-hold",
        "bad",
        "hand",
        "On hold at Omnisend",
        "At most a first part went out.",
        lambda say, d: (
            "Omnisend's check of the content did not pass. It is looked at there before it can go on."
        ),
    ),
    "stopped": Told(
        "stopped",
        "warn",
        "pause",
        "Stopped",
        "The test part went out.",
        lambda say, d: "The choice of a winner is stopped in Omnisend.",
    ),
}

ENDED: dict[State, Told] = {
    State.SENT: Told("sent", "good", "circle-check", "Sent", "It went out once.", _sent),
    State.CANCELED: Told("canceled", "quiet", "circle-slash", "Canceled", "", _canceled),
    State.FAILED: Told("failed", "bad", "octagon-alert", "Stopped by Omnisend", "", _failed),
    State.UNDONE: Told(
        "undone",
        "quiet",
        "undo-2",
        "Taken back",
        "Nothing was sent.",
        undone,
    ),
    State.GIVEN_UP: Told(
        "given-up",
        "quiet",
        "circle-slash",
        "Stopped",
        "We did not send it.",
        given_up,
    ),
    State.REPLACED: Told(
        "replaced",
        "quiet",
        "replace",
        "Reviewed anew",
        "Nothing was sent.",
        lambda say, d: "It was edited and reviewed again.",
    ),
    State.DONE: Told("done", "good", "circle-check", "Done", "", lambda say, d: "Omnisend accepted it."),
    State.REFUSED: Told(
        "refused",
        "warn",
        "octagon-alert",
        "Not done",
        "Nothing was sent.",
        lambda say, d: "Omnisend did not accept it, or it could not be asked in time.",
    ),
    State.UNFOLLOWED: Told("unfollowed", "warn", "unplug", "No longer followed", "", _unfollowed),
}
