"""The policy as a table: where a delivery stands, what came, where it stands then."""

from dataclasses import replace

import pytest

from omniapp.sending.decisions import KNOWN_CONFLICTS, decide, decide_late, overdue
from omniapp.sending.situation import Evidence, Kind, Problem, Remote, Situation
from omniapp.sending.states import Purpose, Reason, State, Step, allowed
from tests.sending.situations import NOON, TIMING, after, no, of_kind, situation, yes

CREATE = situation(step=Step.CREATE, remote_id="", remote_status="")
PATCH = situation(step=Step.PATCH)
SEND = situation(step=Step.SEND)
CHECK = situation(
    State.CHECKING, Step.LOOK, unknown_since=NOON, ever_unknown=True, sends=1, deadline=after(1200)
)
FIND = situation(
    State.CHECKING, Step.FIND, unknown_since=NOON, ever_unknown=True, remote_id="", deadline=after(1200)
)
FOLLOW = situation(State.FOLLOWING, Step.LOOK, accepted_at=NOON, sends=1, remote_status="started")
OLD = situation(step=Step.REMOVE_OLD, old_remote_id="r0")
LOST = (Kind.UNKNOWN, Kind.LEASE_LOST)
CHECK_OLD = situation(step=Step.CHECK_OLD, old_remote_id="r0")
TAGS = situation(step=Step.UTM, utm_todo=True)
BACK = situation(step=Step.READ_BACK, stray_at=NOON)
DELETE = situation(step=Step.DELETE, purpose=Purpose.DELETE)
DELETED = situation(step=Step.READ_BACK, purpose=Purpose.DELETE, stray_at=NOON)
BOOST = situation(step=Step.BOOST, boost_todo=True, boost_id="b1")
FIND_BOOST = situation(
    State.CHECKING,
    Step.FIND_BOOST,
    unknown_since=NOON,
    boost_todo=True,
    boost_id="b1",
    deadline=after(1200),
)
CANCEL = situation(State.FOLLOWING, Step.CANCEL, accepted_at=NOON, remote_status="scheduled")
REREAD = situation(step=Step.LOOK, problem=Problem(status=409, slug="invalid-campaign-status"))
INHERITED = replace(CHECK, sends=0)  # the unknown send was an earlier delivery's
UNREAD = replace(INHERITED, ever_unknown=False)  # a conflict that nobody could read in time


def missed(s: Situation) -> Situation:
    """The same, and since noon the only answer was that there is no such campaign."""
    return replace(s, missing_since=NOON)


