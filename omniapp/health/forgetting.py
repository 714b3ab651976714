"""How long what we know of people is kept, and letting go of it. The record stays: names in it are replaced.

What lives for minutes or days is dropped where it is made: sessions (people), attempts to connect (install),
what was told (telling), the recipients of a test mail (sending).
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.health import closed_stores
from omniapp.people.invitations import LASTS
from omniapp.people.models import (
    AccountEvent,
    Invitation,
    MerchantSignIn,
    RecoveryCode,
    ResetRequest,
    SecondStep,
    Session,
    StoreAccess,
    User,
)
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.stores.models import StoreEvent
from omniapp.telling.models import Choice, Webhook

_GONE = "@removed.invalid"
_NAMED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (StoreEvent, ("actor", "note")),
    (AccountEvent, ("actor", "note")),
    (DeliveryEvent, ("actor", "note")),
    (DraftEvent, ("actor", "note")),
    (Delivery, ("created_by",)),
    (Campaign, ("created_by", "updated_by")),
)


@dataclass(frozen=True)
class Rule:
    """``what`` is let go of ``days`` after; ``apply`` is told before when, and answers how many it was."""

    what: str
    days: int
    apply: Callable[[dt.datetime], int]


def forget(now: dt.datetime) -> dict[str, int]:
    """Applies every rule; how many of each were let go of. Doing it again finds nothing to do."""
    return {rule.what: rule.apply(now - dt.timedelta(days=rule.days)) for rule in RULES}


def _accounts(before: dt.datetime) -> int:
    off = AccountEvent.objects.filter(kind=AccountEvent.Kind.SWITCHED_OFF, at__lte=before)
    on = AccountEvent.objects.filter(kind=AccountEvent.Kind.SWITCHED_ON, at__gt=before)
    gone = User.objects.filter(is_active=False, pk__in=off.values("user")).exclude(pk__in=on.values("user"))
    users = list(gone.exclude(email__endswith=_GONE))
    for user in users:
        _forget_account(user)
    return len(users)


@transaction.atomic
def _forget_account(user: User) -> None:
    """The row stays, because the record names it, and is nobody's any more."""
    address, name = user.email, f"former partner {user.pk}"
    for model in (Session, SecondStep, RecoveryCode, StoreAccess, Webhook, Choice):
        model._default_manager.filter(user=user).delete()
    user.email, user.name, user.is_owner = f"former-{user.pk}{_GONE}", "", False
    user.set_unusable_password()
    user.save()
    _rename(address, name)


def _rename(address: str, instead: str) -> None:
    """Everywhere in the record, as a whole word. The record's lines are never saved: this is an UPDATE."""
    whole = re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", re.IGNORECASE)
    for model, columns in _NAMED:
        naming = Q()
        for column in columns:
            naming |= Q(**{f"{column}__icontains": address})
        rows = model._default_manager.filter(naming).order_by()
        for pk, *texts in rows.values_list("pk", *columns):
            anew = {column: whole.sub(instead, text) for column, text in zip(columns, texts, strict=True)}
            model._default_manager.filter(pk=pk).update(**anew)


def _invitations(before: dt.datetime) -> int:
    over = Q(used_at__lte=before) | Q(withdrawn_at__lte=before) | Q(expires_at__lte=before)
    rows = Invitation.objects.filter(over).exclude(email="", name="", reason="")
    known = set(User.objects.values_list("email", flat=True))
    kinds = (AccountEvent.Kind.INVITED, AccountEvent.Kind.INVITATION_WITHDRAWN)
    AccountEvent.objects.filter(kind__in=kinds, at__lte=before - LASTS).exclude(note="").update(note="")
    count = 0
    for row in rows:
        if row.email and row.email not in known:
            _rename(row.email, "somebody")
        row.email = row.name = row.reason = ""
        row.save(update_fields=["email", "name", "reason"])
        count += 1
    return count


def _sign_ins(before: dt.datetime) -> int:
    lines = AccountEvent.objects.filter(kind=AccountEvent.Kind.SIGNED_IN, at__lte=before)
    return lines.exclude(note="").update(note="")


def _merchants(before: dt.datetime) -> int:
    return MerchantSignIn.objects.filter(created_at__lte=before).delete()[0]


def _resets(before: dt.datetime) -> int:
    return ResetRequest.objects.filter(asked_at__lte=before).delete()[0]


RULES = (
    Rule("partner accounts, after they were switched off", 90, _accounts),
    Rule("names and addresses in invitations, after their end", 90, _invitations),
    Rule("the browser named in a sign-in's record", 90, _sign_ins),
    Rule(
        "texts, numbers and addresses of a store, after it was disconnected",
        settings.FORGET_STORES_AFTER,
        closed_stores.disconnected,
    ),
    Rule(
        "contact addresses that nobody confirmed",
        settings.FORGET_UNCONFIRMED_AFTER,
        closed_stores.unconfirmed,
    ),
    Rule("merchants' sign-ins, after they began", 30, _merchants),
    Rule("wishes for a new password that were never mailed", 1, _resets),
)
