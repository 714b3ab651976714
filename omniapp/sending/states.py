"""What a delivery can be, as one table.

A delivery is one accepted click on Send: "get this campaign sent". Its state says what a person sees, its
step which single request to Omnisend comes next. ``MOVES`` is the whole machine; the database refuses
impossible combinations, and ``manage.py statemachine`` prints the diagram that the README shows.
"""

from enum import StrEnum


class State(StrEnum):
    HELD = "held"  # clicked; nothing has left us; Undo is real
    HANDING_OVER = "handing_over"  # on its way to Omnisend, one request at a time
    CHECKING = "checking"  # a request may or may not have arrived; we only read until we know
    NEEDS_PERSON = "needs_person"  # parked, with a reason; no timer moves it
    FOLLOWING = "following"  # Omnisend has it; we read its status until it is final
    SENT = "sent"
    CANCELED = "canceled"
    FAILED = "failed"  # Omnisend ended it: error or expired
    UNDONE = "undone"  # taken back before anything left us
    GIVEN_UP = "given_up"  # a person stopped it; nothing was sent by us
    REPLACED = "replaced"  # edited and reviewed anew; the new delivery took over
    UNFOLLOWED = "unfollowed"  # the store was disconnected while Omnisend had it
    DONE = "done"  # a test mail, copy or deletion that Omnisend accepted
    REFUSED = "refused"  # a test mail, copy or deletion that it did not


class Step(StrEnum):
    CREATE = "create"  # make the remote draft
    FIND = "find"  # look for a draft whose creation answer was lost
    PATCH = "patch"  # bring an existing remote draft to what was reviewed
    READ_BACK = "read_back"  # after a change whose answer was lost: what does the draft say now?
    CHECK_OLD = "check_old"  # before removing it: is it a draft still, and as we left it?
    REMOVE_OLD = "remove_old"  # delete the draft that another template replaced
    SEND = "send"
    LOOK = "look"  # read the campaign
    CANCEL = "cancel"
    UTM = "utm"  # set the campaign's link tags
    BOOST = "boost"  # make, or bring up to date, the booster attached to the draft
    FIND_BOOST = "find_boost"  # look for a booster that is there already
    TEST = "test"  # mail the draft to a few addresses
    COPY = "copy"
    FIND_COPY = "find_copy"  # look for a copy whose answer was lost
    DELETE = "delete"
    STOP = "stop"  # halt the choice of an A/B test's winner
    RESUME = "resume"
    WINNER = "winner"  # choose it by hand


class Purpose(StrEnum):
    """What a delivery is for. All of them take the campaign's one live place, so that none meets another."""

    SEND = "send"
    TEST = "test"
    COPY = "copy"  # of a campaign made in Omnisend, whose design only Omnisend has
    DELETE = "delete"


class Reason(StrEnum):
    """Why a parked delivery needs a person."""

    PLAN = "plan"  # 402
    FIX = "fix"  # 400, 409 or 422: something in the campaign or in Omnisend's settings
    RECONNECT = "reconnect"  # 401 or 403
    GONE = "gone"  # 404
    DIFFERS = "differs"  # Omnisend's draft is not what was reviewed
    DOUBTFUL = "doubtful"  # several drafts could be ours
    NOT_ARRIVED = "not_arrived"  # it was unknown; reading after the quiet time showed a draft
    UNKNOWN = "unknown"  # it was unknown and reading could not settle it in time
    LATE = "late"  # the deadline passed before it could be handed over; nothing was sent
    OVERDUE = "overdue"  # accepted, but not final when it should have been
    VERSION = "version"  # 410: our version of the API was retired
    BOOSTER = "booster"  # the attached booster could not be made, so nothing was sent
    PARENT = "parent"  # the campaign this booster follows will not be sent


FINAL = frozenset(
    {
        State.SENT,
        State.CANCELED,
        State.FAILED,
        State.UNDONE,
        State.GIVEN_UP,
        State.REPLACED,
        State.UNFOLLOWED,
        State.DONE,
        State.REFUSED,
    }
)
LIVE = frozenset(State) - FINAL
WORKABLE = frozenset({State.HELD, State.HANDING_OVER, State.CHECKING, State.FOLLOWING})

#: Steps whose request changes something at Omnisend.
CHANGING = frozenset(Step) - {
    Step.FIND,
    Step.FIND_BOOST,
    Step.FIND_COPY,
    Step.LOOK,
    Step.READ_BACK,
    Step.CHECK_OLD,
}

#: Looking for a draft, a campaign's or its booster's, whose making was not answered. A draft reaches nobody.
DRAFTING = frozenset({Step.FIND, Step.FIND_BOOST})

#: Decisions about a campaign that Omnisend has: whatever is answered, the next reading tells.
STEERING = frozenset({Step.CANCEL, Step.STOP, Step.RESUME, Step.WINNER})

_ENDS_IN_OMNISEND = frozenset({State.FOLLOWING, State.SENT, State.CANCELED, State.FAILED})

_ENDS_OF_ERRANDS = frozenset({State.DONE, State.REFUSED})

MOVES: dict[State, frozenset[State]] = {
    State.HELD: frozenset(
        # To checking when an earlier send is still open; to a person when nobody worked until its deadline.
        {State.HANDING_OVER, State.CHECKING, State.NEEDS_PERSON, State.UNDONE}
        | {State.UNFOLLOWED, State.GIVEN_UP}
    ),
    State.HANDING_OVER: frozenset({State.CHECKING, State.NEEDS_PERSON, State.GIVEN_UP, State.UNFOLLOWED})
    | _ENDS_IN_OMNISEND
    | _ENDS_OF_ERRANDS,
    State.CHECKING: frozenset({State.HANDING_OVER, State.NEEDS_PERSON, State.GIVEN_UP, State.UNFOLLOWED})
    | _ENDS_IN_OMNISEND
    | _ENDS_OF_ERRANDS,
    State.NEEDS_PERSON: frozenset(
        {State.HANDING_OVER, State.CHECKING, State.GIVEN_UP, State.REPLACED, State.UNFOLLOWED}
    )
    | _ENDS_IN_OMNISEND,
    State.FOLLOWING: frozenset({State.NEEDS_PERSON, State.UNFOLLOWED})
    | (_ENDS_IN_OMNISEND - {State.FOLLOWING}),
    # A late "yes" is never thrown away, even when a person had given up meanwhile.
    State.GIVEN_UP: frozenset({State.FOLLOWING}),
    # Its store was connected again.
    State.UNFOLLOWED: frozenset({State.CHECKING, State.FOLLOWING}),
    State.SENT: frozenset(),
    State.CANCELED: frozenset(),
    State.FAILED: frozenset(),
    State.UNDONE: frozenset(),
    State.REPLACED: frozenset(),
    State.DONE: frozenset(),
    State.REFUSED: frozenset(),
}


def allowed(before: State, after: State) -> bool:
    """Whether a delivery may go from one state to another; staying is always allowed."""
    return before == after or after in MOVES[before]


def diagram() -> str:
    """The machine as a Mermaid state diagram, in a stable order."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.HELD}"]
    for before in State:
        lines += [f"    {before} --> {after}" for after in State if after in MOVES[before]]
    lines += [f"    {state} --> [*]" for state in State if state in FINAL and not MOVES[state]]
    return "\n".join(lines)