TABLE = [
    # the draft
    (CREATE, yes(status="draft"), State.HANDING_OVER, Step.SEND, ""),
    (CREATE, yes(status="draft", differences=("the subject",)), State.HANDING_OVER, Step.PATCH, ""),
    (CREATE, of_kind(Kind.UNKNOWN), State.CHECKING, Step.FIND, ""),
    (CREATE, of_kind(Kind.LEASE_LOST), State.CHECKING, Step.FIND, ""),
    (CREATE, no(400, "validation-failed"), State.NEEDS_PERSON, Step.CREATE, Reason.FIX),
    (CREATE, no(422, "sender-email-not-available"), State.NEEDS_PERSON, Step.CREATE, Reason.FIX),
    (CREATE, no(403, "forbidden"), State.NEEDS_PERSON, Step.CREATE, Reason.RECONNECT),
    (CREATE, no(410), State.NEEDS_PERSON, Step.CREATE, Reason.VERSION),
    (CREATE, of_kind(Kind.WAIT, retry_after=40.0), State.HANDING_OVER, Step.CREATE, ""),
    (CREATE, of_kind(Kind.NOT_REACHED), State.HANDING_OVER, Step.CREATE, ""),
    (CREATE, of_kind(Kind.LOCKED_OUT), State.NEEDS_PERSON, Step.CREATE, Reason.RECONNECT),
    (PATCH, yes(status="draft"), State.HANDING_OVER, Step.SEND, ""),
    (
        PATCH,
        yes(status="draft", differences=("the subject",)),
        State.NEEDS_PERSON,
        Step.PATCH,
        Reason.DIFFERS,
    ),
    # a change whose answer was lost is read back before it is asked for again
    *[(PATCH, of_kind(kind), State.HANDING_OVER, Step.READ_BACK, "") for kind in LOST],
    *[(TAGS, of_kind(kind), State.HANDING_OVER, Step.READ_BACK, "") for kind in LOST],
    *[(OLD, of_kind(kind), State.HANDING_OVER, Step.CHECK_OLD, "") for kind in LOST],
    *[(BOOST, of_kind(kind), State.CHECKING, Step.FIND_BOOST, "") for kind in LOST],
    *[(DELETE, of_kind(kind), State.HANDING_OVER, Step.READ_BACK, "") for kind in LOST],
    (BACK, yes(status="draft"), State.HANDING_OVER, Step.SEND, ""),
    (BACK, yes(status="draft", differences=("the subject",)), State.HANDING_OVER, Step.PATCH, ""),
    (BACK, yes(status="started"), State.FOLLOWING, Step.LOOK, ""),
    (BACK, no(404, "not-found"), State.NEEDS_PERSON, Step.READ_BACK, Reason.GONE),
    (BACK, no(403, "forbidden"), State.NEEDS_PERSON, Step.READ_BACK, Reason.RECONNECT),
    (BACK, of_kind(Kind.NOT_REACHED), State.HANDING_OVER, Step.READ_BACK, ""),
    (replace(BACK, utm_todo=True), yes(status="draft"), State.HANDING_OVER, Step.UTM, ""),
    (DELETED, yes(status="draft"), State.HANDING_OVER, Step.DELETE, ""),
    (DELETED, no(404, "not-found"), State.DONE, Step.READ_BACK, ""),
    (FIND_BOOST, yes(2, found=(Remote("b1", "draft"),)), State.HANDING_OVER, Step.SEND, ""),
    (
        FIND_BOOST,
        yes(2, found=(Remote("b1", "draft", ("the delay",)),)),
        State.HANDING_OVER,
        Step.BOOST,
        "",
    ),
    (
        replace(FIND_BOOST, boost_id=""),
        yes(2, found=(Remote("b9", "draft", ("the delay",)),)),
        State.NEEDS_PERSON,
        Step.FIND_BOOST,
        Reason.BOOSTER,
    ),
    (FIND_BOOST, yes(2), State.CHECKING, Step.FIND_BOOST, ""),
    (FIND_BOOST, yes(301), State.HANDING_OVER, Step.BOOST, ""),
    (PATCH, no(409, "campaign-not-editable"), State.HANDING_OVER, Step.LOOK, ""),
    (PATCH, no(404, "not-found"), State.NEEDS_PERSON, Step.PATCH, Reason.GONE),
    (OLD, yes(), State.HANDING_OVER, Step.SEND, ""),
    (OLD, no(404, "not-found"), State.HANDING_OVER, Step.SEND, ""),
    (CHECK_OLD, yes(status="draft"), State.HANDING_OVER, Step.REMOVE_OLD, ""),
    (CHECK_OLD, yes(status="draft", differences=("theirs",)), State.HANDING_OVER, Step.SEND, ""),
    (CHECK_OLD, yes(status="scheduled"), State.NEEDS_PERSON, Step.CHECK_OLD, Reason.DIFFERS),
    (CHECK_OLD, no(404, "not-found"), State.HANDING_OVER, Step.SEND, ""),
    (CHECK_OLD, no(403, "forbidden"), State.NEEDS_PERSON, Step.CHECK_OLD, Reason.RECONNECT),
    (OLD, no(409), State.NEEDS_PERSON, Step.REMOVE_OLD, Reason.DIFFERS),
    # the send
    (SEND, yes(), State.FOLLOWING, Step.LOOK, ""),
    (SEND, no(402), State.NEEDS_PERSON, Step.SEND, Reason.PLAN),
    (SEND, no(404, "not-found"), State.NEEDS_PERSON, Step.SEND, Reason.GONE),
    (SEND, no(400, "validation-failed"), State.NEEDS_PERSON, Step.SEND, Reason.FIX),
    (SEND, no(409, "invalid-campaign-status"), State.HANDING_OVER, Step.LOOK, ""),
    (SEND, no(409, "a-slug-nobody-published"), State.HANDING_OVER, Step.LOOK, ""),
    *[(SEND, no(409, slug), State.NEEDS_PERSON, Step.SEND, Reason.FIX) for slug in sorted(KNOWN_CONFLICTS)],
    (SEND, of_kind(Kind.WAIT, retry_after=40.0), State.HANDING_OVER, Step.SEND, ""),
    (SEND, of_kind(Kind.NOT_REACHED), State.HANDING_OVER, Step.SEND, ""),
    (SEND, of_kind(Kind.UNKNOWN, status=524), State.CHECKING, Step.LOOK, ""),
    (SEND, of_kind(Kind.LEASE_LOST), State.CHECKING, Step.LOOK, ""),
    (SEND, of_kind(Kind.LOCKED_OUT), State.NEEDS_PERSON, Step.SEND, Reason.RECONNECT),
    # a conflict is read before it is explained
    (REREAD, yes(status="sent"), State.SENT, Step.LOOK, ""),
    (REREAD, yes(status="canceled"), State.CANCELED, Step.LOOK, ""),
    (REREAD, yes(status="started"), State.FOLLOWING, Step.LOOK, ""),
    (REREAD, yes(status="draft"), State.NEEDS_PERSON, Step.LOOK, Reason.FIX),
    (REREAD, no(404, "not-found"), State.HANDING_OVER, Step.LOOK, ""),
    (missed(REREAD), no(404, "not-found", at=300.5), State.HANDING_OVER, Step.LOOK, ""),
    (missed(REREAD), no(404, "not-found", at=301), State.NEEDS_PERSON, Step.LOOK, Reason.GONE),
    (REREAD, no(404, "not-found", at=3600), State.NEEDS_PERSON, Step.LOOK, Reason.UNKNOWN),
    (REREAD, no(403, "forbidden"), State.HANDING_OVER, Step.LOOK, ""),
    (REREAD, no(410), State.HANDING_OVER, Step.LOOK, ""),
    (REREAD, no(403, at=3600), State.NEEDS_PERSON, Step.LOOK, Reason.UNKNOWN),
    (REREAD, of_kind(Kind.LOCKED_OUT), State.HANDING_OVER, Step.LOOK, ""),
    (REREAD, of_kind(Kind.LOCKED_OUT, at=3600), State.NEEDS_PERSON, Step.LOOK, Reason.UNKNOWN),
    (REREAD, of_kind(Kind.NOT_REACHED), State.HANDING_OVER, Step.LOOK, ""),
    # unknown: a status settles it at once, "draft" only after the quiet time
    (CHECK, yes(2, status="started"), State.FOLLOWING, Step.LOOK, ""),
    (CHECK, yes(2, status="sent"), State.SENT, Step.LOOK, ""),
    (CHECK, yes(2, status="canceled"), State.CANCELED, Step.LOOK, ""),
    (CHECK, yes(2, status="draft"), State.CHECKING, Step.LOOK, ""),
    (CHECK, yes(300.5, status="draft"), State.CHECKING, Step.LOOK, ""),
    (CHECK, yes(301, status="draft"), State.NEEDS_PERSON, Step.LOOK, Reason.NOT_ARRIVED),
    # one "no such campaign" may be a stray answer: it counts once it was the only one for the quiet time
    (CHECK, no(404, "not-found"), State.CHECKING, Step.LOOK, ""),
    (CHECK, no(404, "not-found", at=301), State.CHECKING, Step.LOOK, ""),
    (missed(CHECK), no(404, "not-found", at=300.5), State.CHECKING, Step.LOOK, ""),
    (missed(CHECK), no(404, "not-found", at=301), State.NEEDS_PERSON, Step.LOOK, Reason.GONE),
    (replace(missed(CHECK), unknown_since=after(50)), no(404, at=301), State.CHECKING, Step.LOOK, ""),
    (CHECK, no(404, "not-found", at=1200), State.NEEDS_PERSON, Step.LOOK, Reason.UNKNOWN),
    (INHERITED, no(404, "not-found"), State.CHECKING, Step.LOOK, ""),
    (missed(INHERITED), no(404, "not-found", at=301), State.HANDING_OVER, Step.CREATE, ""),
    (missed(UNREAD), no(404, "not-found", at=301), State.NEEDS_PERSON, Step.LOOK, Reason.GONE),
    (CHECK, no(403, "forbidden"), State.CHECKING, Step.LOOK, ""),
    (CHECK, of_kind(Kind.LOCKED_OUT), State.CHECKING, Step.LOOK, ""),
    (CHECK, of_kind(Kind.NOT_REACHED, at=1300), State.NEEDS_PERSON, Step.LOOK, Reason.UNKNOWN),
    # a lost creation is searched for
    (FIND, yes(2), State.CHECKING, Step.FIND, ""),
    (FIND, yes(301), State.HANDING_OVER, Step.CREATE, ""),
    (FIND, yes(2, found=(Remote("r9", "draft"),)), State.HANDING_OVER, Step.SEND, ""),
    (
        FIND,
        yes(2, found=(Remote("r9", "draft", ("the subject",)),)),
        State.NEEDS_PERSON,
        Step.FIND,
        Reason.DOUBTFUL,
    ),
    (
        FIND,
        yes(2, found=(Remote("r8", "draft"), Remote("r9", "draft"))),
        State.NEEDS_PERSON,
        Step.FIND,
        Reason.DOUBTFUL,
    ),
    (FIND, yes(2, found=(Remote("r9", "draft", known=True),)), State.CHECKING, Step.FIND, ""),
    # following
    (FOLLOW, yes(2, status="started"), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, yes(2, status="paused"), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, yes(2, status="onHold"), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, yes(2, status="sent"), State.SENT, Step.LOOK, ""),
    (FOLLOW, yes(2, status="error"), State.FAILED, Step.LOOK, ""),
    (FOLLOW, yes(2, status="expired"), State.FAILED, Step.LOOK, ""),
    (FOLLOW, yes(2, status="a status of tomorrow"), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, yes(2, status="draft"), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, yes(301, status="draft"), State.NEEDS_PERSON, Step.LOOK, Reason.OVERDUE),
    (FOLLOW, yes(3601, status="started"), State.NEEDS_PERSON, Step.LOOK, Reason.OVERDUE),
    (FOLLOW, no(404, "not-found"), State.FOLLOWING, Step.LOOK, ""),
    (missed(FOLLOW), no(404, "not-found", at=300.5), State.FOLLOWING, Step.LOOK, ""),
    (missed(FOLLOW), no(404, "not-found", at=301), State.NEEDS_PERSON, Step.LOOK, Reason.GONE),
    (FOLLOW, no(404, "not-found", at=3600), State.NEEDS_PERSON, Step.LOOK, Reason.OVERDUE),
    (FOLLOW, of_kind(Kind.UNKNOWN), State.FOLLOWING, Step.LOOK, ""),
    (FOLLOW, of_kind(Kind.LOCKED_OUT), State.FOLLOWING, Step.LOOK, ""),
    # canceling: whatever was said, the next reading tells
    (CANCEL, yes(), State.FOLLOWING, Step.LOOK, ""),
    (CANCEL, no(409), State.FOLLOWING, Step.LOOK, ""),
    (CANCEL, of_kind(Kind.UNKNOWN), State.FOLLOWING, Step.LOOK, ""),
    (CANCEL, of_kind(Kind.LEASE_LOST), State.FOLLOWING, Step.LOOK, ""),
    (CANCEL, of_kind(Kind.WAIT, retry_after=5.0), State.FOLLOWING, Step.CANCEL, ""),
]


