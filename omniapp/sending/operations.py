"""What a person may decide about a delivery. Each is one transaction, recorded, and rings the bell after it.

Every decision raises the fence, so that an answer under way to an older claim counts only if it is a yes.
"""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction

from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.people.actors import Actor
from omniapp.sending import tasks
from omniapp.sending.errors import (
    AlreadyOnItsWay,
    ChangedMeanwhile,
    NotAllowed,
    NotConnected,
    NotReady,
    TooLate,
)
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.recording import event, locked_reason, tell_campaign
from omniapp.sending.states import LIVE, Reason, State, Step, allowed
from omniapp.stores.models import Store


def ring() -> None:
    """Rings the bell once the transaction is committed. A lost bell costs a second: beat rings too."""
    transaction.on_commit(tasks.drain.delay, robust=True)


def _require_send(actor: Actor) -> None:
    if not actor.may("send"):
        raise NotAllowed(
            "You may look at this store, but sending is a right of its own. Ask its owner for it."
        )


def _lock(delivery: Delivery) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=delivery.pk)


def _save(delivery: Delivery, actor: Actor, now: dt.datetime, *, before: str, note: str) -> None:
    if not allowed(State(before), State(delivery.state)):
        raise AssertionError(f"{before} may not become {delivery.state}")
    delivery.fence += 1
    delivery.revision += 1
    delivery.lease_until = None
    delivery.save()
    event(delivery, DeliveryEvent.Kind.PERSON, at=now, before=before, actor=actor.label, note=note)
    tell_campaign(delivery, at=now)
    if delivery.state in LIVE and delivery.state != State.NEEDS_PERSON:
        ring()


def send(*, campaign: Campaign, version: int, actor: Actor, now: dt.datetime) -> Delivery:
    """Accepts the click on Send: exactly this version of the campaign, once.

    Nothing leaves us before the hold is over. Raises NotAllowed, NotConnected, ChangedMeanwhile, NotReady
    and AlreadyOnItsWay; after any of them nothing has changed.
    """
    _require_send(actor)
    try:
        with transaction.atomic():
            return _send(campaign, version, actor, now)
    except IntegrityError as error:
        raise AlreadyOnItsWay(
            "This campaign is already on its way. It was not sent a second time."
        ) from error


def _send(campaign: Campaign, version: int, actor: Actor, now: dt.datetime) -> Delivery:
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("store").get(pk=campaign.pk)
    store = campaign.store
    if not store.is_connected:
        raise NotConnected(f"{store.name} needs reconnecting before anything can be sent.")
    live = Delivery.objects.select_for_update().filter(campaign=campaign, state__in=sorted(LIVE)).first()
    if live is not None and (live.state != State.NEEDS_PERSON or locked_reason(live)):
        raise AlreadyOnItsWay("This campaign is already on its way. It was not sent a second time.")
    if campaign.deleted_at is not None:
        raise ChangedMeanwhile("This draft was deleted meanwhile. Nothing was sent.")
    if campaign.locked_reason:
        raise AlreadyOnItsWay(campaign.locked_reason)
    if campaign.version != version:
        raise ChangedMeanwhile(
            "The campaign was changed after this review. Nothing was sent; please look at it once more."
        )
    if [finding for finding in check.findings(campaign, now=now) if finding.level == "block"]:
        raise NotReady("Something in the campaign would be refused. Nothing was sent; the review names it.")
    try:
        reviewed = Reviewed.of(campaign, now=now)
    except Incomplete as error:
        raise NotReady("The campaign is not complete yet. Nothing was sent.") from error
    if live is not None:
        _replace(live, actor, now)
    delivery = _new_delivery(campaign, reviewed, actor, now)
    event(delivery, DeliveryEvent.Kind.PERSON, at=now, before="", actor=actor.label, note="pressed Send")
    tell_campaign(delivery, at=now)
    ring()
    return delivery


def _new_delivery(campaign: Campaign, reviewed: Reviewed, actor: Actor, now: dt.datetime) -> Delivery:
    seconds = campaign.store.hold_seconds
    hold = now + dt.timedelta(seconds=settings.SENDING_HOLD if seconds is None else seconds)
    same_template = campaign.omnisend_template_id == reviewed.template_id
    remote_id = campaign.omnisend_id if same_template else ""
    unsettled = _unsettled(campaign)
    delivery = Delivery(
        store=campaign.store,
        campaign=campaign,
        reviewed=reviewed.model_dump(mode="json"),
        version=campaign.version,
        created_by=actor.label,
        created_by_user=actor.user_id,
        created_at=now,
        state=State.HELD,
        step=Step.PATCH if remote_id else Step.CREATE,
        hold_until=hold,
        not_before=hold,
        deadline=handover_deadline(reviewed, hold),
        remote_id=remote_id,
        remote_status=campaign.omnisend_status if remote_id else "",
        old_remote_id="" if same_template else campaign.omnisend_id,
    )
    if unsettled is not None:
        # An earlier send of this campaign may have arrived: read first, and believe "draft" only when old.
        delivery.state, delivery.step = State.CHECKING, Step.LOOK
        delivery.remote_id = unsettled.remote_id
        delivery.unknown_since, delivery.ever_unknown = unsettled.unknown_since, True
        delivery.deadline = hold + dt.timedelta(seconds=4 * settings.SENDING_QUIET)
    delivery.save()
    return delivery


