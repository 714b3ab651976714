"""One seed: an hour or two in the life of a few letters, and what became of every promise."""

import contextlib
import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Self
from unittest.mock import patch

import structlog
from django.db import transaction
from django.test import override_settings

from omniapp import budgets, clock
from omniapp.sending import engine
from omniapp.sending.clerk import Clerk
from omniapp.sending.courier import OneByOne
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import WORKABLE, Purpose
from omniapp.stores import connection as store_connection
from omniapp.stores import transports
from tests import cast
from tests.sending.simulation import checks
from tests.sending.simulation.mistakes import Mistake
from tests.sending.simulation.network import Network, letter_of
from tests.sending.simulation.people import People
from tests.sending.simulation.processes import IN_A_TRANSACTION, Process
from tests.sending.simulation.remote import InProcess

DURATIONS = checks.Durations(hold=20, lease=60, deadline=30, quiet=300)
EVENTS, LETTERS, PROCESSES = 80, 5, 2
_TURNS_TO_REST = 400


class Story:
    """``tell`` it, and read what is ``wrong``: nothing, if the engine keeps its promises."""

    def __init__(self, seed: int, remote: InProcess, mistake: Mistake = contextlib.nullcontext) -> None:
        self.seed, self._remote, self._mistake = seed, remote, mistake
        self._dice = random.Random(seed)
        self.network = Network(remote, self._dice, DURATIONS.quiet)
        self._processes: list[Process] = []
        self._calm = False
        self.wrong: list[str] = []

    def tell(self) -> list[str]:
        """Everything that is wrong in the end."""
        self._remote.begin(self.seed)
        with self._stage() as logged:
            self._people = People(self._remote, cast.connected_store(self._remote), self._dice, LETTERS)
            for _ in range(EVENTS):
                self._something_happens()
            self._everything_comes_to_rest()
            self.wrong += self._judge()
        self.wrong += [f"logged: {line['event']}" for line in logged if line["log_level"] == "error"]
        return self.wrong

    @contextlib.contextmanager
    def _stage(self) -> Iterator[list[structlog.typing.EventDict]]:
        """The engine's surroundings: our clock, our network, no limits of requests, and nothing kept."""
        durations = override_settings(
            OMNISEND_API_URL=f"{self._remote.url}/api",
            OMNISEND_APP_URL=self._remote.url,
            SENDING_HOLD=DURATIONS.hold,
            SENDING_LEASE=DURATIONS.lease,
            SENDING_REQUEST_DEADLINE=DURATIONS.deadline,
            SENDING_CONCURRENCY=1 if self.seed % 2 else 4,
        )
        with contextlib.ExitStack() as stack:
            stack.enter_context(durations)
            stack.enter_context(patch.object(clock, "now", self._remote.now))
            for module in (transports, store_connection):
                stack.enter_context(patch.object(module, "transport", lambda: self.network))
            stack.enter_context(patch.object(budgets, "take_many", _granted))
            stack.enter_context(patch.object(engine, "Courier", _Together))
            stack.enter_context(patch.object(engine, "ClerkBeside", Clerk))
            stack.enter_context(patch.object(engine, "_LEASES", 0.0))  # real seconds, and ours are not
            logged = stack.enter_context(structlog.testing.capture_logs())
            stack.enter_context(self._mistake())
            stack.enter_context(transaction.atomic())
            yield logged
            transaction.set_rollback(True)

    def _something_happens(self) -> None:
        waiting = self._processes
        what: list[tuple[float, Callable[[], None]]] = [(2, self._tick), (5, self._people.act)]
        if len(waiting) < PROCESSES:
            what.append((7, self._a_process_begins))
        if waiting:
            what += [(5, self._one_goes_on), (0.8, self._one_dies), (4, self._one_sleeps_past_its_lease)]
        self._dice.choices([act for _, act in what], [weight for weight, _ in what])[0]()
        self._look_after_processes()

    def _look_after_processes(self) -> None:
        ended = [process for process in self._processes if process.over]
        self.wrong += [f"a process broke: {process.mistake!r}" for process in ended if process.mistake]
        self._processes = [process for process in self._processes if not process.over]

    def _tick(self) -> None:
        self._advance(self._dice.uniform(0.1, 5))

    def _one_sleeps_past_its_lease(self) -> None:
        sleeper = self._dice.choice(self._processes)
        self._advance(self._dice.choice((25, 62, 65, 310)))
        self._a_process_begins()
        if not sleeper.over and self._dice.random() < 0.8:
            sleeper.go_on()

    def _next_moment(self) -> None:
        """To the next moment at which something is due, or a lease runs out."""
        now = self._remote.now()
        rows = Delivery.objects.filter(state__in=sorted(WORKABLE)).values_list("not_before", "lease_until")
        moments = [lease or due for due, lease in rows]
        ahead = min((at for at in moments if at > now), default=now)
        self._advance((ahead - now).total_seconds())

    def _advance(self, seconds: float) -> None:
        self._remote.clock(advance=seconds)

    def _a_process_begins(self) -> None:
        self._next_moment()
        rounds = self._dice.choice((1, 3, 10))
        process = Process(lambda: engine.drain(rounds=rounds, now=self._remote.now), self._met)
        self._processes.append(process)
        process.go_on()

    def _one_goes_on(self) -> None:
        self._dice.choice(self._processes).go_on()

    def _one_dies(self) -> None:
        self._dice.choice(self._processes).go_on(dies=True)

    def _met(self, moment: str) -> str:
        if self._calm:
            return "go"
        self._advance(self._dice.choice((0, 0.1, 0.3, 2)))
        if moment == IN_A_TRANSACTION:
            return "die" if self._dice.random() < 0.02 else "go"
        often = 0.25 if moment.endswith("answered") else 0.1
        return "stop" if self._dice.random() < often else "go"

    def _everything_comes_to_rest(self) -> None:
        self._calm, self.network.faulty = True, 0.0
        for process in self._processes:
            process.go_on()
        self._look_after_processes()
        for _ in range(_TURNS_TO_REST):
            if not Delivery.objects.filter(state__in=sorted(WORKABLE)).exists():
                return
            engine.drain(rounds=20, now=self._remote.now)
            self._next_moment()

    def _judge(self) -> Iterator[str]:
        journal = self._remote.world.journal
        deliveries = list(Delivery.objects.order_by("pk").select_related("campaign"))
        events = self._events = list(DeliveryEvent.objects.select_related("campaign"))
        yield from (f"G1: {overlap}" for overlap in self.network.overlaps)
        yield from checks.errands(journal.test_emails, deliveries)
        touched = {flight.remote_id for flight in self.network.flights if flight.changes}
        yield from (f"the merchant's own draft {one} was touched" for one in touched & self._people.namesakes)
        for letter in self._people.letters:
            name = letter.name
            history = checks.History(
                letter=name,
                sends=[send for send in journal.sends if send["name"] == name],
                flights=[flight for flight in self.network.flights if flight.letter == name],
                acts=[act for act in self._people.acts if act.letter == name],
                events=[event for event in events if letter_of(event.campaign.name) == name],
                deliveries=[
                    one for one in deliveries if one.campaign_id == letter.pk and one.purpose == Purpose.SEND
                ],
            )
            yield from checks.broken(history, DURATIONS)

    def account(self) -> str:
        """What happened, line by line, for whoever has to understand a seed."""
        lines: list[tuple[dt.datetime, str]] = [
            (f.written_at, f"  → {f.operation} {f.letter} {f.remote_id[-4:]} = {f.status} {f.shows}")
            for f in self.network.flights
        ]
        lines += [(act.at, f"{act.what} {act.letter} (delivery {act.delivery})") for act in self._people.acts]
        sends = self._remote.world.journal.sends
        lines += [(dt.datetime.fromisoformat(s["at"]), f"  ! sent {s['said']}, {s['via']}") for s in sends]
        lines += [(e.at, f"    {e.delivery_id} {e.kind} {e}: {e.outcome}") for e in self._events]
        lines.sort(key=lambda line: line[0])
        return "\n".join(f"{at:%H:%M:%S.%f}"[:-3] + f" {line}" for at, line in lines)


class _Together(OneByOne):
    """Takes several requests at once, and brings their answers together."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return


def _granted(wishes: list[budgets.Wish]) -> list[budgets.Grant]:
    return [budgets.Grant(wish.brand, ("",) * wish.count, 0.0) for wish in wishes]
