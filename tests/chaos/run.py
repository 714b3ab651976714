"""One run: people, processes, faults from a seed, a time to settle, and a verdict."""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict

import psycopg

from omniapp.embedded import processes
from tests.chaos import collect
from tests.chaos.checker import check
from tests.chaos.conductor import Conductor
from tests.chaos.crew import Forked, Member, Nursery, Started, beat, looping, worker
from tests.chaos.history import Letter
from tests.chaos.naive import WAYS, Naive
from tests.chaos.orders import Orders
from tests.chaos.plan import Plan, Result
from tests.chaos.scale import Scale
from tests.chaos.stage import Stage
from tests.waiting import eventually

_UNDER_WAY = "select count(*) from sending_delivery where state in ('held', 'handing_over', 'checking')"
_FOLLOWED = (
    "select count(*) from sending_delivery where state = 'following' and not attached "
    "and remote_status <> 'scheduled'"
)
_EXCHANGES = "select count(*) from sending_deliveryevent where kind = 'exchange'"
_TICK = 0.05
_HARDEST = 2.0
_TO_SETTLE, _TO_JUDGE = 32.0, 5.0  # seconds left of a bounded run
_GUARDED_FROM = 0.7  # until then Omnisend's own draft guard must not be what saves us
_KNOWN_AT_ONCE = ("sent twice", "said sent falsely", "unexplained")  # the others need everything to rest
Tell = Callable[[str, float], None]


def run(stage: Stage, plan: Plan, tell: Tell) -> Result:
    """One run on an empty stage. ``tell`` hears now and then what goes on, and which share of it is over."""
    started, result = time.monotonic(), Result(plan)
    one = Run(stage, plan, tell)
    try:
        one.begin()
        faults = one.storm(started + plan.within - _TO_SETTLE)
        result.unsettled = 0 if one.caught else one.settle(started + plan.within - _TO_JUDGE)
    finally:
        one.end()
    result.faults = dict(sorted((one.conductor.faults + faults).items()))
    result.kills, result.out_of_time = one.conductor.kills, one.out_of_time
    one.judge(result)
    result.seconds = round(time.monotonic() - started, 1)
    return result