def _unsettled(campaign: Campaign) -> Delivery | None:
    """The delivery whose send may have arrived and was never settled by reading, if there is one."""
    last = Delivery.objects.filter(campaign=campaign).order_by("-id").first()
    return last if last is not None and last.unknown_since is not None and last.remote_id else None


def handover_deadline(reviewed: Reviewed, start: dt.datetime) -> dt.datetime:
    """Until when it may be handed over: a while after the hold, and never after the time it was meant for."""
    deadline = start + dt.timedelta(seconds=settings.SENDING_HANDOVER_DEADLINE)
    if reviewed.timing in ("at", "local") and reviewed.scheduled_at is not None:
        deadline = min(deadline, max(reviewed.scheduled_at, start))
    return deadline


def _replace(live: Delivery, actor: Actor, now: dt.datetime) -> None:
    before = live.state
    live.state, live.reason, live.ended_at = State.REPLACED, "", now
    live.fence += 1
    live.revision += 1
    live.save()
    event(live, DeliveryEvent.Kind.PERSON, at=now, before=before, actor=actor.label, note="reviewed it anew")


@transaction.atomic
def undo(*, delivery: Delivery, actor: Actor, now: dt.datetime) -> Delivery:
    """Takes a held delivery back. Nothing has left us. Raises NotAllowed, TooLate."""
    _require_send(actor)
    delivery = _lock(delivery)
    if delivery.state == State.UNDONE:
        return delivery
    if delivery.state != State.HELD:
        raise TooLate("Too late to undo: it has left the hold. What can still be stopped is offered below.")
    delivery.state, delivery.ended_at = State.UNDONE, now
    _save(delivery, actor, now, before=State.HELD, note="undid it during the hold")
    return delivery


@transaction.atomic
def resume(*, delivery: Delivery, actor: Actor, now: dt.datetime) -> Delivery:
    """Goes on with exactly what was reviewed, after a person says the cause is gone.

    Raises NotAllowed, NotConnected, ChangedMeanwhile (not parked, or edited since), NotReady (its time has
    passed) and TooLate (an unknown outcome is never resumed: it is looked at).
    """
    _require_send(actor)
    delivery = _lock(delivery)
    if delivery.state != State.NEEDS_PERSON:
        raise ChangedMeanwhile("It has moved on since this page was shown.")
    if not delivery.store.is_connected:
        raise NotConnected(f"{delivery.store.name} needs reconnecting first.")
    if delivery.unknown_since is not None or delivery.reason == Reason.OVERDUE:
        raise TooLate(
            "It may already have gone out, so it is not sent again. Look again, or check in Omnisend."
        )
    if delivery.campaign.version != delivery.version:
        raise ChangedMeanwhile("The campaign was edited since it was reviewed. Review it again to send it.")
    if delivery.snapshot.passed(now):
        raise NotReady("Its time has passed meanwhile. Choose a new time and review it again.")
    _start_again(delivery, now)
    _save(delivery, actor, now, before=State.NEEDS_PERSON, note="said: go on and send")
    return delivery


def _forget_remote(delivery: Delivery) -> None:
    delivery.remote_id = delivery.remote_status = ""
    gone = {"omnisend_id": "", "omnisend_status": "", "omnisend_template_id": ""}
    Campaign.objects.filter(pk=delivery.campaign_id).update(**gone)


def _start_again(delivery: Delivery, now: dt.datetime) -> None:
    if delivery.reason == Reason.GONE:
        _forget_remote(delivery)
    delivery.state, delivery.reason, delivery.problem = State.HANDING_OVER, "", None
    delivery.differences = []
    delivery.step = Step.PATCH if delivery.remote_id else Step.CREATE
    delivery.not_before, delivery.looks = now, 0
    delivery.deadline = handover_deadline(delivery.snapshot, now)


@transaction.atomic
def give_up(*, delivery: Delivery, actor: Actor, now: dt.datetime) -> Delivery:
    """Stops a delivery that has not been sent. Raises NotAllowed and TooLate (it may have gone out)."""
    _require_send(actor)
    delivery = _lock(delivery)
    if delivery.state == State.GIVEN_UP:
        return delivery
    waiting = delivery.state == State.HANDING_OVER and delivery.lease_until is None and delivery.sends == 0
    parked = delivery.state == State.NEEDS_PERSON and not locked_reason(delivery)
    if not (waiting or parked) or delivery.unknown_since is not None:
        raise TooLate("It is being handed over or may have gone out, so it cannot simply be stopped.")
    before = delivery.state
    delivery.state, delivery.reason, delivery.ended_at = State.GIVEN_UP, "", now
    _save(delivery, actor, now, before=before, note="stopped it; it stays a draft")
    return delivery


