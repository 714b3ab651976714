"""Nothing waits for ever: whatever Omnisend does, every state ends, or a person is asked, in time."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from omniapp.sending import operations
from omniapp.sending.decisions import KEEPS_ITS_DEADLINE, decide, expired, overdue
from omniapp.sending.outcomes import describe
from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation
from omniapp.sending.states import FINAL, STEERING, WORKABLE, Purpose, Reason, State, Step
from omniapp.stores.models import Store
from tests import cast
from tests.sending.conftest import Stage
from tests.sending.situations import NOON, TIMING, after, situation
from tests.sending.test_outcomes import made

World = Callable[[Situation, dt.datetime], Evidence]
AT_WORK = {Step.CREATE, Step.PATCH, Step.READ_BACK, Step.CHECK_OLD, Step.REMOVE_OLD, Step.UTM, Step.BOOST}
WHERE: dict[State, set[Step]] = {
    State.HELD: {Step.CREATE, Step.PATCH},
    State.HANDING_OVER: AT_WORK | {Step.SEND, Step.LOOK, Step.TEST, Step.COPY, Step.DELETE},
    State.CHECKING: {Step.FIND, Step.FIND_BOOST, Step.FIND_COPY, Step.LOOK},
    State.FOLLOWING: {Step.LOOK} | STEERING,
}
PURPOSES = {
    Step.TEST: Purpose.TEST,
    Step.COPY: Purpose.COPY,
    Step.FIND_COPY: Purpose.COPY,
    Step.DELETE: Purpose.DELETE,
}


def always(kind: Kind, **problem: object) -> World:
    return lambda s, at: Evidence(kind, at, at, problem=Problem(**problem))  # type: ignore[arg-type]


def shows(status: str, *differences: str, found: bool = True) -> World:
    """Every request is answered, and whatever is read is of this status."""

    def answer(s: Situation, at: dt.datetime) -> Evidence:
        remote = Remote("r1", status, differences)
        return Evidence(Kind.YES, at, at, remote=remote, found=(remote,) if found else ())

    return answer


def changes_are_lost(s: Situation, at: dt.datetime) -> Evidence:
    """Everything can be read, and no change is ever answered, nor arrives."""
    if s.step in (Step.LOOK, Step.READ_BACK, Step.CHECK_OLD):
        return shows("draft", "the subject")(s, at)
    return Evidence(Kind.YES if s.step in (Step.FIND, Step.FIND_BOOST) else Kind.UNKNOWN, at, at)


WORLDS: dict[str, World] = {
    "cannot be reached": always(Kind.NOT_REACHED),
    "answers are lost": always(Kind.UNKNOWN, status=524),
    "workers die": always(Kind.LEASE_LOST),
    "too many requests": always(Kind.WAIT, status=429, retry_after=20.0),
    "too many requests for hours": always(Kind.WAIT, status=429, retry_after=7200.0),
    "locked out": always(Kind.LOCKED_OUT),
    "plan": always(Kind.NO, status=402),
    "forbidden": always(Kind.NO, status=403),
    "not found": always(Kind.NO, status=404),
    "a conflict nobody published": always(Kind.NO, status=409, slug="of tomorrow"),
    "changes are lost": changes_are_lost,
    "a draft for ever": shows("draft"),
    "a draft that differs": shows("draft", "the subject"),
    "nothing is found": shows("draft", found=False),
    "scheduled for ever": shows("scheduled"),
    "paused for ever": shows("paused"),
    "a status of tomorrow": shows("of tomorrow"),
}
SLACK = dt.timedelta(seconds=1)  # for the answers themselves
TO_BE_ASKED_AGAIN = 7200.0  # seconds at most, while it is followed


def bound(s: Situation) -> dt.datetime:
    """When it must have left this state at the latest, if it was clicked at noon."""
    if s.state in (State.HELD, State.HANDING_OVER):
        return after(TIMING.handover)
    if s.state == State.CHECKING:
        return after(TIMING.handover + TIMING.checking)
    return after(TIMING.handover + TIMING.checking + TIMING.following + TO_BE_ASKED_AGAIN)


def test_every_step_is_tried_in_every_state_it_belongs_to() -> None:
    assert set().union(*WHERE.values()) == set(Step)
    assert set(WHERE) == WORKABLE


def next_turn(s: Situation) -> dt.datetime:
    """When something happens to it: it is worked on, or its deadline passes."""
    return min(s.not_before, s.deadline) if s.state in KEEPS_ITS_DEADLINE else s.not_before


def standing(state: State, step: Step) -> Situation:
    return situation(
        state,
        step,
        purpose=PURPOSES.get(step, Purpose.SEND),
        remote_id="" if step in (Step.CREATE, Step.FIND) else "r1",
        unknown_since=NOON if state == State.CHECKING else None,
        accepted_at=NOON if state == State.FOLLOWING else None,
        deadline=after({State.CHECKING: TIMING.checking, State.FOLLOWING: TIMING.following}.get(state, 3600)),
        handover_by=after(3600),
        old_remote_id="r0",
        utm_todo=True,
        boost_todo=True,
        sends=1 if step == Step.LOOK else 0,
    )


@pytest.mark.parametrize("world", sorted(WORLDS))
@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state in WHERE for step in sorted(WHERE[state])]
)
def test_whatever_omnisend_does_it_ends_or_a_person_is_asked_in_time(
    state: State, step: Step, world: str
) -> None:
    s, now, turns = standing(state, step), NOON, 0
    while s.state not in FINAL and s.state != State.NEEDS_PERSON:
        now, turns = max(now, next_turn(s)), turns + 1
        assert turns < 10_000, f"{s.state}/{s.step} goes round without a pause"
        if overdue(s, now):
            s = expired(s, Evidence(Kind.NOT_REACHED, now, now))
            continue
        assert now <= bound(s) + SLACK, f"still {s.state}/{s.step}"
        s = replace(s, state=State.HANDING_OVER) if s.state == State.HELD else s
        now += dt.timedelta(seconds=0.1)
        s = decide(s, WORLDS[world](s, now), TIMING)

    assert s.reason or s.state in FINAL


def test_a_cancel_that_cannot_be_asked_for_in_time_says_so() -> None:
    canceling = situation(
        State.FOLLOWING, Step.CANCEL, accepted_at=NOON, remote_status="started", deadline=after(5)
    )

    parked = decide(canceling, Evidence(Kind.NOT_REACHED, after(5), after(5)), TIMING)

    assert (parked.state, parked.reason, parked.step) == (State.NEEDS_PERSON, Reason.OVERDUE, Step.LOOK)


def test_what_was_no_draft_any_more_is_not_said_to_be_unsent_when_its_time_is_over() -> None:
    conflicting = situation(step=Step.LOOK)

    parked = expired(conflicting, Evidence(Kind.NOT_REACHED, after(3600), after(3600)))

    assert (parked.reason, parked.unknown_since) == (Reason.UNKNOWN, after(3600))


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_conflict_that_nobody_lets_us_read_is_not_said_to_be_unsent(stage: Stage, comes_back: bool) -> None:
    stage.fault("send", status=409, slug="invalid-campaign-status")
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.sends == 1)
    stage.sandbox.status(delivery.remote_id, "sent")
    stage.sandbox.disconnect(stage.store.brand_id)
    delivery = stage.work(delivery, lambda d: d.looks > 0)
    page = describe(delivery.campaign, delivery, Store.objects.get(), now=stage.now)
    assert page.went_out == "It may be going out."
    assert [action.verb for action in page.actions] == ["reconnect"]

    if comes_back:
        cast.connected_store(stage.sandbox)
        assert stage.work(delivery).state == State.SENT
    else:
        operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)
        delivery.refresh_from_db()
        assert delivery.state == State.UNFOLLOWED
        cast.connected_store(stage.sandbox)
        operations.store_reconnected(store=stage.store, actor=stage.merchant, now=stage.now)
        delivery = stage.work(delivery)
        assert (delivery.state, delivery.sent_by) == (State.SENT, "omnisend")


@pytest.mark.parametrize("reason", sorted(Reason))
def test_a_time_that_passes_while_a_person_is_waited_for_is_said_and_not_offered_again(
    stage: Stage, reason: Reason
) -> None:
    soon = (stage.now + dt.timedelta(minutes=30)).astimezone(stage.store.tz)
    when = {"timing": "at", "on_date": soon.date().isoformat(), "at_time": f"{soon:%H:%M}"}
    parked = made(
        stage, State.NEEDS_PERSON, reason=reason, unknown_since=None, accepted_at=None, campaign=when
    )
    before = describe(parked.campaign, parked, stage.store, now=stage.now)

    late = describe(parked.campaign, parked, stage.store, now=stage.now + dt.timedelta(hours=1))

    assert "Its time has passed" not in before.sentence
    assert "Its time has passed; choose a new one." in late.sentence
    assert [action.verb for action in late.actions if action.primary] == ["edit"]
    assert not {"resume", "send-without-booster"} & {action.verb for action in late.actions}


@pytest.mark.parametrize("step", [Step.FIND, Step.FIND_BOOST])
def test_while_only_a_draft_is_looked_for_the_page_does_not_say_that_it_may_have_gone_out(
    stage: Stage, step: Step
) -> None:
    checking = made(stage, State.CHECKING, step, accepted_at=None)
    parked = made(stage, State.NEEDS_PERSON, step, reason=Reason.UNKNOWN, accepted_at=None)

    said = [describe(one.campaign, one, stage.store, now=stage.now).went_out for one in (checking, parked)]

    assert said == ["Nothing was sent: a draft reaches nobody.", "Nothing was sent."]


def while_omnisend_takes_nothing(stage: Stage, seconds: float) -> None:
    """So much later; nothing can be asked for the store meanwhile, nor now."""
    stage.now += dt.timedelta(seconds=seconds)
    stage.sandbox.clock(advance=seconds)
    stage.step()


@pytest.mark.parametrize("hold", [0, 20])
def test_what_omnisend_takes_no_request_for_is_parked_when_its_time_is_over(stage: Stage, hold: int) -> None:
    stage.fault("send", status=429, retryAfter=7200, times=0)
    first = stage.work(stage.send(stage.campaign()), lambda d: d.problem is not None)
    Store.objects.update(sending_hold=hold)
    second = stage.send(stage.campaign(name="Another"))
    while_omnisend_takes_nothing(stage, 120)
    second.refresh_from_db()
    told = describe(second.campaign, second, stage.store, now=stage.now)
    assert (second.state, told.title) == (State.HELD, "Waits for its turn")
    assert "we stop and say so" in told.next_step

    while_omnisend_takes_nothing(stage, 3600)

    for delivery in (first, second):
        delivery.refresh_from_db()
        assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.LATE)
    told = describe(first.campaign, first, stage.store, now=stage.now)
    assert ("Omnisend's answer", "429") in told.details
    assert stage.sends() == 0


def test_what_cannot_be_found_out_in_time_is_said_although_nothing_can_be_asked(stage: Stage) -> None:
    stage.fault("send", "cut")
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.state == State.CHECKING)
    stage.fault("look", status=429, retryAfter=7200, times=0)
    stage.work(delivery, lambda d: d.problem is not None and d.problem["status"] == 429)

    while_omnisend_takes_nothing(stage, 1300)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.UNKNOWN)
    assert delivery.unknown_since is not None