@pytest.mark.parametrize(("before", "evidence", "state", "step", "reason"), TABLE)
def test_each_outcome_leads_where_the_table_says(before, evidence, state, step, reason):  # type: ignore[no-untyped-def]
    after_it = decide(before, evidence, TIMING)

    assert (after_it.state, after_it.step, after_it.reason) == (state, step, reason)
    assert allowed(before.state, after_it.state)


def test_a_402_is_parked_with_what_omnisend_said_and_waits_for_nobody_but_a_person() -> None:
    parked = decide(SEND, no(402), TIMING)

    assert parked.problem == Problem(status=402)
    assert parked.state == State.NEEDS_PERSON


def test_a_429_waits_as_long_as_omnisend_says() -> None:
    assert decide(SEND, of_kind(Kind.WAIT, at=1, retry_after=40.0), TIMING).not_before == after(41)


def test_a_429_without_a_number_waits_a_minute() -> None:
    assert decide(SEND, of_kind(Kind.WAIT, at=1), TIMING).not_before == after(61)


def test_a_429_that_reaches_past_the_deadline_parks_and_says_so() -> None:
    parked = decide(SEND, of_kind(Kind.WAIT, at=3600, retry_after=40.0), TIMING)

    assert (parked.state, parked.reason) == (State.NEEDS_PERSON, Reason.LATE)


