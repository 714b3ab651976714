"""What partners may do: given, changed and withdrawn by owners, and recorded each time."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from omniapp.people import ceilings, record, second_step, sign_ins
from omniapp.people.ceilings import may
from omniapp.people.models import StoreAccess, User
from omniapp.stores import record as store_record
from omniapp.stores.models import Store


class LastOwner(Exception):
    """Somebody has to be left who may decide. Nothing was changed."""


@transaction.atomic
def give(
    user: User, stores: Iterable[Store], *, can_edit: bool, can_send: bool, by: User, now: dt.datetime
) -> int:
    """Sets exactly these rights for the stores; for how many of them that changed anything."""
    changed = 0
    for store in stores:
        ceilings.decide(user, store, can_view=True, can_edit=can_edit, can_send=can_send)
        access = StoreAccess.objects.select_for_update().filter(user=user, store=store).first()
        if access and (access.can_edit, access.can_send) == (can_edit, can_send):
            continue
        StoreAccess.objects.update_or_create(
            user=user, store=store, defaults={"can_edit": can_edit, "can_send": can_send}
        )
        less = access is not None and (access.can_edit > can_edit or access.can_send > can_send)
        kind = store_record.Kind.RIGHT_WITHDRAWN if less else store_record.Kind.RIGHT_GIVEN
        note = f"{user.email} {may(can_edit, can_send)}"
        store_record.add(store, kind, actor=by.email, at=now, note=note)
        changed += 1
    return changed


@transaction.atomic
def withdraw(user: User, store: Store, *, by: User, now: dt.datetime) -> bool:
    """Takes the store away from them; whether they had it."""
    ceilings.decide(user, store, can_view=False, can_edit=False, can_send=False)
    if not StoreAccess.objects.filter(user=user, store=store).delete()[0]:
        return False
    note = f"{user.email} may not even see it"
    store_record.add(store, store_record.Kind.RIGHT_WITHDRAWN, actor=by.email, at=now, note=note)
    return True


@transaction.atomic
def take_back(user: User, store: Store, *, by: str, now: dt.datetime) -> bool:
    """The merchant's own way. Nothing is withheld for later: the merchant may let them in again."""
    if not StoreAccess.objects.filter(user=user, store=store).delete()[0]:
        return False
    note = f"{user.email} may not even see it"
    store_record.add(store, store_record.Kind.RIGHT_WITHDRAWN, actor=by, at=now, note=note)
    return True


@transaction.atomic
def set_owner(user: User, owner: bool, *, by: User, now: dt.datetime) -> None:
    """Raises LastOwner."""
    locked = _locked(user, must_leave_an_owner=not owner)
    if locked.is_owner != owner:
        User.objects.filter(pk=user.pk).update(is_owner=owner)
        kind = record.Kind.OWNER_GIVEN if owner else record.Kind.OWNER_WITHDRAWN
        record.add(user, kind, at=now, actor=by.email)


@transaction.atomic
def set_active(user: User, active: bool, *, by: User, now: dt.datetime) -> None:
    """Switching off ends every sign-in at once; what they may do is kept. Raises LastOwner."""
    locked = _locked(user, must_leave_an_owner=not active)
    if locked.is_active != active:
        User.objects.filter(pk=user.pk).update(is_active=active)
        kind = record.Kind.SWITCHED_ON if active else record.Kind.SWITCHED_OFF
        record.add(user, kind, at=now, actor=by.email)
    if not active:
        sign_ins.end_all(user)


@transaction.atomic
def sign_out(user: User, *, by: User, now: dt.datetime) -> None:
    sign_ins.end_all(user)
    record.add(user, record.Kind.SIGNED_OUT, at=now, actor=by.email, note="all browsers")


@transaction.atomic
def without_second_step(user: User, *, by: User, now: dt.datetime) -> None:
    """For somebody who lost the telephone and the recovery codes."""
    if second_step.turn_off(user):
        record.add(user, record.Kind.TWO_STEP_OFF, at=now, actor=by.email)


def _locked(user: User, *, must_leave_an_owner: bool) -> User:
    """The row as it is now; all owners' rows wait meanwhile, so that two cannot remove each other."""
    owners = {
        row.pk
        for row in User.objects.select_for_update().filter(is_owner=True, is_active=True).order_by("pk")
    }
    if must_leave_an_owner and owners <= {user.pk} and user.pk in owners:
        raise LastOwner
    return User.objects.select_for_update().get(pk=user.pk)
