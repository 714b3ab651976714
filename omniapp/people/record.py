"""Adding to the record of an account."""

import datetime as dt

from omniapp.people.models import AccountEvent, User

Kind = AccountEvent.Kind


def add(user: User, kind: Kind, *, at: dt.datetime, actor: str = "", note: str = "") -> AccountEvent:
    """Adds one line; without ``actor`` it was the person themselves."""
    return AccountEvent.objects.create(user=user, kind=kind, at=at, actor=actor or user.email, note=note)
