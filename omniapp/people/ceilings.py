"""What an owner decided about a partner and a store stands, whatever else that partner can prove.

Whoever proves control of a store at Omnisend, or is asked in by its merchant, gets rights to it. Where an
owner has withheld some of them, or took the store away, only an owner gives them back.
"""

from omniapp.people.models import Ceiling, StoreAccess, User
from omniapp.stores.models import Store


class Withheld(Exception):
    """An owner took this store away from them. Nothing was changed."""


def decide(user: User, store: Store, *, can_view: bool, can_edit: bool, can_send: bool) -> None:
    """Notes an owner's decision; the latest one counts."""
    most = {"can_view": can_view, "can_edit": can_edit, "can_send": can_send}
    Ceiling.objects.update_or_create(user=user, store=store, defaults=most)


def within(user: User, store: Store, *, can_edit: bool, can_send: bool) -> tuple[bool, bool]:
    """What of editing and sending may come by a proof. Raises Withheld."""
    most = None if user.is_owner else Ceiling.objects.filter(user=user, store=store).first()
    if most is None:
        return can_edit, can_send
    if not most.can_view:
        raise Withheld
    return can_edit and most.can_edit, can_send and most.can_send


def most(user: User, store: Store) -> frozenset[str]:
    """The rights that a proof may give them; empty: not even to see it."""
    try:
        can_edit, can_send = within(user, store, can_edit=True, can_send=True)
    except Withheld:
        return frozenset()
    return StoreAccess(can_edit=can_edit, can_send=can_send).rights


def words(user: User, store: Store | None) -> str:
    """What a proof would let them do, as the end of a sentence; empty: nothing."""
    if store is None:
        return may(True, True)
    try:
        can_edit, can_send = within(user, store, can_edit=True, can_send=True)
    except Withheld:
        return ""
    had = StoreAccess.objects.filter(user=user, store=store).first()
    return may(can_edit or bool(had and had.can_edit), can_send or bool(had and had.can_send))


def may(can_edit: bool, can_send: bool) -> str:
    """Rights as the end of a sentence."""
    words = ["see", *(["edit"] if can_edit else []), *(["send"] if can_send else [])]
    return "may " + (", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0])


def widen(user: User, store: Store, *, can_edit: bool, can_send: bool) -> StoreAccess | None:
    """Adds what may be added to what they have; None: they had it all. Raises Withheld.

    Call it inside a transaction, and only for a store that was just proved to be under their or their
    merchant's control.
    """
    can_edit, can_send = within(user, store, can_edit=can_edit, can_send=can_send)
    access, made = StoreAccess.objects.select_for_update().get_or_create(user=user, store=store)
    if not made and access.can_edit >= can_edit and access.can_send >= can_send:
        return None
    access.can_edit |= can_edit
    access.can_send |= can_send
    access.save()
    return access
