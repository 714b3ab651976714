"""A model of everything that can happen around one campaign, with Omnisend's own guard switched off.

Omnisend here accepts every send that reaches it, a draft or not, and may apply a request whose answer was
lost until the quiet time is over. People edit what is parked, review it anew, or say that it was not sent.
Whatever the order of ticks, answers, crashes, late answers and people: never two changes of ours are under
way at once (G1), at most one send is applied (G2), what goes out is what was reviewed, and a delivery is
never left without a next step or a person (G3).
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from hypothesis.strategies import data, floats, sampled_from

from omniapp.sending.decisions import decide, decide_late
from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation
from omniapp.sending.states import CHANGING, FINAL, WORKABLE, State, Step, allowed
from tests.sending.situations import NOON, TIMING, situation

LEASE = dt.timedelta(seconds=60)
QUIET = dt.timedelta(seconds=TIMING.quiet)


@dataclass
class Request:
    """One request in flight, of which Omnisend may still apply the change until ``may_apply_until``."""

    step: Step
    fence: int
    version: int  # the words that it writes, or that were reviewed for it
    asked_at: dt.datetime
    lease_until: dt.datetime
    may_apply_until: dt.datetime
    answered: bool = False
    waited_for: bool = True  # by a worker that holds the delivery


class OneDelivery(RuleBasedStateMachine):
    @initialize(step=sampled_from([Step.CREATE, Step.PATCH, Step.SEND]), lost=sampled_from([False, True]))
    def click(self, step: Step, lost: bool) -> None:
        step = Step.PATCH if lost else step
        known = {"remote_id": "", "remote_status": ""} if step == Step.CREATE else {}
        self.s = situation(State.HELD, step, **known)
        self.now, self.fence, self.lease = NOON, 0, False
        self.requests: list[Request] = []
        self.draft_exists = step != Step.CREATE
        self.status, self.applied = "draft", 0
        self.version, self.content = 1, 1  # what was reviewed, and what Omnisend's draft says
        self.strays_end: dt.datetime | None = None  # of answers that there is no such campaign
        self.strays: list[tuple[int, dt.datetime]] = []  # of deliveries before this one
        self.went_out: list[tuple[int, int]] = []  # (reviewed, said by the draft) of each send applied
        if lost:  # a change's answer was lost, and then the send was refused: a person may edit
            for kind in (Kind.UNKNOWN, Kind.YES, Kind.NO):
                self.claim()
                self.answer(self.requests[-1], kind)

    # time, workers

    @rule(seconds=floats(min_value=0, max_value=400))
    def wait(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @precondition(lambda self: not self.lease and self.s.state in WORKABLE)
    @rule(kind=sampled_from([Kind.YES, Kind.YES, Kind.YES, Kind.UNKNOWN, Kind.NO]))
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
        request = Request(self.s.step, self.fence, self.version, self.now, lease_until, lease_until + QUIET)
        self.requests.append(request)

    @precondition(lambda self: self.lease and self.now >= self.requests[-1].lease_until)
    @rule()
    def lease_runs_out(self) -> None:
        last = self.requests[-1]
        last.waited_for = False
        self.lease, self.fence = False, self.fence + 1
        self.move(decide(self.s, Evidence(Kind.LEASE_LOST, last.asked_at, last.lease_until), TIMING))

    # Omnisend

    def open_requests(self) -> list[Request]:
        return [r for r in self.requests if not r.answered]

    def apply(self, request: Request) -> None:
        if request.step in (Step.PATCH, Step.CREATE):
            self.content = request.version
        if request.step == Step.SEND:
            self.applied += 1
            self.went_out.append((request.version, self.content))
            self.status = "started" if self.status == "draft" else self.status
        if request.step == Step.CREATE:
            self.draft_exists = True
        if request.step == Step.CANCEL and self.status in ("scheduled", "started"):
            self.status = "canceled"

    @precondition(lambda self: any(r.step in CHANGING for r in self.open_requests()))
    @rule(data=data())
    def applies_without_a_word(self, data) -> None:  # type: ignore[no-untyped-def]
        changing = [r for r in self.open_requests() if r.step in CHANGING and self.now < r.may_apply_until]
        if changing:
            request = data.draw(sampled_from(changing))
            self.apply(request)
            request.answered = True  # nobody will hear of it

    @precondition(lambda self: self.open_requests())
    @rule(data=data(), kind=sampled_from(sorted(set(Kind) - {Kind.LEASE_LOST})))
    def answers(self, data, kind: Kind) -> None:  # type: ignore[no-untyped-def]
        self.answer(data.draw(sampled_from(self.open_requests())), kind)

    def answer(self, request: Request, kind: Kind) -> None:
        current, request.waited_for = request.fence == self.fence and self.lease, False
        if self.now > request.lease_until:
            current = False
        if kind == Kind.NOT_REACHED and request.step not in CHANGING:
            kind = Kind.UNKNOWN
        if kind == Kind.YES and request.step in CHANGING and self.now >= request.may_apply_until:
            kind = Kind.NO
        if kind == Kind.UNKNOWN:
            # Without an answer by the deadline; the change may still be applied until the quiet time is over.
            request.may_apply_until = min(request.may_apply_until, self.now + QUIET)
        else:
            request.answered = True
        if kind == Kind.YES:
            self.apply(request)
        evidence = self.evidence(request, kind)
        if current:
            self.strays_end = None if evidence.remote else self.strays_end
            self.lease = False
            self.move(decide(self.s, evidence, TIMING))
        elif (late := decide_late(self.s, request.step, evidence, TIMING)) is not None:
            self.lease, self.fence = False, self.fence + 1
            self.move(late)

    def evidence(self, request: Request, kind: Kind) -> Evidence:
        remote: Remote | None = None
        found: tuple[Remote, ...] = ()
        differs = ("the subject",) if self.content != request.version else ()
        if kind == Kind.YES and request.step in (Step.CREATE, Step.PATCH, Step.READ_BACK, Step.LOOK):
            remote = Remote("r1", self.status, differs)
        if kind == Kind.YES and request.step == Step.FIND and self.draft_exists:
            found = (Remote("r1", self.status, differs),)
        problem = Problem(status=self.refusal(request) if kind == Kind.NO else None)
        # Readings show the moment they were asked for: here that is now.
        return Evidence(
            kind, self.now if remote or found else request.asked_at, self.now, remote, found, problem
        )

    def refusal(self, request: Request) -> int:
        """402, or of readings a 404 that is not true: for less than the quiet time on end."""
        if request.step != Step.LOOK:
            return 402
        self.strays_end = self.strays_end or self.now + QUIET
        return 404 if self.now < self.strays_end else 403

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
        self.fence += 1
        if self.settled():
            step = Step.PATCH if self.s.remote_id else Step.CREATE
            self.move(self.again(State.HANDING_OVER, step=step, not_before=self.clear()))
        elif self.s.unknown_since is not None:
            step = self.s.step if self.s.step == Step.FIND else Step.LOOK
            self.move(self.again(State.CHECKING, step=step))

    @precondition(lambda self: self.s.state == State.NEEDS_PERSON and self.settled())
    @rule(edits=sampled_from([True, False]))
    def reviews_anew(self, edits: bool) -> None:
        self.click_again(edits)

    @precondition(lambda self: self.s.state == State.NEEDS_PERSON and self.s.unknown_since)
    @rule(edits=sampled_from([True, False]))
    def says_that_it_was_not_sent_and_sends_again(self, edits: bool) -> None:
        unknown = self.s.unknown_since if self.s.remote_id else None
        self.click_again(edits)
        if unknown:
            self.s = self.again(State.CHECKING, step=Step.LOOK, unknown_since=unknown, ever_unknown=True)

    def settled(self) -> bool:
        return self.s.unknown_since is None and self.s.accepted_at is None

    def again(self, state: State, **columns: Any) -> Situation:
        deadline = self.now + dt.timedelta(hours=1)
        values: dict[str, Any] = {"reason": "", "deadline": deadline, "handover_by": deadline} | columns
        return replace(self.s, state=state, **values)

    def click_again(self, edits: bool) -> None:
        """A new delivery of the same campaign, and of the same draft if there is one."""
        if self.s.stray_at:
            self.strays.append((self.version, self.s.stray_at))
        self.fence, self.lease, self.version = self.fence + 1, False, self.version + edits
        step = Step.PATCH if self.s.remote_id else Step.CREATE
        same = {"remote_id": self.s.remote_id, "remote_status": self.s.remote_status}
        self.s = situation(State.HELD, step, not_before=self.clear(), **same)
        self.s = self.again(State.HELD)

    def clear(self) -> dt.datetime:
        """From when on nothing with other words can be written any more, as ``strays`` finds out."""
        theirs = [at + QUIET for version, at in self.strays if version != self.version]
        return max([self.now, *theirs])

    # what must hold

    def move(self, after: Situation) -> None:
        assert allowed(self.s.state, after.state)
        self.s = after

    @invariant()
    def sent_at_most_once(self) -> None:
        assert getattr(self, "applied", 0) <= 1

    @invariant()
    def what_goes_out_is_what_was_reviewed(self) -> None:
        assert all(reviewed == said for reviewed, said in getattr(self, "went_out", []))

    @invariant()
    def one_change_at_a_time(self) -> None:
        under_way = [r for r in getattr(self, "requests", []) if r.waited_for and r.step in CHANGING]
        assert len(under_way) <= 1

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


OneDelivery.TestCase.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
TestOneDelivery = OneDelivery.TestCase


class Impatient(OneDelivery):
    """An engine that does not wait for what an earlier review may still write."""

    def clear(self) -> dt.datetime:
        return self.now


def with_a_change_of_before_in_the_air(model: OneDelivery) -> Request:
    """A change whose answer was lost; then it was reviewed anew with other words, and its send is begun."""
    model.click(step=Step.PATCH, lost=True)
    lost = model.requests[0]
    model.reviews_anew(edits=True)
    while model.s.step != Step.SEND:
        model.works_one_step(kind=Kind.YES)
    model.claims_and_sleeps()
    return lost


def test_the_model_finds_what_waiting_for_lost_changes_is_for() -> None:
    model = Impatient()
    lost = with_a_change_of_before_in_the_air(model)
    assert model.now < lost.may_apply_until
    for request in (lost, model.requests[-1]):
        model.apply(request)
    with pytest.raises(AssertionError):
        model.what_goes_out_is_what_was_reviewed()


def test_when_a_send_is_begun_no_lost_change_of_other_words_can_still_arrive() -> None:
    model = OneDelivery()
    lost = with_a_change_of_before_in_the_air(model)
    assert lost.version != model.version
    assert model.now >= lost.may_apply_until
