"""One run: people, processes, faults from a seed, a time to settle, and a verdict."""

import json
import pathlib
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import psycopg

from tests.chaos import collect
from tests.chaos.checker import check
from tests.chaos.conductor import Conductor
from tests.chaos.crew import Member, Program, beat, looping, worker
from tests.chaos.orders import Orders
from tests.chaos.plan import Plan, Result
from tests.chaos.scale import Scale
from tests.chaos.stage import Stage
from tests.waiting import eventually

_UNDER_WAY = "select count(*) from sending_delivery where state in ('held', 'handing_over', 'checking')"
_FOLLOWED = (
    "select count(*) from sending_delivery where state = 'following' and not attached "
    "and remote_status not in ('scheduled', 'canceled')"
)
_TICK = 0.05
Tell = Callable[[str, float], None]


def run(stage: Stage, plan: Plan, tell: Tell) -> Result:
    """One run on an empty stage. ``tell`` hears now and then what goes on, and which share of it is over."""
    started, scale, result = time.monotonic(), Scale(plan.factor), Result(plan)
    directory = stage.directory / f"run-{plan.seed}-{plan.defect.replace(' ', '-') or 'engine'}"
    directory.mkdir()
    stage.empty(plan.seed, {"draft_guard": False, "rate_limits": False} | scale.switches)
    orders = Orders(directory / "orders")
    environment = stage.environment(scale, CHAOS_ORDERS=str(orders.directory), CHAOS_DEFECT=plan.defect)
    crew = [Member(p, environment, directory) for p in (worker("prefork", "prefork", 3), looping())]
    crew.append(Member(worker("threads", "threads", 2), environment, directory))
    beats = [Member(beat(name, directory), environment, directory) for name in ("beat", "beat-2")]
    people = _people(plan, stage, scale, environment, directory)
    try:
        for member in (*crew, people):
            member.start()
        eventually(lambda: _arrived(people, directory), within=90, what="The people's arrival")
        brands = [brand["brandID"] for brand in stage.sandbox.state()["brands"]][-plan.stores :]
        conductor = Conductor(
            crew=crew,
            beats=beats,
            backing=stage.backing,
            sandbox=stage.sandbox,
            orders=orders,
            brands=brands,
            scale=scale,
            dice=random.Random(plan.seed),
            every=plan.every,
        )
        faults = _storm(stage, plan, conductor, tell)
        conductor.calm()
        (directory / "rest").touch()
        result.unsettled = _settle(stage, scale, conductor, tell)
        eventually(lambda: not people.alive, within=60, what="The people's rest")
    finally:
        for member in (*crew, *beats, people):
            member.kill()
    result.faults = dict(sorted((conductor.faults + faults).items()))
    result.kills, result.seconds = conductor.kills, round(time.monotonic() - started, 1)
    _judge(stage, scale, directory, result)
    return result


def _people(
    plan: Plan, stage: Stage, scale: Scale, environment: Mapping[str, str], directory: pathlib.Path
) -> Member:
    told = asdict(plan) | {"sandbox": stage.sandbox.url, "hold": scale.durations.hold}
    (directory / "plan.json").write_text(json.dumps(told))
    command = (sys.executable, "-m", "tests.chaos.people", str(directory))
    return Member(Program("people", command), environment, directory)


def _arrived(people: Member, directory: pathlib.Path) -> bool:
    if not people.alive:
        raise RuntimeError(f"The people did not come: see {directory / 'people.log'}")
    return (directory / "ready").exists()


def _storm(stage: Stage, plan: Plan, conductor: Conductor, tell: Tell) -> Counter[str]:
    """Faults until there were enough or time is over; answers those of requests, from Omnisend's log."""
    started, seen, requests, look = time.monotonic(), 0, Counter[str](), 0.0
    guarded = False
    while (passed := time.monotonic() - started) < plan.seconds:
        total = sum(requests.values()) + sum(conductor.faults.values())
        share = max(passed / plan.seconds, total / plan.faults)
        if total >= plan.faults:
            break
        if share > 0.7 and not guarded:  # most of the time Omnisend's own guard must not be what saves us
            stage.sandbox.switch(draft_guard=True)
            guarded = True
        conductor.tick(strike=True)
        if passed - look > 1:
            news, look = stage.sandbox.log_after(seen), passed
            requests, seen = requests + collect.faults_of(news), news[-1]["n"] if news else seen
            tell(f"{total} faults, {conductor.kills} kills", min(share, 1.0))
        time.sleep(_TICK)
    return requests


def _settle(stage: Stage, scale: Scale, conductor: Conductor, tell: Tell) -> int:
    """Waits until everything rests, as long as that may rightly take; answers how much does not."""
    deadline, rests = time.monotonic() + scale.settling, 0
    while time.monotonic() < deadline and rests < 3:
        conductor.tick(strike=False)
        time.sleep(0.3)
        under_way = _count(stage, _UNDER_WAY) + _count(stage, _FOLLOWED)
        rests = 0 if under_way else rests + 1
        tell(f"settling, {under_way} under way", 1.0)
    return _count(stage, _UNDER_WAY)


def _count(stage: Stage, query: str) -> int:
    try:
        with psycopg.connect(stage.backing.addresses.database_url) as connection:
            row = connection.execute(query.encode()).fetchone()
    except psycopg.OperationalError:
        return 1
    return int(row[0]) if row else 0


def _judge(stage: Stage, scale: Scale, directory: pathlib.Path, result: Result) -> None:
    letters = collect.letters(
        stage.sandbox, directory / "diary.jsonl", stage.backing.addresses.database_url
    )
    result.found = check(letters, scale.durations)
    result.letters = len(letters)
    result.clicks = sum(act.what == "send" for letter in letters for act in letter.acts)
    result.deliveries = len({event.delivery for letter in letters for event in letter.events})
    result.sends = sum(sent.via == "api" for letter in letters for sent in letter.sent)
    told: dict[str, Any] = {"result": result.as_json(), "letters": [asdict(letter) for letter in letters]}
    (directory / "history.json").write_text(json.dumps(told, default=list))
