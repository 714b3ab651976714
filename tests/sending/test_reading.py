"""What a reading proves: who sent it, what went out, whether it is gone, and until when it is followed."""

import datetime as dt
from dataclasses import replace

import pytest

from omniapp.sending.decisions import decide, expired
from omniapp.sending.situation import Evidence, Kind, Remote, Situation
from omniapp.sending.states import State, Step
from tests.sending.situations import NOON, TIMING, after, no, of_kind, yes
from tests.sending.test_decisions import BACK, CHECK, FOLLOW, INHERITED, REREAD, SEND, missed


def test_what_another_sent_is_not_called_ours() -> None:
    assert decide(REREAD, yes(status="started"), TIMING).sent_by == "omnisend"


def test_what_was_no_draft_any_more_and_is_deleted_since_may_have_gone_out() -> None:
    assert decide(missed(REREAD), no(404, "not-found", at=301), TIMING).unknown_since == after(301)
    assert decide(BACK, no(404, "not-found"), TIMING).unknown_since is None


@pytest.mark.parametrize("before", [CHECK, FOLLOW, REREAD])
def test_a_reading_that_shows_the_campaign_ends_what_a_stray_answer_began(before: Situation) -> None:
    told = decide(before, no(404, "not-found"), TIMING)
    assert told.missing_since == after(1)

    assert decide(told, yes(2, status="started"), TIMING).missing_since is None


def test_the_first_look_that_can_settle_what_is_missing_is_not_slept_past() -> None:
    told = decide(replace(missed(FOLLOW), looks=99), no(404, "not-found", at=290), TIMING)

    assert told.not_before == after(300)


def test_what_is_made_anew_after_an_earlier_unknown_begins_with_nothing_of_the_old_draft() -> None:
    old = replace(missed(INHERITED), old_remote_id="r1", boost_id="b1", handover_by=after(3000))

    anew = decide(old, no(404, "not-found", at=301), TIMING)

    assert (anew.remote_id, anew.old_remote_id, anew.boost_id, anew.remote_status) == ("", "", "", "")
    assert (anew.unknown_since, anew.missing_since, anew.deadline) == (None, None, after(3000))


def test_what_was_never_asked_for_by_us_is_not_called_ours_however_late_it_is_read() -> None:
    unread = expired(REREAD, of_kind(Kind.NOT_REACHED, at=3600))
    looked = replace(unread, state=State.CHECKING, reason="", deadline=after(9000))

    assert decide(looked, yes(3700, status="sent"), TIMING).sent_by == "omnisend"


def test_what_keeps_a_conflict_from_being_read_is_not_shown_instead_of_it() -> None:
    for evidence in (of_kind(Kind.NOT_REACHED, status=503), of_kind(Kind.WAIT, status=429), no(404)):
        assert decide(REREAD, evidence, TIMING).problem == REREAD.problem


def test_of_an_earlier_send_that_arrived_it_is_kept_what_it_said() -> None:
    read = decide(INHERITED, yes(2, status="sent", differences=("the subject",)), TIMING)

    assert read.not_this
    assert (read.state, read.sent_by, read.differences) == (State.SENT, "us", ("the subject",))


def test_an_earlier_unknown_that_did_not_arrive_explains_nothing_that_happens_later() -> None:
    begun = decide(INHERITED, yes(301, status="draft"), TIMING)
    conflict = replace(begun, step=Step.LOOK)

    assert decide(conflict, yes(302, status="started"), TIMING).sent_by == "omnisend"


NO_WAIT, DECIDES = dt.timedelta(0), dt.timedelta(hours=96)


@pytest.mark.parametrize(
    ("before", "evidence"),
    [(SEND, yes()), (CHECK, yes(status="started")), (REREAD, yes(status="started"))],
)
@pytest.mark.parametrize(
    ("at", "decision"), [(None, DECIDES), (after(5000), DECIDES), (after(5000), NO_WAIT)]
)
def test_what_is_followed_has_the_time_that_its_schedule_and_its_test_take(
    before: Situation, evidence: Evidence, at: dt.datetime | None, decision: dt.timedelta
) -> None:
    followed = decide(replace(before, scheduled_at=at, decision=decision), evidence, TIMING)

    usual = dt.timedelta(seconds=TIMING.following)
    assert followed.deadline == (at or after(1)) + usual + decision


def test_what_was_scheduled_in_omnisend_for_later_is_not_overdue_before() -> None:
    later = Remote("r1", "scheduled", scheduled_at=after(9 * 86400))

    followed = decide(REREAD, Evidence(Kind.YES, NOON, after(1), remote=later), TIMING)

    assert followed.deadline == after(9 * 86400 + TIMING.following)
