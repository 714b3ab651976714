"""Letting go of what merchants wrote, once their store has been disconnected for long. The record stays.

A campaign that no line of the record is about goes whole. The others keep their names, for the record's sake,
and no text; drafts leave the list. Whoever connects the store before that finds everything as it was.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from omniapp import clock
from omniapp.campaigns.models import Campaign, CampaignSync, DraftEvent
from omniapp.results.models import Allowance, Report
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.stores.models import Store
from omniapp.telling.models import Choice, Webhook

LET_GO = "Its store was disconnected for long, so its text was let go of. Write a new one."
_PART = ("subject", "preheader", "sender_name", "sender_email", "reply_to", "template_name")
_SMS = ("message", "stop_text", "unsubscribe_text", "image_name")
_EMPTIED: dict[str, Any] = {
    **dict.fromkeys((*_PART, *_SMS, "image_url", "image_id", "template_id"), ""),
    "variants": {},
    "utm": {},
    "included": [],
    "excluded": [],
    "omnisend_data": {},
}
_TEXTS = frozenset((*_PART, *_SMS, "source", "medium", "campaign"))  # of what was reviewed, at any depth


def unconfirmed(before: dt.datetime) -> int:
    """Addresses that nobody confirmed, of connected stores too; a confirmed one beside it stays."""
    old = Store.objects.filter(contact_asked_at__lte=before)
    first = old.filter(contact_confirmed_at=None).exclude(contact_email="").update(contact_email="")
    return first + old.exclude(contact_asked_email="").update(contact_asked_email="")


def disconnected(before: dt.datetime) -> int:
    closed = Store.objects.filter(state=Store.State.DISCONNECTED, state_since__lte=before, forgotten_at=None)
    return sum(_forget(pk, before) for pk in list(closed.values_list("pk", flat=True)))


@transaction.atomic
def _forget(pk: int, before: dt.datetime) -> bool:
    """One store, unless somebody connects it at this moment."""
    closed = Store.objects.select_for_update().filter(
        pk=pk, state=Store.State.DISCONNECTED, state_since__lte=before
    )
    store = closed.first()
    if store is None:
        return False
    for model in (Choice, Webhook, Report, Allowance, CampaignSync):
        model._default_manager.filter(store=store).delete()
    _forget_campaigns(store)
    for delivery in Delivery.objects.filter(store=store).exclude(ended_at=None):
        delivery.reviewed, delivery.shown, delivery.differences = without_texts(delivery.reviewed), None, []
        if delivery.boost_reviewed:
            delivery.boost_reviewed = without_texts(delivery.boost_reviewed)
        delivery.save(update_fields=["reviewed", "shown", "differences", "boost_reviewed"])
    store.contact_email = store.contact_asked_email = ""
    store.contact_confirmed_at, store.forgotten_at = None, clock.now()
    store.save(update_fields=["contact_email", "contact_asked_email", "contact_confirmed_at", "forgotten_at"])
    return True


def _forget_campaigns(store: Store) -> None:
    sent = Exists(Delivery.objects.filter(Q(campaign=OuterRef("pk")) | Q(booster=OuterRef("pk"))))
    recorded = (
        sent,
        Exists(DeliveryEvent.objects.filter(campaign=OuterRef("pk"))),
        Exists(DraftEvent.objects.filter(campaign=OuterRef("pk"))),
        Exists(Campaign.objects.filter(parent=OuterRef("pk"))),
    )
    theirs = Campaign.objects.filter(store=store)
    # Those that follow another first, so that the others have nobody left to stand for.
    for kind in (theirs.exclude(parent=None), theirs):
        kind.filter(*(~one for one in recorded)).delete()
    theirs.filter(~sent, deleted_at=None, omnisend_id="").update(deleted_at=clock.now())
    theirs.filter(locked_reason="").update(locked_reason=LET_GO)
    theirs.update(**_EMPTIED)


def without_texts(reviewed: Any) -> Any:
    """What was reviewed, still readable as such: its kind, time and size, and the ids of its segments."""
    if isinstance(reviewed, list):
        return [without_texts(one) for one in reviewed]
    if not isinstance(reviewed, dict):
        return reviewed
    segment = reviewed.keys() == {"id", "name"}
    return {
        key: "" if key in _TEXTS and isinstance(value, str) else without_texts(value)
        for key, value in reviewed.items()
    } | ({"name": "a segment"} if segment else {})
