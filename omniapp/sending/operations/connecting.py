"""What happens to deliveries when their store is disconnected or comes back."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from omniapp.people.actors import Actor
from omniapp.sending import strays
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.operations.common import ring, save
from omniapp.sending.operations.deciding import edited_since, read_on, start_again
from omniapp.sending.states import DRAFTING, LIVE, Purpose, Reason, State, Step
from omniapp.stores.models import Store

_DISCONNECTED = "the store was disconnected"


@transaction.atomic
def store_disconnected(*, store: Store, actor: Actor, now: dt.datetime) -> None:
    """What we hold stops; what Omnisend has stays there and is no longer followed."""
    for delivery in Delivery.objects.select_for_update().filter(store=store, state__in=sorted(LIVE)):
        before = delivery.state
        strays.let_go(delivery)
        if _may_be_out(delivery):
            _let_out(delivery, now)
        else:
            delivery.state = State.GIVEN_UP
        delivery.reason, delivery.ended_at, delivery.recipients = "", now, []
        save(delivery, actor, now, before=before, note=_DISCONNECTED)


def _may_be_out(delivery: Delivery) -> bool:
    """Whether a send of it was accepted, may have been, or is being asked for this moment."""
    if delivery.accepted_at is not None:
        return True
    if delivery.step == Step.CREATE or delivery.step in DRAFTING:
        return False  # at most a draft, which reaches nobody
    asked_now = delivery.lease_until is not None and delivery.step == Step.SEND
    conflicting = delivery.state == State.HANDING_OVER and delivery.step == Step.LOOK
    return asked_now or conflicting or delivery.unknown_since is not None


def _let_out(delivery: Delivery, now: dt.datetime) -> None:
    """It is not followed any more. A send asked for this moment is one whose answer nobody will hear."""
    delivery.state, delivery.problem = State.UNFOLLOWED, None  # nothing that was answered is why it ends
    if delivery.accepted_at is None and delivery.unknown_since is None:
        delivery.unknown_since = delivery.lease_until or now
        if delivery.step == Step.SEND:
            delivery.sends, delivery.ever_unknown = delivery.sends + 1, True


@transaction.atomic
def store_reconnected(*, store: Store, actor: Actor, now: dt.datetime) -> None:
    """What waited for the connection goes on, if it is still in time; looking goes on at once."""
    live = Delivery.objects.select_for_update().filter(store=store)
    for delivery in live.filter(state=State.NEEDS_PERSON, reason=Reason.RECONNECT):
        if delivery.unknown_since is not None or edited_since(delivery):
            continue
        if now >= delivery.deadline or delivery.snapshot.passed(now):
            delivery.reason = Reason.LATE
        else:
            deadline = delivery.deadline
            start_again(delivery, now)
            delivery.deadline = delivery.handover_by = deadline
        save(delivery, actor, now, before=State.NEEDS_PERSON, note="the store was reconnected")
    live.filter(state__in=[State.CHECKING, State.FOLLOWING], lease_until=None).update(not_before=now)
    ended = DeliveryEvent.objects.filter(delivery=OuterRef("pk"), note=_DISCONNECTED)
    left = live.filter(Exists(ended), state=State.UNFOLLOWED).exclude(reviewed={})
    for delivery in left.order_by("pk"):
        _follow_again(delivery, actor, now)
    ring()


def _follow_again(delivery: Delivery, actor: Actor, now: dt.datetime) -> None:
    """Only our following had ended. It is read again; what turns out not to be sent waits for a person."""
    others = Delivery.objects.filter(campaign_id=delivery.campaign_id).exclude(pk=delivery.pk)
    if others.filter(Q(state__in=sorted(LIVE)) | Q(pk__gt=delivery.pk, purpose=Purpose.SEND)).exists():
        return
    delivery.ended_at = delivery.missing_since = delivery.problem = None
    delivery.not_before, delivery.looks, delivery.handover_by = now, 0, now
    read_on(delivery, now)
    save(delivery, actor, now, before=State.UNFOLLOWED, note="the store was reconnected")