def test_the_first_look_that_can_settle_an_unknown_is_not_slept_past() -> None:
    checking = decide(
        situation(State.CHECKING, Step.LOOK, unknown_since=NOON, sends=1, looks=99, deadline=after(1200)),
        yes(290, status="draft"),
        TIMING,
    )

    assert checking.not_before == after(300)


def test_a_draft_read_before_the_quiet_time_is_over_proves_nothing_even_if_answered_after_it() -> None:
    slow = Evidence(Kind.YES, after(299), after(320), remote=Remote("r1", "draft"))

    assert decide(CHECK, slow, TIMING).state == State.CHECKING


def test_a_second_unknown_starts_the_quiet_time_anew() -> None:
    again = situation(unknown_since=after(-1000), ever_unknown=True)

    assert decide(again, of_kind(Kind.UNKNOWN, at=5), TIMING).unknown_since == after(5)


def test_a_lost_lease_counts_from_the_last_moment_its_request_could_have_left() -> None:
    lost = Evidence(Kind.LEASE_LOST, NOON, after(60))

    assert decide(SEND, lost, TIMING).unknown_since == after(60)


@pytest.mark.parametrize("evidence", [no(403, "forbidden"), of_kind(Kind.WAIT, status=429)])
def test_what_keeps_a_conflict_from_being_read_does_not_settle_it(evidence: Evidence) -> None:
    waiting = decide(REREAD, evidence, TIMING)

    assert (waiting.unknown_since, waiting.accepted_at) == (None, None)
    gone = decide(missed(waiting), no(404, "not-found", at=370), TIMING)
    assert gone.unknown_since == after(370)


