"""The record of deliveries in words: a campaign's evidence, and what the pages over all stores tell of it."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

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


class Event(NamedTuple):
    """What is asked of an event to tell of it."""

    kind: str
    step: str
    outcome: str
    status: int | None
    remote_status: str
    note: str


def evidence(delivery: Delivery) -> list[EvidenceLine]:
    """What happened, oldest first."""
    return [_line(event) for event in told_of(delivery.events.order_by("pk"))]


def told_of(events: QuerySet[DeliveryEvent]) -> QuerySet[DeliveryEvent]:
    """Without the write-ahead of requests, and without readings which the next one only repeats."""
    following = DeliveryEvent.objects.filter(delivery=OuterRef("delivery"), pk__gt=OuterRef("pk"))
    same = When(
        **{column: OuterRef(column) for column in ("kind", "step", "outcome", "state_after", "slug")},
        remote_status=OuterRef("remote_status"),
        code=Coalesce(OuterRef("status"), 0),
        then=True,
    )
    read = following.exclude(kind=DeliveryEvent.Kind.CLAIM).annotate(code=Coalesce("status", 0))
    repeats = read.order_by("pk").values(same=Case(same, default=False, output_field=BooleanField()))
    repeated = When(step__in=_READS, then=Coalesce(Subquery(repeats[:1]), Value(False)))
    return events.exclude(kind=DeliveryEvent.Kind.CLAIM).filter(~Case(repeated, default=Value(False)))


def _line(event: DeliveryEvent) -> EvidenceLine:
    details = [
        ("Call", f"{event.method} {event.path}" if event.method else ""),
        ("Answer", str(event.status) if event.status else ""),
        ("Kind", event.slug),
        ("Request", event.request_id),
        ("Took", f"{event.milliseconds} ms" if event.milliseconds is not None else ""),
    ]
    title, text, tone = told(
        Event(event.kind, event.step, event.outcome, event.status, event.remote_status, event.note)
    )
    if event.kind == DeliveryEvent.Kind.PERSON:
        title = f"{event.actor} {event.note}"
    return EvidenceLine(event.at, title, text, tone, tuple((n, v) for n, v in details if v))


def told(event: Event) -> tuple[str, str, Tone]:
    """What it was and how it went. Who did it, the event itself names."""
    if event.kind == DeliveryEvent.Kind.LOST:
        return (
            _ASKED.get(event.step, event.step),
            "Our worker stopped before it reported. It may have arrived.",
            "warn",
        )
    if event.kind in (DeliveryEvent.Kind.MOVE, DeliveryEvent.Kind.PERSON):
        return event.note[:1].upper() + event.note[1:], "", "quiet"
    text, tone = _ENDED.get(event.outcome, ("", "quiet"))
    if event.outcome == "unknown" and event.status:
        text = "Omnisend's answer does not say whether it was done: it may have been."
    if event.outcome == "not_reached" and event.step in _READS:
        text = "Omnisend did not tell just then. We ask again."
    if event.outcome == "yes" and event.step in _SHOWS and event.remote_status:
        text = f"It is: {STATUS.get(event.remote_status, event.remote_status)}."
    if event.outcome == "yes" and event.step == "send":
        text = "Omnisend accepted it."
    if event.kind == DeliveryEvent.Kind.LATE:
        text += " This answer came late."
    if event.outcome != "yes" and event.note:
        text += f" Its words: “{event.note}”"
    return _ASKED.get(event.step, event.step), text.strip(), tone
