"""Every page that can be: what it says never denies what may be out, and what it offers is not refused.

All rows that the database stores and a decision can leave are made; the rest is left out in ``_can_be``.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from omniapp.campaigns import operations as campaign_operations
from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.errors import SendingError
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.outcomes import describe
from omniapp.sending.recording import locked_reason, tell_campaign
from omniapp.sending.situation import Problem
from omniapp.sending.states import DRAFTING, FINAL, Purpose, Reason, State, Step
from tests.sending.conftest import Stage

_DENIES = re.compile(r"nothing (was|of it|has left|went out)|did not send it|not sent yet", re.IGNORECASE)
_LEAVES_OPEN = re.compile(r"may (have|be)|as far as|so far|yet", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """What tells one page from another."""

    state: State
    reason: Reason | None
    step: Step
    unknown: bool
    accepted: bool
    sends: int
    sent_by: str
    status: str
    leased: bool
    edited: bool
    connected: bool

    @property
    def open(self) -> bool:
        """Whether something may be out, or on its way, which nobody could take back here."""
        asked = self.state == State.HANDING_OVER and (self.leased and self.step == Step.SEND)
        conflict = self.state == State.HANDING_OVER and self.step == Step.LOOK
        return asked or conflict or self.accepted or (self.unknown and self.step not in DRAFTING)


_STEPS = {
    State.HELD: (Step.PATCH, Step.LOOK),
    State.HANDING_OVER: (Step.CREATE, Step.PATCH, Step.READ_BACK, Step.SEND, Step.LOOK),
    State.CHECKING: (Step.FIND, Step.FIND_BOOST, Step.LOOK),
    State.NEEDS_PERSON: (Step.CREATE, Step.FIND, Step.SEND, Step.LOOK),
    State.FOLLOWING: (Step.LOOK, Step.CANCEL),
}
_HAS_LEFT = (State.FOLLOWING, State.SENT, State.CANCELED, State.FAILED)
_AFTER_ACCEPTANCE = (Reason.GONE, Reason.OVERDUE)
_TOLD_OF = (Step.SEND, Step.CANCEL)  # steps of which pages tell that they are being asked
_STATUSES = ("draft", "scheduled", "started", "paused", "onHold", "stopped")


def rows(state: State, reason: Reason | None) -> Iterator[Row]:
    """All of this state and reason that can be."""
    flags = (True, False)
    statuses = _STATUSES if state == State.FOLLOWING or reason == Reason.OVERDUE else ("draft",)
    who = ("", "us", "omnisend")
    steps = _STEPS.get(state, (Step.SEND, Step.LOOK))
    for values in itertools.product(steps, flags, flags, (0, 1), who, statuses, flags, flags, flags):
        row = Row(state, reason, *values)
        if _can_be(row):
            yield row


def _can_be(row: Row) -> bool:
    sent = row.state in _HAS_LEFT
    if row.accepted != bool(row.sent_by) or (sent and not row.accepted) or (row.accepted and row.unknown):
        return False
    if row.leased and (row.state not in (State.HANDING_OVER, State.FOLLOWING) or row.step not in _TOLD_OF):
        return False
    if row.edited and (row.state != State.NEEDS_PERSON or row.sends or row.accepted):
        return False  # else it is locked
    if row.step in DRAFTING and (row.sends or not row.unknown or row.reason == Reason.GONE):
        return False  # nothing is sent while its draft is looked for
    return _parked(row) if row.state == State.NEEDS_PERSON else _moving(row)


def _parked(row: Row) -> bool:
    if row.accepted:
        return row.reason in _AFTER_ACCEPTANCE and row.step == Step.LOOK
    if row.reason == Reason.GONE:
        return not row.unknown or row.step == Step.LOOK
    if row.reason == Reason.UNKNOWN:
        return row.unknown and row.step in (Step.LOOK, *DRAFTING)
    return not row.unknown and row.reason != Reason.OVERDUE


def _moving(row: Row) -> bool:
    match row.state:
        case State.HELD:
            return row.unknown == (row.step == Step.LOOK) and not row.sends and not row.accepted
        case State.CHECKING:
            return row.unknown and not row.accepted
        case State.UNFOLLOWED:
            return row.unknown or row.accepted
        case State.UNDONE | State.GIVEN_UP:
            return not row.accepted
    return row.accepted == (row.state in _HAS_LEFT) and not row.unknown


def put(delivery: Delivery, row: Row, now: dt.datetime) -> Delivery:
    """The delivery, as its row is written when it stands so."""
    values: dict[str, Any] = {
        "state": row.state,
        "reason": row.reason or "",
        "step": row.step,
        "purpose": Purpose.SEND,
        "remote_id": "" if row.step == Step.CREATE else "r1",
        "remote_status": "" if row.step == Step.CREATE else row.status,
        "unknown_since": now if row.unknown else None,
        "ever_unknown": row.unknown,
        "accepted_at": now if row.accepted else None,
        "cancel_asked_at": now if row.step == Step.CANCEL else None,
        "sends": row.sends,
        "sent_by": row.sent_by,
        "lease_until": now if row.leased else None,
        "ended_at": now if row.state in FINAL else None,
        "problem": asdict(
            Problem(operation="POST /campaigns/{id}/send", status=409, slug="new", detail="No.")
        ),
    }
    for name, value in values.items():
        setattr(delivery, name, value)
    delivery.save()
    tell_campaign(delivery, at=now)
    Campaign.objects.filter(pk=delivery.campaign_id).update(version=delivery.version + row.edited)
    return Delivery.objects.select_related("campaign__store").get(pk=delivery.pk)


Decide = Callable[[Stage, Delivery], object]


def _of_delivery(name: str, **more: Any) -> Decide:
    def decide(stage: Stage, delivery: Delivery) -> object:
        return getattr(operations, name)(delivery=delivery, actor=stage.merchant, now=stage.now, **more)

    return decide


def _of_campaign(operation: Callable[..., object]) -> Decide:
    return lambda stage, d: operation(campaign=d.campaign, actor=stage.merchant, now=stage.now)


_DECIDE: dict[str, Decide] = {
    "undo": _of_delivery("undo"),
    "resume": _of_delivery("resume"),
    "give-up": _of_delivery("give_up"),
    "look-again": _of_delivery("look_again"),
    "was-sent": _of_delivery("checked_in_omnisend", was_sent=True),
    "was-not-sent": _of_delivery("checked_in_omnisend", was_sent=False),
    "send-without-booster": _of_delivery("send_without_booster"),
    "cancel": _of_delivery("cancel"),
    "change": _of_delivery("change"),
    "copy": _of_campaign(campaign_operations.copy),
    "copy-in-omnisend": _of_campaign(operations.copy_in_omnisend),
    "delete-in-omnisend": _of_campaign(operations.delete_in_omnisend),
}


def _refused(stage: Stage, delivery: Delivery, outcome: Outcome) -> list[str]:
    """What the page offers and would not do."""
    wrong = []
    for action in outcome.actions:
        if action.verb in ("edit", "review") and locked_reason(delivery):
            wrong.append(f"{action.verb}: {locked_reason(delivery)}")
        if action.kind != "post":
            continue
        try:
            with transaction.atomic():
                _DECIDE[action.verb](stage, Delivery.objects.get(pk=delivery.pk))
                transaction.set_rollback(True)
        except SendingError as no:
            wrong.append(f"{action.verb}: {no.sentence}")
    return wrong


def _untrue(row: Row, outcome: Outcome) -> list[str]:
    told = f"{outcome.went_out} {outcome.sentence}"
    if row.open and _DENIES.search(outcome.went_out) and not _LEAVES_OPEN.search(outcome.went_out):
        return [f"says “{told}”"]
    if row.open and row.sent_by != "omnisend" and not (outcome.went_out or outcome.sentence):
        return ["says nothing"]
    return []


KINDS = [(state, None) for state in State if state != State.NEEDS_PERSON] + [
    (State.NEEDS_PERSON, reason) for reason in Reason if reason != Reason.PARENT
]


@pytest.mark.parametrize(("state", "reason"), KINDS)
def test_no_page_denies_what_may_be_out_or_offers_what_is_refused(
    stage: Stage, state: State, reason: Reason | None
) -> None:
    wrong, pages = [], 0
    sent = stage.send(stage.campaign())
    for row in rows(state, reason):
        try:
            with transaction.atomic():
                delivery = put(sent, row, stage.now)
                store = delivery.campaign.store
                if not row.connected:
                    store.state = store.State.NEEDS_RECONNECT
                    store.save()
                outcome = describe(delivery.campaign, delivery, store, now=stage.now)
                found = [*_untrue(row, outcome), *_refused(stage, delivery, outcome)]
                wrong += [f"{row}: {what}" for what in found]
                pages += 1
                transaction.set_rollback(True)
        except IntegrityError:
            continue  # no such row is ever stored

    assert pages
    assert not wrong, "\n".join([f"{len(wrong)} of {pages}", *wrong[:20]])