def test_what_an_unknown_attempt_of_ours_explains_is_called_ours() -> None:
    explained = situation(step=Step.LOOK, ever_unknown=True)

    assert decide(explained, yes(status="started"), TIMING).sent_by == "us"


def test_a_delivery_that_inherited_an_unknown_goes_on_once_the_draft_is_proven() -> None:
    inherited = situation(
        State.CHECKING, Step.LOOK, unknown_since=NOON, ever_unknown=True, deadline=after(1200)
    )

    on_its_way = decide(inherited, yes(301, status="draft"), TIMING)

    assert (on_its_way.state, on_its_way.step, on_its_way.unknown_since) == (
        State.HANDING_OVER,
        Step.PATCH,
        None,
    )


def test_a_new_template_removes_the_old_draft_before_anything_is_sent() -> None:
    replacing = situation(step=Step.CREATE, remote_id="", remote_status="", old_remote_id="r0")

    assert decide(replacing, yes(status="draft"), TIMING).step == Step.CHECK_OLD


def test_a_scheduled_time_that_reads_back_differently_is_kept_as_a_difference() -> None:
    followed = decide(FOLLOW, yes(2, status="scheduled", differences=("Omnisend has 10:00",)), TIMING)

    assert followed.differences == ("Omnisend has 10:00",)


