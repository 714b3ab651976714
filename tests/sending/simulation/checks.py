"""What must hold, judged by Omnisend's own log, the network's and the record; never by the engine's word."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import FINAL, Purpose, State
from tests.sending.simulation.network import Flight
from tests.sending.simulation.people import Act

_SEND = "POST /campaigns/{id}/send"
_SAYS_OUT = {"following", "sent", "canceled", "failed"}
_CLEARLY_NOT = {400, 401, 402, 403, 404, 409, 422, 429}
_MAY_BE_OUT = {"unknown", "overdue", "gone", "reconnect"}


@dataclass(frozen=True)
class Durations:
    hold: float
    lease: float
    deadline: float
    quiet: float


@dataclass(frozen=True)
class History:
    """All there is about one letter. ``sends`` are Omnisend's own log, of us ("api") and of the merchant."""

    letter: str
    sends: Sequence[dict[str, Any]]
    flights: Sequence[Flight]
    acts: Sequence[Act]
    events: Sequence[DeliveryEvent]
    deliveries: Sequence[Delivery]  # those that are to send it, oldest first

    def ours(self) -> list[dict[str, Any]]:
        return [send for send in self.sends if send["via"] == "api"]

    def done(self, *what: str) -> list[Act]:
        return [act for act in self.acts if act.what in what]


def broken(history: History, durations: Durations) -> list[str]:
    """Every promise that was broken, in words; empty when all is well."""
    return [f"{history.letter}: {what}" for check in _CHECKS for what in check(history, durations)]


def _once(h: History, d: Durations) -> Iterator[str]:
    if len(h.ours()) > 1:
        yield f"G2: Omnisend accepted {len(h.ours())} sends of ours"


def _read_before_another(h: History, d: Durations) -> Iterator[str]:
    """After a send of unknown outcome: none before a draft was read when that was certain to be one."""
    sends = [flight for flight in h.flights if _is_send(flight)]
    quiet = dt.timedelta(seconds=d.quiet)
    for number, later in enumerate(sends):
        for earlier in sends[:number]:
            certain = earlier.written_at + quiet
            read = (
                f for f in h.flights if f.shows == "draft" and certain <= f.written_at <= later.written_at
            )
            if earlier.status not in _CLEARLY_NOT and not any(read):
                yield f"G2: sent at {_clock(later.written_at)} while {_clock(earlier.written_at)} was open"


def _written_down(h: History, d: Durations) -> Iterator[str]:
    """Every change is claimed first, and leaves within its lease, so that its answer can be waited for."""
    window = dt.timedelta(seconds=d.lease - d.deadline)
    claims = [event.at for event in h.events if event.kind == "claim"]
    for flight in h.flights:
        if flight.changes and not any(at <= flight.written_at <= at + window for at in claims):
            yield f"G1: {flight.operation} at {_clock(flight.written_at)} under no lease"


def _as_reviewed(h: History, d: Durations) -> Iterator[str]:
    """What went out is what the latest click before it reviewed, or what the merchant wrote in Omnisend."""
    for send in h.ours():
        at = dt.datetime.fromisoformat(send["at"])
        clicks = [act for act in h.done("send") if act.at <= at]
        theirs = {act.words for act in h.done("edited there")}
        if not clicks or send["said"] not in {clicks[-1].words} | theirs:
            yield f"“{send['said']}” went out, which was not what was reviewed"


def _hold_and_undo(h: History, d: Durations) -> Iterator[str]:
    for click in h.done("send"):
        until = click.at + dt.timedelta(seconds=d.hold)
        left = [f for f in h.flights if _is_send(f) and click.at < f.written_at < until]
        if left:
            yield f"sent at {_clock(left[0].written_at)}, within the hold"
    for number, act in enumerate(h.acts):
        later = (one.at for one in h.acts[number:] if one.what == "send")
        again = min(later, default=dt.datetime.max.replace(tzinfo=dt.UTC))
        if act.what == "undo" and any(_is_send(f) and act.at < f.written_at < again for f in h.flights):
            yield "sent although it was undone"


def _rests(h: History, d: Durations) -> Iterator[str]:
    """G3: when everything is long over, it has ended, or a person is asked and told why."""
    for delivery in h.deliveries:
        if delivery.state not in FINAL and (delivery.state != State.NEEDS_PERSON or not delivery.reason):
            yield f"G3: delivery {delivery.pk} is {delivery.state}/{delivery.step} for ever"
    ended = {act.delivery for act in h.acts}
    for delivery in h.deliveries:
        if delivery.state in (State.UNDONE, State.GIVEN_UP) and delivery.pk not in ended:
            yield f"G3: delivery {delivery.pk} is {delivery.state}, and nobody did that"


def _true(h: History, d: Durations) -> Iterator[str]:
    """It is called out only once it is; and, in the end, called a draft only while it is one."""
    words = [act.at for act in h.done("said sent")]
    out = min([*(dt.datetime.fromisoformat(send["at"]) for send in h.sends), *words], default=None)
    own = {delivery.pk for delivery in h.deliveries}
    for event in h.events:
        called = event.delivery_id in own and event.state_after in _SAYS_OUT - {event.state_before}
        if called and (out is None or event.at < out):
            yield f"delivery {event.delivery_id} was called {event.state_after} when nothing had been sent"
    last = h.deliveries[-1] if h.deliveries else None
    if last is not None and h.ours() and not h.done("said not sent"):
        parked = last.state == State.NEEDS_PERSON and last.reason not in _MAY_BE_OUT and not last.accepted_at
        if parked or last.state in (State.UNDONE, State.GIVEN_UP):
            yield f"it is out, and delivery {last.pk} says {last.state} {last.reason}"


def _on_somebodys_word(h: History, d: Durations) -> Iterator[str]:
    """After a refused payment only a person's word lets it be asked again."""
    sends = [flight for flight in h.flights if _is_send(flight)]
    for refused, again in itertools.pairwise(sends):
        words = (act for act in h.done("go on", "send") if refused.written_at < act.at <= again.written_at)
        if refused.status == 402 and not any(words):
            yield f"sent again at {_clock(again.written_at)} after a refused payment, on nobody's word"


def _a_yes_counts(h: History, d: Durations) -> Iterator[str]:
    newest = max((delivery.pk for delivery in h.deliveries), default=0)
    for event in h.events:
        yes = event.step == "send" and event.outcome == "yes" and event.delivery_id == newest
        if yes and event.state_after not in _SAYS_OUT | {"unfollowed"}:
            yield f"a yes was thrown away: delivery {newest} went on as {event.state_after}"


_CHECKS = (
    _once,
    _read_before_another,
    _written_down,
    _as_reviewed,
    _hold_and_undo,
    _rests,
    _true,
    _on_somebodys_word,
    _a_yes_counts,
)


def errands(mails: Sequence[dict[str, Any]], deliveries: Sequence[Delivery]) -> list[str]:
    """Test mails are never repeated, and every errand ends."""
    addresses = [one for mail in mails for one in mail["recipients"]]
    twice = [f"{one} got a test mail twice" for one in set(addresses) if addresses.count(one) > 1]
    errands = [one for one in deliveries if one.purpose != Purpose.SEND]
    return twice + [
        f"G3: errand {one.pk} is {one.state}/{one.step} for ever" for one in errands if not one.ended_at
    ]


def _is_send(flight: Flight) -> bool:
    return flight.operation == _SEND


def _clock(at: dt.datetime) -> str:
    return f"{at:%H:%M:%S.%f}"[:-3]
