"""Invitations: made, found by their link, used once, withdrawn.

A colleague's is good only while whoever made it is an owner, so that nobody keeps a way back in; a merchant's
while they are an active partner.
"""

import datetime as dt
import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from omniapp.people import ceilings, letters, record
from omniapp.people.ceilings import may
from omniapp.people.models import Invitation, InvitedAccess, StoreAccess, User
from omniapp.stores import record as store_record
from omniapp.stores.models import Store

LASTS = dt.timedelta(days=7)
Kind = Invitation.Kind


class Over(Exception):
    """The invitation was used, withdrawn, or is too old. Nothing was changed."""


@transaction.atomic
def invite_colleague(
    by: User,
    *,
    email: str,
    owner: bool,
    stores: Iterable[Store] = (),
    can_edit: bool = False,
    can_send: bool = False,
    now: dt.datetime,
) -> tuple[Invitation, str]:
    """An invitation to an account, and its token, which nobody can read again. Earlier links to there end."""
    for earlier in still_open(now).filter(kind=Kind.COLLEAGUE, email=email.strip().lower()):
        withdraw(earlier, by=by, now=now)
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(
        kind=Kind.COLLEAGUE,
        token_hash=_hash(token),
        email=email.strip().lower(),
        is_owner=owner,
        made_by=by,
        created_at=now,
        expires_at=now + LASTS,
    )
    chosen = [] if owner else list(stores)
    InvitedAccess.objects.bulk_create(
        InvitedAccess(invitation=row, store=store, can_edit=can_edit, can_send=can_send) for store in chosen
    )
    note = f"{row.email}, as an owner" if owner else row.email
    record.add(by, record.Kind.INVITED, at=now, note=note)
    for store in chosen:
        _tell_store(row, store, store_record.Kind.INVITED, actor=by.email, at=now)
    return row, token


@transaction.atomic
def invite_merchant(
    by: User,
    *,
    name: str,
    email: str,
    reason: str,
    can_edit: bool,
    can_send: bool,
    now: dt.datetime,
    once: str = "",
) -> tuple[Invitation, str, bool]:
    """An invitation to connect a store and let ``by`` look after it, its token, and whether it is new.

    An owner may do everything with every store, so nobody is asked for less by one. ``once`` names the form
    that was filled in: given again, as when the page is reloaded, it leads to the same invitation.
    """
    token = _token_of(by, once or secrets.token_urlsafe(32))
    asked = {
        "kind": Kind.MERCHANT,
        "email": email.strip().lower(),
        "name": name,
        "reason": reason,
        "can_edit": can_edit or by.is_owner,
        "can_send": can_send or by.is_owner,
        "made_by": by,
        "created_at": now,
        "expires_at": now + LASTS,
    }
    row, new = Invitation.objects.get_or_create(token_hash=_hash(token), defaults=asked)
    if new:
        record.add(by, record.Kind.INVITED, at=now, note=f"{row.whom}, to connect a store")
    return row, token, new


def _token_of(by: User, once: str) -> str:
    """A token that nobody can guess without our secret, though it is kept nowhere."""
    made = salted_hmac("omniapp.invitation", f"{by.pk}:{once}", algorithm="sha256")
    return urlsafe_b64encode(made.digest()).rstrip(b"=").decode()


def link(token: str) -> str:
    return letters.link(reverse("install:join", args=[token]))


def still_open(now: dt.datetime) -> QuerySet[Invitation]:
    """Those whose link works."""
    maker = Q(made_by__is_active=True) & (Q(kind=Kind.MERCHANT) | Q(made_by__is_owner=True))
    return Invitation.objects.filter(maker, used_at=None, withdrawn_at=None, expires_at__gt=now)


def find(token: str, *, now: dt.datetime) -> Invitation | None:
    """The open invitation of this link."""
    return still_open(now).select_related("made_by").filter(token_hash=_hash(token)).first()


@transaction.atomic
def join(invitation: Invitation, *, name: str, password: str, now: dt.datetime) -> User:
    """Makes the invited colleague's account, with what the invitation gives. Raises Over."""
    _use_up(invitation, now=now)
    if User.objects.filter(email=invitation.email).exists():
        raise Over
    user = User.objects.create_user(invitation.email, password, name=name, is_owner=invitation.is_owner)
    record.add(user, record.Kind.JOINED, at=now, note=f"invited by {invitation.made_by.email}")
    for access in invitation.access.select_related("store"):
        StoreAccess.objects.create(
            user=user, store=access.store, can_edit=access.can_edit, can_send=access.can_send
        )
        ceilings.decide(user, access.store, can_view=True, can_edit=access.can_edit, can_send=access.can_send)
        _tell_store(invitation, access.store, store_record.Kind.INVITATION_USED, actor=user.email, at=now)
    Invitation.objects.filter(pk=invitation.pk).update(used_by=user)
    return user


@transaction.atomic
def accept(invitation: Invitation, store: Store, *, actor: str, now: dt.datetime) -> None:
    """Gives the partner who asked what they asked for, as far as an owner did not withhold it. Raises Over.

    Nobody's access becomes less. Call it only for a store that whoever accepts has just proved control of.
    """
    _use_up(invitation, now=now)
    maker, wish = invitation.made_by, {"can_edit": invitation.can_edit, "can_send": invitation.can_send}
    try:
        ceilings.widen(maker, store, **wish)
        can_edit, can_send = ceilings.within(maker, store, **wish)
    except ceilings.Withheld as no:
        raise Over from no
    Invitation.objects.filter(pk=invitation.pk).update(used_for=store)
    note = f"{maker.email} {may(can_edit, can_send)}"
    store_record.add(store, store_record.Kind.INVITATION_USED, actor=actor, at=now, note=note)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, now: dt.datetime) -> bool:
    """Ends the link; whether it was open until now."""
    rows = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not rows.update(withdrawn_at=now):
        return False
    record.add(by, record.Kind.INVITATION_WITHDRAWN, at=now, note=invitation.whom)
    for store in invitation.stores.all():
        _tell_store(invitation, store, store_record.Kind.INVITATION_WITHDRAWN, actor=by.email, at=now)
    return True


def _use_up(invitation: Invitation, *, now: dt.datetime) -> None:
    """One UPDATE that only one caller wins, and none once it is withdrawn, too old or its maker gone."""
    if not still_open(now).filter(pk=invitation.pk).update(used_at=now):
        raise Over


def _tell_store(
    invitation: Invitation, store: Store, kind: store_record.Kind, *, actor: str, at: dt.datetime
) -> None:
    if invitation.kind == Kind.COLLEAGUE:
        note = invitation.email
    else:
        note = f"{invitation.made_by.email} {may(invitation.can_edit, invitation.can_send)}"
    store_record.add(store, kind, actor=actor, at=at, note=note)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