def test_a_scheduled_campaign_is_looked_at_when_its_time_comes() -> None:
    scheduled = situation(
        State.FOLLOWING,
        Step.LOOK,
        accepted_at=NOON,
        remote_status="scheduled",
        looks=50,
        scheduled_at=after(600),
        deadline=after(9999),
    )

    assert decide(scheduled, yes(590, status="scheduled"), TIMING).not_before == after(602)


@pytest.mark.parametrize("state", [State.CHECKING, State.NEEDS_PERSON, State.HANDING_OVER, State.GIVEN_UP])
def test_a_late_yes_to_a_send_always_counts(state: State) -> None:
    late = decide_late(
        situation(state, reason=Reason.UNKNOWN if state == State.NEEDS_PERSON else ""),
        Step.SEND,
        yes(90),
        TIMING,
    )

    assert late is not None
    assert (late.state, late.reason, late.unknown_since) == (State.FOLLOWING, "", None)


@pytest.mark.parametrize(
    "evidence", [no(402), no(409, "invalid-audience"), of_kind(Kind.UNKNOWN), of_kind(Kind.WAIT)]
)
def test_a_late_no_is_thrown_away(evidence: Evidence) -> None:
    assert decide_late(CHECK, Step.SEND, evidence, TIMING) is None


def test_a_late_yes_to_a_creation_is_adopted_while_we_are_still_looking_for_it() -> None:
    late = decide_late(FIND, Step.CREATE, yes(90, status="draft"), TIMING)

    assert late is not None
    assert (late.state, late.step, late.remote_id) == (State.HANDING_OVER, Step.SEND, "r1")


def test_a_late_yes_to_a_creation_is_of_no_use_once_another_draft_was_made() -> None:
    assert decide_late(SEND, Step.CREATE, yes(90, status="draft"), TIMING) is None


def test_what_nobody_could_work_on_before_its_deadline_is_overdue() -> None:
    assert overdue(SEND, after(3600))
    assert not overdue(SEND, after(3599))
    assert overdue(CHECK, after(1200))
    assert not overdue(FOLLOW, after(99999))


@pytest.mark.parametrize("before", [PATCH, TAGS, BOOST, DELETE])
def test_a_change_whose_answer_was_lost_leaves_the_moment_until_which_it_may_arrive(
    before: Situation,
) -> None:
    assert decide(before, of_kind(Kind.UNKNOWN, at=7), TIMING).stray_at == after(7)


def test_an_older_answer_never_brings_that_moment_forward() -> None:
    late = decide(replace(PATCH, stray_at=after(50)), of_kind(Kind.LEASE_LOST, at=7), TIMING)

    assert late.stray_at == after(50)


def test_looking_for_a_lost_answer_wins_a_hand_over_no_time() -> None:
    lost = decide(replace(CREATE, handover_by=after(600)), of_kind(Kind.UNKNOWN), TIMING)

    anew = decide(lost, yes(302), TIMING)

    assert (anew.step, anew.deadline) == (Step.CREATE, after(600))