class Run:
    """The processes and files of one run."""

    def __init__(self, stage: Stage, plan: Plan, tell: Tell) -> None:
        self._stage, self._plan, self._tell, self._scale = stage, plan, tell, Scale(plan.factor)
        self._directory = stage.directory / f"run-{plan.seed}-{plan.mistake.replace(' ', '-') or 'engine'}"
        self._directory.mkdir()
        switches: dict[str, object] = {"draft_guard": False, "rate_limits": False, **self._scale.switches}
        stage.empty(plan.seed, switches)
        orders = Orders(self._directory / "orders")
        environment = stage.environment(
            self._scale,
            CHAOS_ORDERS=str(orders.directory),
            CHAOS_MISTAKE=plan.mistake,
            CHAOS_MISTAKEN=str(self._directory / "mistaken"),
            CHAOS_NAIVE=str(self._directory),
        )
        programs = (worker("prefork", "prefork", 2), worker("threads", "threads", 1), looping())
        self._nursery = Nursery(environment, self._directory)
        self._crew: list[Member] = [Forked(program, self._nursery) for program in programs]
        beats = [beat(name, self._directory) for name in ("beat", "beat-2")]
        self._beats: list[Member] = [Forked(program, self._nursery) for program in beats]
        people = ("tests.chaos.people", str(self._directory))
        self._people = Started("people", people, environment, self._directory)
        redis_url = stage.backing.addresses.redis_url
        self._naive = Naive(stage.sandbox, redis_url, self._nursery, self._directory) if plan.naive else None
        self._seen: set[str] = set()
        self.caught = self.hurried = self.out_of_time = False
        self.conductor = Conductor(
            crew=self._crew,
            beats=self._beats,
            others=list(self._naive.members) if self._naive else [],
            backing=stage.backing,
            sandbox=stage.sandbox,
            orders=orders,
            scale=self._scale,
            dice=random.Random(plan.seed),
            every=plan.every,
            sleepers=plan.sleepers,
        )

    def begin(self) -> None:
        """Everybody is there."""
        told = asdict(self._plan) | {"sandbox": self._stage.sandbox.url, "hold": self._scale.durations.hold}
        (self._directory / "plan.json").write_text(json.dumps(told))
        self._people.start()
        self.conductor.tick(strike=False)
        eventually(self._arrived, within=120, what="The people's arrival")
        brands = [brand["brandID"] for brand in self._stage.sandbox.state()["brands"]]
        self.conductor.storm_over(brands[-self._plan.stores :])
        eventually(lambda: self._count(_EXCHANGES), within=120, what="The engine's first exchange")

    def _arrived(self) -> bool:
        self._require_people()
        return (self._directory / "ready").exists()

    def _require_people(self) -> None:
        if not self._people.alive:
            raise RuntimeError(f"The people are gone:\n{processes.tail(self._directory / 'people.log', 20)}")

    def storm(self, until: float) -> Counter[str]:
        """Faults until there were enough or time is over; answers those of requests, from Omnisend's log."""
        most = min(self._plan.seconds, until - time.monotonic())
        started, seen, requests, look, guarded = time.monotonic(), 0, Counter[str](), 0.0, False
        naive = self._naive.brand if self._naive else ""
        while (passed := time.monotonic() - started) < most and not self.caught:
            total = sum(requests.values()) + sum(self.conductor.faults.values())
            time_gone, struck = passed / most, total / self._plan.faults
            share = max(time_gone, struck)
            if total >= self._plan.faults:
                break
            if share > _GUARDED_FROM and not guarded:
                self._stage.sandbox.switch(draft_guard=True)
                guarded = True
            self.conductor.tick(strike=True, harder=self._harder(time_gone, struck))
            if passed - look > 1:
                news = self._stage.sandbox.log_after(seen)
                if any(one["brandID"] != naive for one in news):
                    self.conductor.sign_of_life()
                requests += collect.faults_of(news, less=naive)
                seen = news[-1]["n"] if news else seen
                self._tell(f"{total} faults, {self.conductor.kills} kills", min(share, 1.0))
                self._each_second()
                look = time.monotonic() - started
            time.sleep(_TICK)
        else:
            self.out_of_time = not self.caught
        return requests

    def _harder(self, time_gone: float, struck: float) -> float:
        """On a busy machine little is asked, and little can go wrong: then more of it does."""
        behind = time_gone / max(struck, 0.01)
        return 1.0 if self._plan.watched else min(max(behind, 1.0), _HARDEST)

    def _each_second(self) -> None:
        self._require_people()
        if self._naive:
            for way in WAYS:
                self._naive.click(way)
        if self._plan.watched and self._stage.backing.answers():
            self.caught = bool(self._seen & (seen := set(self._noticed())))
            self._seen = seen

    def _noticed(self) -> list[str]:
        """Its sources are read one after the other while all goes on: what is found twice is there."""
        found = check(self._letters(), self._scale.durations)
        return Result(self._plan, found={column: found[column] for column in _KNOWN_AT_ONCE}).noticed

    def settle(self, until: float) -> int:
        """Waits until everything rests, as long as that may rightly take; answers how much does not."""
        self.conductor.calm()
        (self._directory / "rest").touch()
        enough, rests = time.monotonic() + self._plan.patience * self._scale.settling, 0
        self.hurried = until < enough
        while time.monotonic() < min(enough, until) and rests < 3:
            self.conductor.tick(strike=False)
            time.sleep(0.3)
            under_way = self._count(_UNDER_WAY) + self._count(_FOLLOWED)
            quiet = not under_way and not self._people.alive and self._stage.backing.answers()
            rests = rests + 1 if quiet else 0
            self._tell(f"settling, {under_way} under way", 1.0)
        return self._count(_UNDER_WAY)

    def _count(self, query: str) -> int:
        try:
            with psycopg.connect(self._stage.backing.addresses.database_url) as connection:
                row = connection.execute(query.encode()).fetchone()
        except psycopg.OperationalError:
            return 0
        return int(row[0]) if row else 0

    def end(self) -> None:
        """No process of it is left, and no server is away."""
        members = [*self._crew, *self._beats, self._people, *(self._naive.members if self._naive else [])]
        for member in members:
            member.kill()
        self._nursery.close()
        self.conductor.calm()

    def judge(self, result: Result) -> None:
        """Fills in what the checker says, and leaves the whole history in a file."""
        eventually(self._stage.backing.answers, within=60, what="The servers' return")
        letters = self._letters()
        result.found = check(letters, self._scale.durations)
        result.hurried = self.hurried and result.unsettled > 0
        if result.hurried:
            result.found["stuck"] = []
        if self.caught:  # it was ended in the middle
            result.found |= {column: [] for column in result.found if column not in _KNOWN_AT_ONCE}
        result.letters = len(letters)
        acts = Counter(act.what for letter in letters for act in letter.acts)
        result.clicks, result.acts = acts["send"], dict(sorted(acts.items()))
        result.deliveries = len({event.delivery for letter in letters for event in letter.events})
        result.sends = sum(sent.via == "api" for letter in letters for sent in letter.sent)
        result.naive = self._naive.verdict() if self._naive else {}
        result.came_to_pass = (self._directory / "mistaken").exists()
        result.fallen = self._fallen()
        told = {"result": result.as_json(), "letters": [asdict(letter) for letter in letters]}
        (self._directory / "history.json").write_text(json.dumps(told, default=list))

    def _fallen(self) -> list[str]:
        """What ended somebody's turns: errors that a page would not have had words for."""
        told = (self._directory / "people.log").read_text().split("Exception in thread ")[1:]
        lines = [one.splitlines()[1:] for one in told]
        return [next(line for line in one if line[:1].strip() and "Traceback" not in line) for one in lines]

    def _letters(self) -> list[Letter]:
        stage, less = self._stage, self._naive.brand if self._naive else ""
        diary = self._directory / "diary.jsonl"
        return collect.letters(stage.sandbox, diary, stage.backing.addresses.database_url, less=less)
