"""What happens to deliveries when their store is disconnected or comes back."""

import datetime as dt

from django.db import transaction

from omniapp.people.actors import Actor
from omniapp.sending import strays
from omniapp.sending.models import Delivery
from omniapp.sending.operations.common import ring, save
from omniapp.sending.operations.deciding import edited_since, start_again
from omniapp.sending.states import DRAFTING, LIVE, Reason, State, Step
from omniapp.stores.models import Store


@transaction.atomic
def store_disconnected(*, store: Store, actor: Actor, now: dt.datetime) -> None:
    """What we hold stops; what Omnisend has stays there and is no longer followed."""
    for delivery in Delivery.objects.select_for_update().filter(store=store, state__in=sorted(LIVE)):
        before = delivery.state
        strays.let_go(delivery)
        delivery.state = State.UNFOLLOWED if _may_be_out(delivery) else State.GIVEN_UP
        delivery.reason, delivery.ended_at, delivery.recipients = "", now, []
        if delivery.state == State.UNFOLLOWED:
            delivery.problem = None  # nothing that was answered is why it ends
        save(delivery, actor, now, before=before, note="the store was disconnected")


def _may_be_out(delivery: Delivery) -> bool:
    """Whether a send of it was accepted, may have been, or is being asked for this moment."""
    if delivery.accepted_at is not None:
        return True
    if delivery.step == Step.CREATE or delivery.step in DRAFTING:
        return False  # at most a draft, which reaches nobody
    asked_now = delivery.lease_until is not None and delivery.step == Step.SEND
    conflicting = delivery.state == State.HANDING_OVER and delivery.step == Step.LOOK
    return asked_now or conflicting or delivery.unknown_since is not None


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
    ring()
