"""What a person decides about a delivery that is held, waiting or parked."""

import datetime as dt

from django.db import transaction

from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor
from omniapp.sending import rows, strays
from omniapp.sending.claims import timing
from omniapp.sending.errors import ChangedMeanwhile, NotConnected, NotReady, TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.operations.clicking import handover_deadline
from omniapp.sending.operations.common import lock, parked, refuse_while_busy, require_send, save
from omniapp.sending.reading import follow_by, sender
from omniapp.sending.recording import stoppable
from omniapp.sending.states import DRAFTING, Reason, State, Step

_NOT_AT_OMNISEND = {"omnisend_id": "", "omnisend_status": "", "omnisend_template_id": ""}


@transaction.atomic
def undo(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Takes a held delivery back. Nothing has left us. Raises NotAllowed, TooLate."""
    require_send(actor)
    delivery = lock(delivery, seen=seen)
    if delivery.state == State.UNDONE:
        return delivery
    if delivery.state != State.HELD:
        raise TooLate(_too_late_to_undo(State(delivery.state)))
    delivery.state, delivery.ended_at = State.UNDONE, now
    save(delivery, actor, now, before=State.HELD, note="undid it during the hold")
    return delivery


def _too_late_to_undo(state: State) -> str:
    match state:
        case State.HANDING_OVER | State.CHECKING:
            rest = (
                "it is being handed over to Omnisend. Once Omnisend has it, what can be canceled is offered."
            )
        case State.FOLLOWING:
            rest = "Omnisend has it. What can still be stopped is offered below."
        case _:
            rest = "it has left the hold. What became of it is shown below."
    return f"Too late to undo: {rest}"


@transaction.atomic
def resume(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Goes on with exactly what was reviewed, after a person says the cause is gone.

    Raises NotAllowed, NotConnected, ChangedMeanwhile (not parked, or edited since), NotReady (its time has
    passed) and TooLate (an unknown outcome is never resumed: it is looked at).
    """
    require_send(actor)
    delivery = parked(delivery, seen=seen)
    _refuse_unless_as_reviewed(delivery, now)
    start_again(delivery, now)
    save(delivery, actor, now, before=State.NEEDS_PERSON, note="said: go on and send")
    return delivery


def _refuse_unless_as_reviewed(delivery: Delivery, now: dt.datetime) -> None:
    """Only what was reviewed goes on, in its time, and only what cannot have gone out."""
    if not delivery.store.is_connected:
        raise NotConnected(f"{delivery.store.name} needs reconnecting first.")
    if delivery.unknown_since is not None or delivery.accepted_at is not None:
        raise TooLate(
            "It may already have gone out, so it is not sent again. Look again, or check in Omnisend."
        )
    delivery.campaign = Campaign.objects.select_for_update().get(pk=delivery.campaign_id)
    refuse_while_busy(delivery.booster)
    if edited_since(delivery):
        raise ChangedMeanwhile("It was edited since it was reviewed. Review it again to send it.")
    if delivery.snapshot.passed(now):
        raise NotReady("Its time has passed meanwhile. Choose a new time and review it again.")


def edited_since(delivery: Delivery) -> bool:
    """Whether it is not what was reviewed any more."""
    # A booster that was edited or added made its campaign another version; one that is gone may have not.
    booster = delivery.booster
    taken_away = booster is not None and booster.deleted_at is not None
    return delivery.campaign.version != delivery.version or taken_away


def _forget_remote(delivery: Delivery) -> None:
    delivery.remote_id = delivery.remote_status = ""
    Campaign.objects.filter(pk=delivery.campaign_id).update(**_NOT_AT_OMNISEND)


def start_again(delivery: Delivery, now: dt.datetime) -> None:
    """All of it is brought to what was reviewed once more, tags and booster too, whatever happened there."""
    if delivery.reason == Reason.GONE:
        _forget_remote(delivery)
        delivery.boost_id = ""  # it belonged to the draft that is gone
        Campaign.objects.filter(parent_deliveries=delivery).update(**_NOT_AT_OMNISEND, gone_at=None)
    delivery.utm_todo = delivery.snapshot.utm_update() is not None
    delivery.boost_todo = delivery.booster_id is not None
    delivery.state, delivery.reason, delivery.problem = State.HANDING_OVER, "", None
    delivery.differences = []
    delivery.step = Step.PATCH if delivery.remote_id else Step.CREATE
    delivery.not_before, delivery.looks = now, 0
    strays.wait_for(delivery, now=now)
    delivery.deadline = delivery.handover_by = handover_deadline(delivery.snapshot, now)


@transaction.atomic
def give_up(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Stops a delivery that has not been sent. Raises NotAllowed and TooLate (it may have gone out)."""
    require_send(actor)
    delivery = lock(delivery, seen=seen)
    if delivery.state == State.GIVEN_UP:
        return delivery
    if not stoppable(delivery):
        raise TooLate("It is being handed over or may have gone out, so it cannot simply be stopped.")
    before = delivery.state
    delivery.state, delivery.reason, delivery.ended_at = State.GIVEN_UP, "", now
    save(delivery, actor, now, before=before, note="stopped it; it stays a draft")
    return delivery


def _follow_by(delivery: Delivery, now: dt.datetime) -> dt.datetime:
    return follow_by(rows.situation_of(delivery), now, timing())


def _sender(delivery: Delivery) -> str:
    return sender(rows.situation_of(delivery))


def read_on(delivery: Delivery, now: dt.datetime) -> None:
    """What may have arrived, or was accepted, is read again."""
    if delivery.unknown_since is not None:
        delivery.state, delivery.reason = State.CHECKING, ""
        if delivery.step not in DRAFTING:
            delivery.step = Step.LOOK
        delivery.deadline = now + dt.timedelta(seconds=timing().checking)
    else:
        delivery.state, delivery.reason, delivery.step = State.FOLLOWING, "", Step.LOOK
        delivery.deadline = max(delivery.deadline, _follow_by(delivery, now))


@transaction.atomic
def look_again(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Reads the campaign once more at Omnisend. Never sends. Raises ChangedMeanwhile when that is over."""
    delivery = lock(delivery, seen=seen)
    before = delivery.state
    open_still = delivery.unknown_since is not None or delivery.accepted_at is not None
    if delivery.state == State.NEEDS_PERSON and open_still:
        read_on(delivery, now)
    elif delivery.state not in (State.CHECKING, State.FOLLOWING):
        raise ChangedMeanwhile("There is nothing to look up at Omnisend any more.")
    if delivery.lease_until is None:
        delivery.not_before, delivery.looks = now, 0
        save(delivery, actor, now, before=before, note="asked to look again")
    return delivery


@transaction.atomic
def checked_in_omnisend(
    *, delivery: Delivery, was_sent: bool, actor: Actor, now: dt.datetime, seen: str = ""
) -> Delivery:
    """A person looked in Omnisend because we could not find out. Their word is recorded as theirs.

    Sent: we go on following. Not sent: the delivery ends; a new Send still reads before it does anything.
    """
    require_send(actor)
    delivery = parked(delivery, seen=seen)
    if delivery.unknown_since is None and delivery.accepted_at is None:
        raise ChangedMeanwhile("Meanwhile it is known what happened.")
    if was_sent and delivery.step in DRAFTING and delivery.accepted_at is None:
        raise ChangedMeanwhile("We had not asked Omnisend to send it: only its draft was being made.")
    if was_sent and delivery.reason == Reason.GONE:
        # Their word is all there is: what is deleted cannot be followed.
        delivery.state, delivery.reason, delivery.ended_at = State.UNFOLLOWED, "", now
        delivery.sent_by, delivery.unknown_since = delivery.sent_by or _sender(delivery), None
    elif was_sent and delivery.remote_id:
        delivery.state, delivery.step, delivery.reason = State.FOLLOWING, Step.LOOK, ""
        delivery.accepted_at = delivery.accepted_at or now
        delivery.sent_by, delivery.not_before = delivery.sent_by or _sender(delivery), now
        delivery.deadline = _follow_by(delivery, now)
        delivery.unknown_since = None
    else:
        # Their word lets it be sent anew. What we asked for stays open, so that it is read first even then.
        delivery.unknown_since = delivery.unknown_since or delivery.accepted_at
        delivery.state, delivery.reason, delivery.ended_at = State.GIVEN_UP, "", now
    said = "checked in Omnisend: it was sent" if was_sent else "checked in Omnisend: it was not sent"
    save(delivery, actor, now, before=State.NEEDS_PERSON, note=said)
    return delivery


@transaction.atomic
def send_without_booster(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Goes on without the attached booster that could not be made; it stays here as a draft of its own."""
    require_send(actor)
    delivery = parked(delivery, seen=seen)
    if delivery.reason != Reason.BOOSTER:
        raise ChangedMeanwhile("It no longer waits for its booster.")
    _refuse_unless_as_reviewed(delivery, now)
    Campaign.objects.filter(parent_deliveries=delivery).update(attached=False, **_NOT_AT_OMNISEND)
    # One that Omnisend has already would send itself, so it is removed before its parent is sent.
    delivery.old_remote_id = delivery.boost_id or delivery.old_remote_id
    delivery.booster, delivery.boost_todo, delivery.boost_id = None, False, ""
    start_again(delivery, now)
    save(delivery, actor, now, before=State.NEEDS_PERSON, note="said: send it without the booster")
    return delivery
