"""The checker against histories written by hand: it must see each fault, and nothing where there is none."""

import pytest

from tests.chaos.checker import COLUMNS, check
from tests.chaos.history import Act, Durations, Event, Letter, Sent

DURATIONS = Durations(hold=1, lease=2, quiet=10)
CLICK = Act("send", 0.0, 1, "first")


def event(at: float, kind: str, step: str, before: str, after: str, **more: object) -> Event:
    return Event(1, at, kind, step, before, after, **more)  # type: ignore[arg-type]


HELD = event(0.0, "person", "create", "", "held")
CREATED = event(1.2, "exchange", "create", "held", "handing_over", outcome="yes")
CLAIM = event(1.3, "claim", "send", "handing_over", "handing_over")
TAKEN = event(1.5, "exchange", "send", "handing_over", "following", outcome="yes")
ENDED = event(3.0, "exchange", "look", "following", "sent", outcome="yes")
SENT = Sent(1.4, "api", "first")
GOOD = Letter("Letter 1", (CLICK,), (SENT,), (), (HELD, CREATED, CLAIM, TAKEN, ENDED), "sent")


ASKED = Act("test mail", 0.1, 2, "a@example.com")
TESTED = Event(2, 0.3, "exchange", "test", "handing_over", "done", outcome="yes")


def letter(
    *events: Event, acts: tuple[Act, ...] = (CLICK,), sent: tuple[Sent, ...] = (), **more: object
) -> Letter:
    told = {"remote_rests": False} | more
    return Letter("Letter 1", acts, sent, events=events, **told)  # type: ignore[arg-type]


LOST_YES = event(3.3, "lost", "send", "handing_over", "checking")

