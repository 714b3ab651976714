"""What every decision shares: the right to make it, the lock, the record, the bell."""

import datetime as dt

from django.db import transaction

from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor
from omniapp.sending import tasks
from omniapp.sending.errors import AlreadyOnItsWay, ChangedMeanwhile, NotAllowed
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.recording import event, tell_campaign
from omniapp.sending.states import LIVE, WORKABLE, State, allowed


def ring() -> None:
    """Rings the bell once the transaction is committed. A lost bell costs a second: beat rings too."""
    transaction.on_commit(tasks.drain.delay, robust=True)


def require_send(actor: Actor) -> None:
    if not actor.may("send"):
        raise NotAllowed(
            "You may look at this store, but sending is a right of its own. Ask its owner for it."
        )


_MOVED_ON = "It has moved on since this page was shown. Look at it as it is now."


def lock(delivery: Delivery, *, seen: str = "") -> Delivery:
    """The delivery, locked. ``seen`` is the edition that the person's page showed.

    Raises ChangedMeanwhile: what stops or steers one delivery never meets another one of the campaign. That
    it was looked at since does no harm: what stops must not come too late for it.
    """
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if seen and seen.partition(".")[0] != locked.edition.partition(".")[0]:
        raise ChangedMeanwhile(_MOVED_ON)
    return locked


def parked(delivery: Delivery, *, seen: str = "") -> Delivery:
    """The delivery, locked, that waits for a person and is just as the page showed it.

    Raises ChangedMeanwhile: what goes on or is settled is what was shown, and nothing else.
    """
    locked = lock(delivery)
    if locked.state != State.NEEDS_PERSON or seen not in ("", locked.edition):
        raise ChangedMeanwhile(_MOVED_ON)
    return locked


def refuse_while_busy(booster: Campaign | None) -> None:
    """A campaign does not go while something else is asked about the booster that goes with it.

    Its caller has locked the campaign, which whoever asks about the booster does as well.
    """
    if booster is not None and booster.deliveries.filter(state__in=sorted(WORKABLE)).exists():
        raise AlreadyOnItsWay(
            "Something else is being done with its booster at Omnisend. Nothing was sent; try again soon."
        )


def save(delivery: Delivery, actor: Actor, now: dt.datetime, *, before: str, note: str) -> None:
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
