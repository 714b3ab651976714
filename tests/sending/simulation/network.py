"""The way to Omnisend and back: what is lost, late, refused or garbled there, by the seed's dice.

``flights`` is the network's own record of every request of ours; the checks read it, and never the engine.
"""

import datetime as dt
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from omniapp import omnisend
from tests.sending.simulation.processes import Killed, met
from tests.sending.simulation.remote import Heard, InProcess

_LOOK = "GET /campaigns/{id}"
_SEND = "POST /campaigns/{id}/send"
_FAULTS: tuple[tuple[int, dict[str, Any]], ...] = (
    (8, {"kind": "cut", "effect": "none"}),
    (8, {"kind": "cut", "effect": "before"}),
    (8, {"kind": "cut", "effect": "late"}),
    (5, {"kind": "problem", "status": 500, "effect": "none"}),
    (5, {"kind": "problem", "status": 500, "effect": "before"}),
    (5, {"kind": "problem", "status": 503, "effect": "late"}),
    (6, {"kind": "late", "status": 524}),
    (3, {"kind": "html", "effect": "before"}),
    (2, {"kind": "empty", "effect": "late"}),
    (3, {"kind": "truncated"}),
    (3, {"kind": "problem", "status": 429, "retryAfter": 20}),
    (2, {"kind": "problem", "status": 429}),
    (2, {"kind": "problem", "status": 401}),
)
_OF_SENDS: tuple[tuple[int, dict[str, Any]], ...] = (
    (14, {"kind": "problem", "status": 402}),
    (4, {"kind": "problem", "status": 409, "slug": "invalid-audience"}),
    (4, {"kind": "problem", "status": 409, "slug": "invalid-campaign-status"}),
    (2, {"kind": "problem", "status": 409, "slug": "nobody-knows-this-one"}),
)
_OF_LOOKS: tuple[tuple[int, dict[str, Any]], ...] = ((30, {"kind": "problem", "status": 404}),)


@dataclass
class Flight:
    """One request of ours. ``heard`` at its end: a status, or 0 when nobody heard an answer."""

    letter: str  # the name of the campaign that it is about
    remote_id: str
    operation: str
    changes: bool
    written_at: dt.datetime
    ends_by: dt.datetime
    ended_at: dt.datetime | None = None
    status: int = 0
    shows: str = ""  # the status that a reading showed

    def under_way(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.ends_by


class Network:
    """The transport of all processes."""

    def __init__(self, remote: InProcess, dice: random.Random, quiet: float) -> None:
        self._remote, self._dice, self._quiet = remote, dice, quiet
        self.faulty = 0.3  # share of the requests that something happens to
        self.flights: list[Flight] = []
        self.overlaps: list[str] = []

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        """As omnisend.Transport has it."""
        if "/oauth2/" in request.operation:
            heard = self._remote.ask(request.method, url, _lines(request, headers), request.body)
            return omnisend.Answer(heard.status, heard.headers, heard.body)
        if self._hit(0.1):
            raise omnisend.NotReached("nobody took the call")
        met("connected")
        if before_write is not None:
            before_write()
        flight = self._begin(request, deadline)
        try:
            heard = self._carry(flight, url, request, headers)
        finally:
            flight.ended_at = self._remote.now()
        if self._remote.now() > flight.ends_by:
            raise omnisend.NoAnswer("out of time")
        if heard.cut:
            raise omnisend.NoAnswer("the connection was cut")
        flight.status = heard.status
        if request.operation == _LOOK and heard.status == 200 and heard.body:
            flight.shows = _status(heard.body)
        return omnisend.Answer(heard.status, heard.headers, heard.body)

    def _begin(self, request: omnisend.Request, deadline: float) -> Flight:
        now = self._remote.now()
        remote_id = _id_in(request.path)
        flight = Flight(
            letter=self._letter(remote_id, request.body),
            remote_id=remote_id,
            operation=request.operation,
            changes=request.method != "GET",
            written_at=now,
            ends_by=now + dt.timedelta(seconds=deadline),
        )
        if flight.changes:
            others = [f for f in self.flights if f.changes and f.letter == flight.letter and f.under_way(now)]
            self.overlaps += [f"{flight.letter}: {flight.operation} during {f.operation}" for f in others]
        self.flights.append(flight)
        return flight

    def _carry(
        self, flight: Flight, url: str, request: omnisend.Request, headers: Mapping[str, str]
    ) -> Heard:
        """There and back; in between, this process may stop for long, or die."""
        order, lines = self._order(flight), _lines(request, headers)

        def arrive() -> Heard:
            left = self._quiet - (self._remote.now() - flight.written_at).total_seconds()
            if left <= 1:
                return Heard(cut=True)  # as much too late as Omnisend never is
            if order:
                seconds = {"seconds": self._dice.uniform(1, left)} if _is_late(order) else {}
                self._remote.fault(flight.operation, **(order | seconds))
            try:
                return self._remote.ask(request.method, url, lines, request.body)
            finally:
                self._remote.clear_faults()

        if self._dice.random() < 0.5:
            heard = arrive()
            met("omniapp.omnisend.written")
            return heard
        try:
            met("omniapp.omnisend.written")
        except Killed:
            if self._dice.random() < 0.7:  # its bytes were on their way
                order = order if _is_late(order) else {"kind": "late", "status": 524}
                arrive()
            raise
        return arrive()

    def _order(self, flight: Flight) -> dict[str, Any]:
        """What happens to this request, as the local Omnisend takes orders; nothing, mostly."""
        sends = flight.operation == _SEND
        if not self._hit(2.0 if sends else 0.8):
            return {}
        faults = _FAULTS + (_OF_SENDS if sends else ()) + (_OF_LOOKS if flight.operation == _LOOK else ())
        weights = [weight for weight, _ in faults]
        return dict(self._dice.choices([order for _, order in faults], weights)[0])

    def _hit(self, share: float) -> bool:
        return self._dice.random() < self.faulty * share

    def _letter(self, remote_id: str, body: bytes | None) -> str:
        campaigns = {
            one.id: one for brand in self._remote.world.brands.values() for one in brand.campaigns.values()
        }
        if remote_id:
            name = campaigns[remote_id].name if remote_id in campaigns else ""
            known = [f.letter for f in self.flights if f.remote_id == remote_id and f.letter]
            return letter_of(name) or (known[-1] if known else "")
        return letter_of(str(json.loads(body).get("name", ""))) if body and body[:1] == b"{" else ""


def letter_of(name: str) -> str:
    """The letter that a campaign of this name belongs to: itself, its booster's parent, what it copies."""
    return name.removeprefix("Copy of: ").removeprefix("Booster of ")


def _lines(request: omnisend.Request, headers: Mapping[str, str]) -> dict[str, str]:
    kind = {"content-type": request.content_type} if request.content_type else {}
    return {**headers, "host": "omnisend.test", **kind}


def _is_late(order: Mapping[str, Any]) -> bool:
    return order.get("kind") == "late" or order.get("effect") == "late"


def _id_in(path: str) -> str:
    parts = path.split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "campaigns" else ""


def _status(body: bytes) -> str:
    try:
        return str(json.loads(body).get("status", ""))
    except ValueError:
        return ""