GOOD_ONES = {
    "a plain one": GOOD,
    "undone in time": letter(
        HELD, event(0.5, "person", "create", "held", "undone"), acts=(CLICK, Act("undo", 0.5, 1))
    ),
    "a lost answer that a reading settled": letter(
        HELD, CLAIM, LOST_YES, event(4, "exchange", "look", "checking", "following"), ENDED, sent=(SENT,)
    ),
    "an effect within the quiet time": letter(
        HELD, CLAIM, LOST_YES, TAKEN, sent=(Sent(1.4, "api", "first"),)
    ),
    "the merchant sent it too": letter(HELD, CLAIM, TAKEN, sent=(SENT, Sent(1.2, "page", "first"))),
    "the merchant sent it instead": letter(
        HELD, event(3, "exchange", "look", "handing_over", "following"), sent=(Sent(1.2, "page", "first"),)
    ),
    "the merchant's own words": letter(
        HELD,
        CLAIM,
        TAKEN,
        acts=(CLICK, Act("merchant edited", 1.0, 0, "theirs")),
        sent=(Sent(1.4, "api", "theirs"),),
    ),
    "parked for a person": letter(
        HELD, event(2, "exchange", "send", "handing_over", "needs_person", reason="plan")
    ),
    "paid after a person's word": letter(
        HELD,
        CLAIM,
        event(1.4, "exchange", "send", "handing_over", "needs_person", status=402, reason="plan"),
        event(1.5, "person", "send", "needs_person", "handing_over"),
        CLAIM._replace(at=1.5),
        TAKEN._replace(at=1.7),
        sent=(Sent(1.6, "api", "first"),),
    ),
    "a person's word": letter(
        HELD,
        event(40, "person", "look", "needs_person", "following"),
        acts=(CLICK, Act("said sent", 40, 1)),
    ),
    "a person's word about what is gone": letter(
        HELD,
        CLAIM,
        LOST_YES,
        event(9, "exchange", "look", "checking", "needs_person", reason="gone"),
        event(40, "person", "look", "needs_person", "unfollowed"),
        acts=(CLICK, Act("said sent", 40, 1)),
        sent=(SENT,),
    ),
    "gone after it was out, and the page says that it may be": letter(
        HELD,
        CLAIM,
        TAKEN,
        event(9, "exchange", "look", "following", "needs_person", reason="gone"),
        sent=(SENT,),
        admitted=frozenset({1}),
    ),
    "sent, deleted, and a draft of the merchant's has the same name": letter(
        HELD, CLAIM, TAKEN, ENDED, sent=(SENT,), remote_status="draft", remote_rests=True
    ),
    "a click whose answer was an error": letter(
        HELD, CREATED, CLAIM, TAKEN, acts=(Act("send?", 0, 0, "first"),), sent=(SENT,)
    ),
    "still at Omnisend": letter(HELD, CLAIM, TAKEN, sent=(SENT,), remote_status="scheduled"),
    "it began only now": letter(
        HELD, CLAIM, TAKEN, sent=(SENT,), remote_status="started", remote_rests=False
    ),
    "canceled by a person": letter(
        HELD,
        CLAIM,
        TAKEN,
        ENDED._replace(after="canceled"),
        acts=(CLICK, Act("cancel", 2, 1)),
        sent=(SENT,),
        remote_status="canceled",
    ),
    "a test mail that came": letter(
        HELD, CREATED, TESTED, CLAIM, TAKEN, acts=(CLICK, ASKED), sent=(SENT,), mails=("a@example.com",)
    ),
    "a test mail of which nobody knows": letter(
        HELD, TESTED._replace(outcome="unknown"), CLAIM, TAKEN, acts=(CLICK, ASKED), sent=(SENT,)
    ),
    "replaced by a new review": letter(
        HELD,
        event(2, "person", "send", "needs_person", "replaced"),
        Event(2, 2, "person", "patch", "", "held"),
        Event(2, 3.1, "claim", "send", "handing_over", "handing_over"),
        Event(2, 3.3, "exchange", "send", "handing_over", "following"),
        acts=(CLICK, Act("send", 2, 2, "second")),
        sent=(Sent(3.2, "api", "second"),),
    ),
}
BAD_ONES = {
    ("sent twice", "two accepted"): letter(HELD, CLAIM, TAKEN, ENDED, sent=(SENT, Sent(1.6, "api", "first"))),
    ("sent twice", "a test mail"): Letter("Letter 1", mails=("a@example.com", "a@example.com")),
    ("lost", "no trace"): letter(),
    ("lost", "undone by nobody"): letter(HELD, event(1, "person", "create", "held", "undone")),
    ("lost", "given up by nobody"): letter(HELD, event(1, "move", "create", "held", "given_up")),
    ("lost", "replaced by nothing"): letter(
        HELD, event(1, "person", "create", "needs_person", "replaced"), acts=(Act("undo", 1, 1),)
    ),
    ("lost", "a test mail without a trace"): letter(HELD, CLAIM, TAKEN, acts=(CLICK, ASKED), sent=(SENT,)),
    ("lost", "ended like an errand"): letter(
        HELD, event(2, "exchange", "send", "handing_over", "done", outcome="yes")
    ),
    ("lost", "canceled by nobody"): letter(
        HELD, CLAIM, TAKEN, ENDED._replace(after="canceled"), sent=(SENT,)
    ),
    ("lost", "let go of by nobody"): letter(
        HELD, CLAIM, TAKEN, event(3, "person", "look", "following", "unfollowed"), sent=(SENT,)
    ),
    ("stuck", "in hand-over"): letter(HELD, CREATED),
    ("stuck", "held for ever"): letter(HELD),
    ("stuck", "checking for ever"): letter(HELD, CLAIM, LOST_YES, sent=(SENT,)),
    ("stuck", "nobody looks"): letter(
        HELD, CLAIM, TAKEN, sent=(SENT,), remote_status="sent", remote_rests=True
    ),
    ("stuck", "nobody sees that it began"): letter(
        HELD, CLAIM, TAKEN, sent=(SENT,), remote_status="started", remote_rests=True
    ),
    ("stuck", "nobody sees that it is gone"): letter(HELD, CLAIM, TAKEN, sent=(SENT,), remote_rests=True),
    ("stuck", "accepted and a draft for ever"): letter(
        HELD, CLAIM, TAKEN, sent=(SENT,), remote_status="draft", remote_rests=True
    ),
    ("stuck", "a test mail on its way for ever"): letter(
        HELD, CLAIM, TAKEN, ENDED, TESTED._replace(after="handing_over"), acts=(CLICK, ASKED), sent=(SENT,)
    ),
    ("stuck", "its page shows something else"): letter(
        HELD, event(2, "exchange", "send", "held", "needs_person", reason="plan"), states={1: "handing_over"}
    ),
    ("stuck", "parked without a reason"): letter(HELD, event(2, "move", "send", "held", "needs_person")),
    ("said sent falsely", "never sent"): letter(HELD, CLAIM, TAKEN, ENDED),
    ("said sent falsely", "sent only later"): letter(HELD, CLAIM, TAKEN, sent=(Sent(2.5, "api", "first"),)),
    ("said sent falsely", "called sent and canceled"): letter(
        HELD, CLAIM, TAKEN, ENDED, sent=(SENT,), remote_status="canceled"
    ),
    ("said sent falsely", "a test mail that never came"): letter(
        HELD, CLAIM, TAKEN, ENDED, TESTED, acts=(CLICK, ASKED), sent=(SENT,)
    ),
    ("unexplained", "nobody had clicked"): letter(
        CLAIM._replace(at=1.0), TAKEN, ENDED, acts=(Act("merchant edited", 0, 0, "first"),), sent=(SENT,)
    ),
    ("unexplained", "no claim"): letter(HELD, TAKEN, sent=(SENT,)),
    ("unexplained", "long after the claim"): letter(HELD, CLAIM, TAKEN, sent=(Sent(30, "api", "first"),)),
    ("unexplained", "other words"): letter(HELD, CLAIM, TAKEN, sent=(Sent(1.4, "api", "old"),)),
    ("unexplained", "before the hold was over"): letter(
        HELD, CLAIM._replace(at=0.2), TAKEN, sent=(Sent(0.3, "api", "first"),)
    ),
    ("unexplained", "undone"): letter(HELD, CLAIM, TAKEN, acts=(CLICK, Act("undo", 0.9, 1)), sent=(SENT,)),
    ("unexplained", "a yes thrown away"): letter(
        HELD,
        CLAIM,
        LOST_YES,
        event(4, "late", "send", "checking", "checking", outcome="yes"),
        event(5, "exchange", "look", "checking", "following"),
        ENDED,
        sent=(SENT,),
    ),
    ("unexplained", "paid by a timer"): letter(
        HELD,
        CLAIM,
        event(1.4, "exchange", "send", "handing_over", "handing_over", status=402),
        CLAIM._replace(at=1.5),
        TAKEN._replace(at=1.7),
        sent=(Sent(1.6, "api", "first"),),
    ),
    ("unexplained", "gone, and the page says that nothing was sent"): letter(
        HELD,
        CLAIM,
        TAKEN,
        event(9, "exchange", "look", "following", "needs_person", reason="gone"),
        sent=(SENT,),
    ),
    ("unexplained", "denied"): letter(
        HELD,
        CLAIM,
        event(9, "exchange", "look", "checking", "needs_person", reason="not_arrived"),
        sent=(SENT,),
    ),
}


@pytest.mark.parametrize("name", GOOD_ONES)
def test_nothing_is_found_where_nothing_is_wrong(name: str) -> None:
    assert check([GOOD_ONES[name]], DURATIONS) == {column: [] for column in COLUMNS}


@pytest.mark.parametrize(("column", "name"), BAD_ONES)
def test_each_fault_is_found_in_its_column(column: str, name: str) -> None:
    found = check([GOOD, BAD_ONES[column, name]], DURATIONS)
    assert len(found[column]) == 1
    assert found[column][0].startswith("Letter 1: ")


def test_a_booster_that_schedules_itself_is_its_parents_matter() -> None:
    follows = Event(2, 2.0, "move", "look", "", "following")
    both = Letter("Booster of Letter 1", events=(follows,), remote_status="draft", attached=frozenset({2}))
    assert not any(check([both], DURATIONS).values())
