"""A model of everything that can happen around one delivery, with Omnisend's own guard switched off.

Omnisend here accepts every send that reaches it, a draft or not, and may apply a request whose answer was
lost until the quiet time is over. Whatever the order of ticks, answers, crashes, late answers and people:
at most one send is applied (G2), and a delivery is never left without a next step or a person (G3).
"""

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import data, floats, sampled_from

from omniapp.sending.decisions import decide, decide_late
from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation
from omniapp.sending.states import CHANGING, FINAL, WORKABLE, Reason, State, Step, allowed
from tests.sending.situations import NOON, TIMING, situation

LEASE = dt.timedelta(seconds=60)
QUIET = dt.timedelta(seconds=TIMING.quiet)


@dataclass
class Request:
    """One request in flight, of which Omnisend may still apply the change until ``may_apply_until``."""

    step: Step
    fence: int
    asked_at: dt.datetime
    lease_until: dt.datetime
    may_apply_until: dt.datetime
    answered: bool = False


class OneDelivery(RuleBasedStateMachine):
    @initialize(step=sampled_from([Step.CREATE, Step.PATCH, Step.SEND]))
    def click(self, step: Step) -> None:
        known = {"remote_id": "", "remote_status": ""} if step == Step.CREATE else {}
        self.s = situation(State.HELD, step, **known)
        self.now, self.fence, self.lease = NOON, 0, False
        self.requests: list[Request] = []
        self.draft_exists = step != Step.CREATE
        self.status, self.applied = "draft", 0

    # time, workers

    @rule(seconds=floats(min_value=0, max_value=400))
    def wait(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @precondition(lambda self: not self.lease and self.s.state in WORKABLE)
    @rule(kind=sampled_from([Kind.YES, Kind.YES, Kind.YES, Kind.UNKNOWN]))
    def works_one_step(self, kind: Kind) -> None:
        self.claim()
        self.answer(self.requests[-1], kind)

    @precondition(lambda self: not self.lease and self.s.state in WORKABLE)
    @rule()
    def claims_and_sleeps(self) -> None:
        self.claim()

    def claim(self) -> None:
        self.now = max(self.now, self.s.not_before)
        self.fence, self.lease = self.fence + 1, True
        if self.s.state == State.HELD:
            self.s = replace(self.s, state=State.HANDING_OVER)
        lease_until = self.now + LEASE
        request = Request(self.s.step, self.fence, self.now, lease_until, lease_until + QUIET)
        self.requests.append(request)

    @precondition(lambda self: self.lease and self.now >= self.requests[-1].lease_until)
    @rule()
    def lease_runs_out(self) -> None:
        last = self.requests[-1]
        self.lease, self.fence = False, self.fence + 1
        self.move(decide(self.s, Evidence(Kind.LEASE_LOST, last.asked_at, last.lease_until), TIMING))

    # Omnisend

    def open_requests(self) -> list[Request]:
        return [r for r in self.requests if not r.answered]

    def apply(self, request: Request) -> None:
        if request.step == Step.SEND:
            self.applied += 1
            self.status = "started" if self.status == "draft" else self.status
        if request.step == Step.CREATE:
            self.draft_exists = True
        if request.step == Step.CANCEL and self.status in ("scheduled", "started"):
            self.status = "canceled"

    @precondition(lambda self: any(r.step in CHANGING for r in self.open_requests()))
    @rule(data=data())
    def applies_without_a_word(self, data) -> None:  # type: ignore[no-untyped-def]
        changing = [r for r in self.open_requests() if r.step in CHANGING and self.now <= r.may_apply_until]
        if changing:
            request = data.draw(sampled_from(changing))
            self.apply(request)
            request.answered = True  # nobody will hear of it

    @precondition(lambda self: self.open_requests())
    @rule(data=data(), kind=sampled_from(sorted(set(Kind) - {Kind.LEASE_LOST})))
    def answers(self, data, kind: Kind) -> None:  # type: ignore[no-untyped-def]
        self.answer(data.draw(sampled_from(self.open_requests())), kind)

    def answer(self, request: Request, kind: Kind) -> None:
        current = request.fence == self.fence and self.lease
        if self.now > request.lease_until:
            current = False
        if kind == Kind.NOT_REACHED and request.step not in CHANGING:
            kind = Kind.UNKNOWN
        if kind == Kind.UNKNOWN:
            # Without an answer by the deadline; the change may still be applied until the quiet time is over.
            request.may_apply_until = min(request.may_apply_until, self.now + QUIET)
        else:
            request.answered = True
        if kind == Kind.YES:
            self.apply(request)
        evidence = self.evidence(request, kind)
        if current:
            self.lease = False
            self.move(decide(self.s, evidence, TIMING))
        elif (late := decide_late(self.s, request.step, evidence, TIMING)) is not None:
            self.lease, self.fence = False, self.fence + 1
            self.move(late)

    def evidence(self, request: Request, kind: Kind) -> Evidence:
        remote: Remote | None = None
        found: tuple[Remote, ...] = ()
        if kind == Kind.YES and request.step in (Step.CREATE, Step.PATCH, Step.LOOK):
            remote = Remote("r1", self.status)
        if kind == Kind.YES and request.step == Step.FIND and self.draft_exists:
            found = (Remote("r1", self.status),)
        problem = Problem(status=402 if kind == Kind.NO else None)
        # Readings show the moment they were asked for: here that is now.
        return Evidence(
            kind, self.now if remote or found else request.asked_at, self.now, remote, found, problem
        )

    @precondition(lambda self: self.status == "started" and self.applied)
    @rule()
    def finishes(self) -> None:
        self.status = "sent"

    # people

    @precondition(lambda self: self.s.state == State.HELD)
    @rule()
    def undo(self) -> None:
        self.move(replace(self.s, state=State.UNDONE))

    @precondition(lambda self: self.s.state == State.NEEDS_PERSON)
    @rule()
    def resume_or_look(self) -> None:
        reason, self.fence = self.s.reason, self.fence + 1
        if self.s.unknown_since is None and reason != Reason.OVERDUE:
            step = Step.PATCH if self.s.remote_id else Step.CREATE
            deadline = self.now + dt.timedelta(hours=1)
            self.move(
                replace(
                    self.s,
                    state=State.HANDING_OVER,
                    reason="",
                    step=step,
                    deadline=deadline,
                    not_before=self.now,
                )
            )
        elif self.s.unknown_since is not None:
            step = Step.LOOK if self.s.remote_id else Step.FIND
            self.move(
                replace(
                    self.s,
                    state=State.CHECKING,
                    reason="",
                    step=step,
                    deadline=self.now + dt.timedelta(hours=1),
                )
            )

    # what must hold

    def move(self, after: Situation) -> None:
        assert allowed(self.s.state, after.state)
        self.s = after

    @invariant()
    def sent_at_most_once(self) -> None:
        assert getattr(self, "applied", 0) <= 1

    @invariant()
    def never_left_alone(self) -> None:
        s = getattr(self, "s", None)
        if s is not None:
            assert s.state in FINAL or s.state in WORKABLE or s.reason
            assert s.state != State.CHECKING or s.unknown_since is not None
            assert s.state != State.FOLLOWING or s.accepted_at is not None

    @invariant()
    def never_says_sent_falsely(self) -> None:
        s = getattr(self, "s", None)
        if s is not None and s.state == State.SENT:
            assert self.applied == 1
            assert self.status == "sent"


OneDelivery.TestCase.settings = settings(max_examples=400, stateful_step_count=30, deadline=None)
TestOneDelivery = OneDelivery.TestCase
