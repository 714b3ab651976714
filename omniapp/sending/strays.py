"""Changes whose answer was lost: until when one of them could still be applied over what was reviewed since.

Omnisend may apply a request as long as the quiet time after it last could have left us. One that writes the
same words does no harm. One with other words, of an earlier review or of a test mail, is waited for.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Q
from pydantic import BaseModel

from omniapp import omnisend
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.models import Delivery
from omniapp.sending.states import CHANGING, Purpose, Step

_Words = tuple[BaseModel | None, ...]


def wait_for(delivery: Delivery, *, now: dt.datetime) -> None:
    """Lets this delivery begin only when nothing with other words can be written over its draft any more."""
    ours, quiet = _words(delivery), quiet_time()
    theirs = [d for d in _others(delivery, now - quiet) if d.purpose == Purpose.DELETE or _words(d) != ours]
    last = max((d.stray_at for d in theirs if d.stray_at), default=None)
    if last and last + quiet > delivery.not_before:
        delivery.stray_at, delivery.not_before = last, last + quiet


def quiet_time() -> dt.timedelta:
    return dt.timedelta(seconds=settings.SENDING_QUIET)


def let_go(delivery: Delivery) -> None:
    """The row is taken from a worker: its request may be under way, and its answer will not be recorded."""
    if delivery.lease_until is not None and Step(delivery.step) in CHANGING:
        delivery.stray_at = delivery.lease_until


def worked_on(delivery: Delivery, old: omnisend.Campaign) -> list[str]:
    """What somebody changed in Omnisend in the draft that is to be removed; [] if it is as we left it.

    A booster that is not wanted any more is removed whatever it says: it would send itself.
    """
    if old.type == "booster" and delivery.campaign.type != Campaign.Type.BOOSTER:
        return []
    ours = Delivery.objects.filter(campaign_id=delivery.campaign_id, remote_id=old.id).exclude(reviewed={})
    return _least(d.snapshot.differences(old) for d in ours)


def _least(found: Iterable[list[str]]) -> list[str]:
    return min(found, key=len, default=[])


def _others(delivery: Delivery, since: dt.datetime) -> Iterator[Delivery]:
    """Other deliveries that wrote to the same drafts, and whose answer was lost not long ago."""
    ids = {delivery.remote_id, delivery.boost_id} - {""}
    here = [delivery.campaign_id, delivery.booster_id]
    lost = Delivery.objects.filter(Q(campaign__in=here) | Q(booster__in=here), stray_at__gt=since)
    return (d for d in lost.exclude(pk=delivery.pk) if ids & {d.remote_id, d.boost_id})


def _words(delivery: Delivery) -> _Words:
    """Everything that changes of this delivery write."""
    reviewed: list[Reviewed] = [delivery.snapshot] if delivery.reviewed else []
    if delivery.boost_reviewed:
        reviewed.append(delivery.boost_snapshot)
    return tuple(words for one in reviewed for words in (one.changes(), one.utm_update()))
