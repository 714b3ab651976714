"""Somebody looks at a store's campaigns: they are read at once, and more often for a while."""

import datetime as dt

from django.db import transaction

from omniapp.campaigns import tasks
from omniapp.campaigns.models import CampaignSync
from omniapp.stores.models import Store

FRESH = dt.timedelta(seconds=20)  # so young a reading is not repeated


@transaction.atomic
def look(store: Store, *, now: dt.datetime, again: bool = False) -> CampaignSync:
    """Notes that somebody looks, and rings the bell unless what is here is fresh. Makes no request.

    ``again``: they asked for it, so fresh is not fresh enough. If Omnisend asked us to wait, we wait.
    """
    CampaignSync.objects.get_or_create(store=store)
    state = CampaignSync.objects.select_for_update().get(store=store)
    fresh = not again and state.synced_at is not None and state.synced_at > now - FRESH
    begun = state.leased_until is not None and state.leased_until > now
    state.looked_at = now
    if not fresh and not begun and store.is_connected:
        state.next_at = max(now, state.wait_until or now)
        transaction.on_commit(tasks.sync.delay, robust=True)
    state.save(update_fields=["looked_at", "next_at"])
    return state


def is_reading(state: CampaignSync, *, now: dt.datetime) -> bool:
    """Whether something newer is about to be here."""
    due = state.next_at is None or state.next_at <= now
    return due or (state.leased_until is not None and state.leased_until > now)
