"""Moving a store out of "connected" when its access turns out not to work."""

import datetime as dt

from django.db import transaction

from omniapp.stores import record
from omniapp.stores.models import Store, Token


@transaction.atomic
def mark_needs_reconnect(
    store: Store,
    now: dt.datetime,
    *,
    reason: Store.Reason = Store.Reason.REFUSED,
    generation: int | None = None,
) -> bool:
    """Says that a person must connect this store again; whether this call changed anything.

    ``generation``: the token this is about. News about a token that was replaced since changes nothing.
    """
    # The store's row first, as in connecting and disconnecting, so that no two wait for each other.
    locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    about_it = generation is None or Token.objects.filter(store=store, generation=generation).exists()
    changed = about_it and locked.state == Store.State.CONNECTED
    if changed:
        locked.state, locked.state_reason, locked.state_since = Store.State.NEEDS_RECONNECT, reason, now
        locked.save(update_fields=["state", "state_reason", "state_since"])
        record.add(locked, record.Kind.LAPSED, actor="omniapp", at=now, note=reason.label)
    store.refresh_from_db(fields=["state", "state_reason", "state_since"])
    return changed
