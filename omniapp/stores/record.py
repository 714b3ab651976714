"""Adding to the record of a store: who did what with it, besides sending."""

import datetime as dt

from omniapp.stores.models import Store, StoreEvent

Kind = StoreEvent.Kind


def add(store: Store, kind: Kind, *, actor: str, at: dt.datetime, note: str = "") -> StoreEvent:
    """Adds one line. Call it in the transaction of what it tells about, so that both happen or neither."""
    return StoreEvent.objects.create(store=store, kind=kind, actor=actor, at=at, note=note)
