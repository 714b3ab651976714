"""Every order of events of a small case: one send, two workers, three attempts, a remote without a guard.

A worker may die or sleep past its lease, an answer may be lost or late, a lost request may be applied until
the quiet time is over, and a person resumes or looks whenever that is offered. Time goes in steps of one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pytest

from omniapp.sending.decisions import decide, decide_late, overdue
from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation, Timing
from omniapp.sending.states import FINAL, WORKABLE, State, Step, allowed
from tests.sending.situations import NOON

LEASE, DEADLINE, QUIET, LONG = 2, 1, 3, 40
WORKERS, ATTEMPTS = 2, 3


class SentTwice(AssertionError):
    """What must never be reached."""


@dataclass(frozen=True)
class Rules:
    """How the engine under test goes about it; the defaults are ours."""

    quiet: int = QUIET
    checks_the_clock: bool = True


class Request(NamedTuple):
    """One send. ``worker``: somebody still waits for its answer. ``until``: it is applied before or never."""

    fence: int
    lease_until: int
    written: bool = False
    applied: bool = False
    worker: bool = True
    until: int = LONG


class World(NamedTuple):
    s: Situation
    now: int = 0
    fence: int = 0
    lease: int = -1  # until when somebody holds it; -1 nobody
    requests: tuple[Request, ...] = ()
    attempts: int = 0
    applied: int = 0


def at(seconds: int) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def start() -> World:
    s = Situation(State.HELD, Step.SEND, NOON, at(LONG), remote_id="r1", remote_status="draft")
    return World(s)


def timing(rules: Rules) -> Timing:
    return Timing(quiet=rules.quiet, handover=LONG, checking=LONG, following=LONG)


def nexts(w: World, rules: Rules) -> Iterator[World]:
    """Everything that may happen next."""
    yield from _time(w)
    yield from _persons(w)
    if w.lease < 0 and w.s.state in WORKABLE and at(w.now) >= w.s.not_before and not overdue(w.s, at(w.now)):
        yield from _claimed(w, rules)
    if 0 <= w.lease <= w.now:
        yield _moved(w, decide(w.s, Evidence(Kind.LEASE_LOST, at(w.lease), at(w.lease)), timing(rules)))
    for request in w.requests:
        yield from _goes_on(w, request, rules)


def _time(w: World) -> Iterator[World]:
    if w.now < LONG // 2:
        yield w._replace(now=w.now + 1)


def _persons(w: World) -> Iterator[World]:
    if w.s.state == State.HELD:
        yield w._replace(s=replace(w.s, state=State.UNDONE, ended_at=at(w.now)))
    if w.s.state != State.NEEDS_PERSON:
        return
    again: dict[str, Any] = {"reason": "", "not_before": at(w.now), "deadline": at(LONG), "problem": None}
    if w.s.unknown_since is not None:
        yield w._replace(s=replace(w.s, state=State.CHECKING, step=Step.LOOK, **again))
    elif w.s.accepted_at is None:
        yield w._replace(s=replace(w.s, state=State.HANDING_OVER, step=Step.SEND, **again))


def _claimed(w: World, rules: Rules) -> Iterator[World]:
    """A claim of the send; a reading is asked and answered in one go."""
    s = replace(w.s, state=State.HANDING_OVER) if w.s.state == State.HELD else w.s
    if s.step == Step.LOOK:
        read = Evidence(Kind.YES, at(w.now), at(w.now), Remote("r1", "started" if w.applied else "draft"))
        yield _moved(w._replace(s=s), decide(s, read, timing(rules)))
    elif w.attempts < ATTEMPTS and sum(r.worker for r in w.requests) < WORKERS:
        request = Request(w.fence + 1, w.now + LEASE)
        held = w._replace(s=s, fence=w.fence + 1, lease=w.now + LEASE, attempts=w.attempts + 1)
        yield held._replace(requests=(*w.requests, request))


def _goes_on(w: World, r: Request, rules: Rules) -> Iterator[World]:
    if r.worker and not r.written:
        yield _changed(w, r, None)  # it dies before a byte left
        if not rules.checks_the_clock or r.lease_until - w.now >= DEADLINE:
            yield _changed(w, r, r._replace(written=True, until=max(r.lease_until, w.now) + QUIET))
        else:
            yield _answered(w, r, Kind.NOT_REACHED, None, rules)
        return
    if not r.applied and w.now < r.until:
        if w.applied:
            raise SentTwice
        done = r._replace(applied=True) if r.worker else None
        yield _changed(w, r, done)._replace(applied=w.applied + 1)
    if not r.worker:
        return
    orphan = r._replace(worker=False)
    yield _changed(w, r, None if r.applied else orphan)  # the worker dies
    if w.now <= r.lease_until:  # no longer than that does anybody wait for an answer
        yield _answered(
            w, r, Kind.UNKNOWN, None if r.applied else orphan._replace(until=w.now + QUIET), rules
        )
    yield _answered(w, r, Kind.YES if r.applied else Kind.NO, None, rules)


def _answered(w: World, r: Request, kind: Kind, left: Request | None, rules: Rules) -> World:
    problem = Problem(status=402) if kind == Kind.NO else Problem()
    evidence = Evidence(kind, at(w.now), at(w.now), problem=problem)
    after = _changed(w, r, left)
    if r.fence == w.fence and w.lease >= 0:
        return _moved(after, decide(w.s, evidence, timing(rules)))
    late = decide_late(w.s, Step.SEND, evidence, timing(rules))
    return _moved(after, late) if late else after


def _changed(w: World, old: Request, new: Request | None) -> World:
    others = tuple(r for r in w.requests if r is not old)
    return w._replace(requests=(*others, new) if new else others)


def _moved(w: World, s: Situation) -> World:
    assert allowed(w.s.state, s.state), f"{w.s.state} may not become {s.state}"
    assert s.state in FINAL or s.state in WORKABLE or s.reason
    return w._replace(s=replace(s, looks=0, problem=None), lease=-1, fence=w.fence + 1)


def key(w: World) -> tuple[object, ...]:
    """What tells two worlds apart from here on: moments count from now, and the distant past not at all."""
    s, now = w.s, w.now
    since = max((s.unknown_since - at(now)).total_seconds(), -QUIET - 1) if s.unknown_since else None
    accepted = max((s.accepted_at - at(now)).total_seconds(), -QUIET - 1) if s.accepted_at else None
    requests = [
        r._replace(
            fence=r.fence if r.fence == w.fence else 0,
            lease_until=max(r.lease_until - now, -1),
            until=max(min(r.until - now, LONG), -1),
        )
        for r in w.requests
        if r.worker or now < r.until
    ]
    waits = max((s.not_before - at(now)).total_seconds(), 0)
    lease = max(w.lease - now, 0) if w.lease >= 0 else -1
    flags = (min(s.sends, 1), s.ever_unknown, s.sent_by, s.remote_status)
    return (s.state, s.step, s.reason, waits, since, accepted, *flags, lease, tuple(sorted(requests)),
            w.attempts, w.applied)  # fmt: skip


def walk(rules: Rules) -> int:
    """How many different worlds there are. Raises SentTwice when one of them was reached by two sends."""
    first = start()
    seen, edge = {key(first)}, [first]
    while edge:
        world = edge.pop()
        if world.now >= LONG // 2:
            continue
        for after in nexts(world, rules):
            if (known := key(after)) not in seen:
                seen.add(known)
                edge.append(after)
    return len(seen)


def test_no_order_of_events_sends_twice() -> None:
    assert walk(Rules()) > 1_000


@pytest.mark.parametrize("without", [Rules(quiet=0), Rules(checks_the_clock=False)])
def test_the_walk_finds_what_the_quiet_time_and_the_last_look_at_the_clock_are_for(without: Rules) -> None:
    with pytest.raises(SentTwice):
        walk(without)
