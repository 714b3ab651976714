"""Strikes while a run goes on: carries out blows, wakes who sleeps, raises the dead, turns the weather."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable

from tests.chaos.crew import Member, children, send_signal
from tests.chaos.orders import Orders
from tests.chaos.scale import Scale
from tests.chaos.servers import Backing
from tests.chaos.weather import Blow, blow, requests
from tests.sandbox_control import Sandbox

_WEATHER = 1.5  # seconds until it turns
_DOWN, _LONG_DOWN = 2.0, 12.0  # seconds: who lies on the ground may get up, unless that takes too long


class Conductor:
    """Called again and again by the run, from its main thread: a process dies with its maker's thread."""

    def __init__(
        self,
        *,
        crew: list[Member],
        beats: list[Member],
        others: list[Member],
        backing: Backing,
        sandbox: Sandbox,
        orders: Orders,
        scale: Scale,
        dice: random.Random,
        every: float,
        sleepers: float,
    ) -> None:
        self._crew, self._beats, self._backing = crew, beats, backing
        self._sandbox, self._orders, self._others = sandbox, orders, others
        self._scale, self._dice, self._every = scale, dice, every
        self._sleepers = sleepers
        self._asleep: dict[int, float] = {}
        self._wanted_beats = 1
        self._brands: list[str] = []
        self._next_blow = self._next_weather = self._alive_at = time.monotonic()
        self._away: tuple[float, Callable[[], None]] | None = None
        self.faults: Counter[str] = Counter()

    def storm_over(self, brands: list[str]) -> None:
        """From now on those brands may have storms of their own."""
        self._brands = brands

    def sign_of_life(self) -> None:
        """The engine has just asked Omnisend for something."""
        self._alive_at = time.monotonic()

    def tick(self, *, strike: bool, harder: float = 1.0) -> None:
        """One look around; with ``strike`` also something to go wrong, ``harder`` times as often as usual."""
        now = time.monotonic()
        self._see_taken(now)
        self._wake(now)
        self._bring_back(now)
        self._raise_the_dead()
        if strike and now >= self._next_weather:
            self._turn_weather(harder)
            self._kill_another()
            self._next_weather = time.monotonic() + _WEATHER  # a busy machine takes a while to turn it
        if strike and now >= self._next_blow and not _DOWN < now - self._alive_at < _LONG_DOWN:
            self._carry_out(blow(self._dice, self._scale, self._sleepers))
            self._next_blow = now + self._dice.expovariate(harder / self._every)

    def calm(self) -> None:
        """No fault any more: what sleeps wakes, no server is away, no order is open, beat is to be one."""
        self._sandbox.clear_faults()
        self._orders.withdraw()
        self._wanted_beats = 1
        self._see_taken(time.monotonic())
        self._wake(float("inf"))
        self._bring_back(float("inf"))

    @property
    def kills(self) -> int:
        return sum(many for kind, many in self.faults.items() if kind.startswith("kill"))

    def _see_taken(self, now: float) -> None:
        for order in self._orders.taken():
            self.faults[f"{order.act} {order.point}"] += 1
            if order.act == "stop":
                self._asleep[order.pid] = now + order.seconds

    def _wake(self, now: float) -> None:
        for pid, until in list(self._asleep.items()):
            if now >= until:
                del self._asleep[pid]
                send_signal(pid, signal.SIGCONT)

    def _raise_the_dead(self) -> None:
        for member in (*self._crew, *self._others):
            if not member.alive:
                member.start()
        for number, member in enumerate(self._beats):
            if number < self._wanted_beats and not member.alive:
                member.start()
            elif number >= self._wanted_beats and member.alive:
                member.kill()

    def _turn_weather(self, harder: float) -> None:
        self._sandbox.clear_faults()
        for order in requests(self._dice, self._scale, self._brands, harder):
            self._sandbox.fault(**order)

    def _carry_out(self, what: Blow) -> None:
        if what.point:
            if self._orders.open() < 3:
                self._orders.place(what.kind.split()[0], what.point, what.seconds)
        elif what.kind.endswith("child"):
            self._child(what)
        elif what.kind == "kill a worker":
            self._dice.choice(self._crew).kill()
            self.faults["kill a worker"] += 1
        elif what.kind.endswith(("beat", "beats")):
            self._beat(what.kind)
        elif self._away is None and self._backing.answers():
            self._strike_server(what)

    def _beat(self, kind: str) -> None:
        """None or two, and every other time one again, which is no fault."""
        self._wanted_beats = {"no beat": 0, "two beats": 2}[kind] if self._wanted_beats == 1 else 1
        if self._wanted_beats != 1:
            self.faults[kind] += 1

    def _child(self, what: Blow) -> None:
        """A child of a prefork pool, or a worker that has none."""
        pids = [pid for member in self._crew for pid in children(member) or [member.pid]]
        pid = self._dice.choice(pids)
        stop = what.kind.startswith("stop")
        if pid and pid not in self._asleep and send_signal(pid, signal.SIGSTOP if stop else signal.SIGKILL):
            self.faults[what.kind] += 1
            if stop:
                self._asleep[pid] = time.monotonic() + what.seconds

    def _kill_another(self) -> None:
        """The naive way's workers die too, now and then, and are not counted."""
        if self._others and self._dice.random() < 0.4:
            self._dice.choice(self._others).kill()

    def _strike_server(self, what: Blow) -> None:
        """It is away for a while; whoever sees it later starts it again."""
        backing = self._backing
        start: Callable[[], None] | None = backing.start_postgres
        match what.kind:
            case "flush Redis":
                backing.flush_redis()
                start = None
            case "restart Redis":
                backing.kill_redis()
                start = backing.start_redis
            case "restart PostgreSQL":
                backing.stop_postgres(signal.SIGINT)
            case _:
                backing.stop_postgres(signal.SIGQUIT)
        self.faults[what.kind] += 1
        self._away = (time.monotonic() + what.seconds, start) if start else None

    def _bring_back(self, now: float) -> None:
        if self._away is not None and now >= self._away[0]:
            self._away[1]()
            self._away = None
