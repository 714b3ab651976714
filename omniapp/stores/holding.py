"""How long a click on Send is held before it leaves, store by store."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from omniapp.stores import record
from omniapp.stores.models import Store


def usual() -> int:
    """Seconds for stores that chose nothing."""
    seconds: float = settings.SENDING_HOLD
    return round(seconds)


def words(seconds: float) -> str:
    """ "20 seconds", "2 minutes", "no time"."""
    whole = round(seconds)
    count, unit = (whole // 60, "minute") if whole and whole % 60 == 0 else (whole, "second")
    return f"{count} {unit}{'' if count == 1 else 's'}" if count else "no time"


@transaction.atomic
def change(store: Store, seconds: int | None, *, actor: str, now: dt.datetime) -> bool:
    """Holds what is sent from now on for ``seconds``, or as usual (None); whether that is another time.

    What is held already keeps its time.
    """
    locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    before, locked.sending_hold = locked.sending_hold, seconds
    store.sending_hold = seconds
    if before == seconds:
        return False
    locked.save(update_fields=["sending_hold"])
    note = f"Sends are held for {words(locked.hold)}."
    record.add(locked, record.Kind.SETTINGS, actor=actor, at=now, note=note)
    return True