@transaction.atomic
def look_again(*, delivery: Delivery, actor: Actor, now: dt.datetime) -> Delivery:
    """Reads the campaign once more at Omnisend. Never sends. Raises ChangedMeanwhile when that is over."""
    delivery = _lock(delivery)
    before = delivery.state
    if delivery.state == State.NEEDS_PERSON and delivery.unknown_since is not None:
        delivery.state, delivery.reason = State.CHECKING, ""
        delivery.step = Step.LOOK if delivery.remote_id else Step.FIND
        delivery.deadline = now + dt.timedelta(seconds=4 * settings.SENDING_QUIET)
    elif delivery.state == State.NEEDS_PERSON and delivery.accepted_at is not None:
        delivery.state, delivery.reason, delivery.step = State.FOLLOWING, "", Step.LOOK
        delivery.deadline = now + dt.timedelta(hours=24)
    elif delivery.state not in (State.CHECKING, State.FOLLOWING):
        raise ChangedMeanwhile("There is nothing to look up at Omnisend any more.")
    if delivery.lease_until is None:
        delivery.not_before, delivery.looks = now, 0
        _save(delivery, actor, now, before=before, note="asked to look again")
    return delivery


@transaction.atomic
def checked_in_omnisend(*, delivery: Delivery, was_sent: bool, actor: Actor, now: dt.datetime) -> Delivery:
    """A person looked in Omnisend because we could not find out. Their word is recorded as theirs.

    Sent: we go on following. Not sent: the delivery ends; a new Send still reads before it does anything.
    """
    _require_send(actor)
    delivery = _lock(delivery)
    if delivery.state != State.NEEDS_PERSON or (
        delivery.unknown_since is None and delivery.accepted_at is None
    ):
        raise ChangedMeanwhile("Meanwhile it is known what happened.")
    if was_sent and delivery.remote_id:
        delivery.state, delivery.step, delivery.reason = State.FOLLOWING, Step.LOOK, ""
        delivery.accepted_at = delivery.accepted_at or now
        delivery.sent_by, delivery.not_before = delivery.sent_by or "us", now
        delivery.deadline = now + dt.timedelta(hours=24)
        delivery.unknown_since = None
    else:
        if delivery.reason == Reason.GONE:
            # It is deleted there, so there is nothing left to read, nor anything that could still be sent.
            delivery.unknown_since = None
            _forget_remote(delivery)
        delivery.state, delivery.reason, delivery.ended_at = State.GIVEN_UP, "", now
    said = "checked in Omnisend: it was sent" if was_sent else "checked in Omnisend: it was not sent"
    _save(delivery, actor, now, before=State.NEEDS_PERSON, note=said)
    return delivery


@transaction.atomic
def cancel(*, delivery: Delivery, actor: Actor, now: dt.datetime) -> Delivery:
    """Asks Omnisend to cancel. Asynchronous there, and for mail that has started only a best effort.

    Raises NotAllowed and TooLate. Source: Omnisend API 2026-03-15, Cancel campaign.
    """
    _require_send(actor)
    delivery = _lock(delivery)
    if delivery.state != State.FOLLOWING or delivery.remote_status not in ("scheduled", "started", "paused"):
        raise TooLate("Omnisend cancels only what is scheduled, being checked or being sent.")
    delivery.step, delivery.not_before, delivery.cancel_asked_at = Step.CANCEL, now, now
    _save(delivery, actor, now, before=State.FOLLOWING, note="asked to cancel")
    return delivery


@transaction.atomic
def store_disconnected(*, store: Store, actor: Actor, now: dt.datetime) -> None:
    """What we hold stops; what Omnisend has stays there and is no longer followed."""
    for delivery in Delivery.objects.select_for_update().filter(store=store, state__in=sorted(LIVE)):
        before = delivery.state
        theirs = (
            delivery.accepted_at is not None or delivery.unknown_since is not None or delivery.lease_until
        )
        delivery.state = State.UNFOLLOWED if theirs else State.GIVEN_UP
        delivery.reason, delivery.ended_at = "", now
        _save(delivery, actor, now, before=before, note="the store was disconnected")


@transaction.atomic
def store_reconnected(*, store: Store, actor: Actor, now: dt.datetime) -> None:
    """What waited for the connection goes on, if it is still in time; looking goes on at once."""
    live = Delivery.objects.select_for_update().filter(store=store)
    for delivery in live.filter(state=State.NEEDS_PERSON, reason=Reason.RECONNECT):
        if delivery.unknown_since is not None or delivery.campaign.version != delivery.version:
            continue
        if now >= delivery.deadline or delivery.snapshot.passed(now):
            delivery.reason = Reason.LATE
        else:
            deadline = delivery.deadline
            _start_again(delivery, now)
            delivery.deadline = deadline
        _save(delivery, actor, now, before=State.NEEDS_PERSON, note="the store was reconnected")
    live.filter(state__in=[State.CHECKING, State.FOLLOWING], lease_until=None).update(not_before=now)
    ring()
