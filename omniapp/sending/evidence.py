"""The record of a delivery as lines for its page, oldest first."""

import datetime as dt
from dataclasses import dataclass

from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.outcome import Tone
from omniapp.sending.wording import STATUS

_ASKED = {
    "create": "Made the draft in Omnisend",
    "find": "Looked for the draft in Omnisend",
    "patch": "Brought Omnisend's draft to what was reviewed",
    "read_back": "Read Omnisend's draft, because an answer was lost",
    "check_old": "Looked at the draft that was replaced",
    "remove_old": "Removed the draft that was replaced",
    "send": "Asked Omnisend to send it",
    "look": "Read the campaign in Omnisend",
    "cancel": "Asked Omnisend to cancel it",
    "utm": "Set the link tags",
    "boost": "Made the booster's draft in Omnisend",
    "find_boost": "Looked for a booster in Omnisend",
    "test": "Asked Omnisend to send the test mail",
    "copy": "Asked Omnisend to copy it",
    "find_copy": "Looked for the copy in Omnisend",
    "delete": "Deleted it in Omnisend",
    "stop": "Asked Omnisend to stop the choice of a winner",
    "resume": "Asked Omnisend to go on with the choice of a winner",
    "winner": "Told Omnisend the winner",
}
_READS = ("look", "find", "find_boost", "find_copy", "read_back", "check_old")
_SHOWS = ("look", "read_back", "patch", "create")
_ENDED: dict[str, tuple[str, Tone]] = {
    "yes": ("", "good"),
    "no": ("Omnisend said no.", "warn"),
    "wait": ("Omnisend asked us to wait.", "quiet"),
    "not_reached": ("We could not reach Omnisend; nothing had left us.", "quiet"),
    "unknown": ("The answer was lost: it may have arrived.", "warn"),
    "locked_out": ("Omnisend did not accept our connection to the store.", "warn"),
}


@dataclass(frozen=True)
class EvidenceLine:
    """One thing that happened, with what Omnisend answered."""

    at: dt.datetime
    title: str
    text: str
    tone: Tone
    details: tuple[tuple[str, str], ...]


def evidence(delivery: Delivery) -> list[EvidenceLine]:
    """What happened, oldest first. Readings that brought nothing new are left out, the last one is kept."""
    events = [e for e in delivery.events.all() if e.kind != DeliveryEvent.Kind.CLAIM]
    shown: list[DeliveryEvent] = []
    for event in events:
        if shown and _repeats(shown[-1], event):
            shown[-1] = event
        else:
            shown.append(event)
    return [_line(event) for event in shown]


def _repeats(before: DeliveryEvent, event: DeliveryEvent) -> bool:
    same = ("kind", "step", "outcome", "state_after", "remote_status", "status", "slug")
    return event.step in _READS and all(getattr(before, f) == getattr(event, f) for f in same)


def _line(event: DeliveryEvent) -> EvidenceLine:
    details = [
        ("Call", f"{event.method} {event.path}" if event.method else ""),
        ("Answer", str(event.status) if event.status else ""),
        ("Kind", event.slug),
        ("Request", event.request_id),
        ("Took", f"{event.milliseconds} ms" if event.milliseconds is not None else ""),
    ]
    title, text, tone = _told(event)
    return EvidenceLine(event.at, title, text, tone, tuple((n, v) for n, v in details if v))


def _told(event: DeliveryEvent) -> tuple[str, str, Tone]:
    if event.kind == DeliveryEvent.Kind.PERSON:
        return f"{event.actor} {event.note}", "", "quiet"
    if event.kind == DeliveryEvent.Kind.LOST:
        return (
            _ASKED.get(event.step, event.step),
            "Our worker stopped before it reported. It may have arrived.",
            "warn",
        )
    if event.kind == DeliveryEvent.Kind.MOVE:
        return event.note[:1].upper() + event.note[1:], "", "quiet"
    text, tone = _ENDED.get(event.outcome, ("", "quiet"))
    if event.outcome == "unknown" and event.status:
        text = "Omnisend's answer does not say whether it was done: it may have been."
    if event.outcome == "yes" and event.step in _SHOWS and event.remote_status:
        text = f"It is: {STATUS.get(event.remote_status, event.remote_status)}."
    if event.outcome == "yes" and event.step == "send":
        text = "Omnisend accepted it."
    if event.kind == DeliveryEvent.Kind.LATE:
        text += " This answer came late."
    if event.outcome != "yes" and event.note:
        text += f" Its words: “{event.note}”"
    return _ASKED.get(event.step, event.step), text.strip(), tone
