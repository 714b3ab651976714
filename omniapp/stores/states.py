"""Moving a store out of "connected" when its access turns out not to work."""

import datetime as dt

from django.db import transaction

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
    token = Token.objects.select_for_update().filter(store=store).first()
    if generation is not None and token is not None and token.generation != generation:
        return False
    changed = Store.objects.filter(pk=store.pk, state=Store.State.CONNECTED).update(
        state=Store.State.NEEDS_RECONNECT, state_reason=reason, state_since=now
    )
    store.refresh_from_db(fields=["state", "state_reason", "state_since"])
    return bool(changed)
