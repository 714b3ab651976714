"""What a proven brand means for whoever sits at this browser: connect it at once, or ask first."""

import datetime as dt
import json
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest

from omniapp import omnisend
from omniapp.install import attempts, scopes
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import Ended
from omniapp.people import access, actors, ceilings, invitations, merchants
from omniapp.people.models import User
from omniapp.sending import operations as sending
from omniapp.stores import operations as stores
from omniapp.stores import record
from omniapp.stores.models import Store
from omniapp.stores.vault import vault

Outcome = InstallAttempt.Outcome
_EVERYTHING = frozenset(actors.RIGHTS)


@dataclass(frozen=True)
class Linked:
    """``created``: the store is new to us. ``lost``: scopes it had before, and which this grant lacks."""

    store: Store
    created: bool
    lost: tuple[str, ...]


def must_ask(request: HttpRequest, attempt: InstallAttempt, brand_id: str) -> bool:
    """Whether linking this brand would give somebody something new who is signed in already.

    An invited partner gets something new in any case: not before a yes, if the store is known here, too.
    """
    person, store = attempts.person(request), Store.objects.filter(brand_id=brand_id).first()
    if attempt.invitation is not None and store is not None:
        return True
    if person is not None:
        return store is None or access.partner_rights(person, store) != _EVERYTHING
    signed_in = merchants.stores(request)
    return bool(signed_in) and store not in signed_in


def link(
    request: HttpRequest,
    attempt: InstallAttempt,
    brand: omnisend.Brand,
    grant: omnisend.Grant,
    *,
    now: dt.datetime,
) -> Linked:
    """Connects the store and signs this browser in for it.

    A partner gets the right to edit and to send, whoever invited the merchant what they asked for, both as
    far as no owner withheld it; nobody loses any. What waited for the connection goes on. Raises Ended with
    withheld or invitation-over.
    """
    person = attempts.person(request)
    with transaction.atomic():
        before = Store.objects.select_for_update(no_key=True).filter(brand_id=brand.brand_id).first()
        store, created = stores.connect(brand=brand, grant=grant, now=now)
        actor = actors.partner(person, _EVERYTHING) if person else actors.merchant(store)
        kind = record.Kind.RECONNECTED if before else record.Kind.CONNECTED
        record.add(store, kind, actor=actor.label, at=now)
        if person is not None:
            _prove(person, store, now=now)
        _accept(attempt, store, actor=actor, now=now)
        if before is not None and not before.is_connected:
            merchants.end_all(store)  # perhaps it was taken back at Omnisend to shut somebody out
        if before is not None:  # also when it was connected all along: work may wait for a permission
            sending.store_reconnected(store=store, actor=actor, now=now)
        attempts.close(attempt, Outcome.CONNECTED, brand_id=store.brand_id)
    if person is None:
        merchants.sign_in(request, store)
    lost = scopes.missing(before.scope, grant.scope) if before else []
    return Linked(store, created, tuple(name for name in lost if name in scopes.LATER))


def link_or_discard(
    request: HttpRequest,
    attempt: InstallAttempt,
    brand: omnisend.Brand,
    grant: omnisend.Grant,
    *,
    now: dt.datetime,
) -> Linked:
    """The same, and gives the grant back when it comes to nothing."""
    try:
        return link(request, attempt, brand, grant, now=now)
    except Ended as ended:
        attempts.close(attempt, Outcome.FAILED, problem=ended.slug)
        discard(brand.brand_id, grant)
        raise


def _prove(person: User, store: Store, *, now: dt.datetime) -> None:
    try:
        gained = ceilings.widen(person, store, can_edit=True, can_send=True)
    except ceilings.Withheld as no:
        raise Ended("withheld") from no
    if gained is not None:
        note = f"{person.email} {ceilings.may(gained.can_edit, gained.can_send)}"
        record.add(store, record.Kind.RIGHT_GIVEN, actor=person.email, at=now, note=note)


def _accept(attempt: InstallAttempt, store: Store, *, actor: actors.Actor, now: dt.datetime) -> None:
    if attempt.invitation is None:
        return
    try:
        invitations.accept(attempt.invitation, store, actor=actor.label, now=now)
    except invitations.Over as over:
        raise Ended("invitation-over") from over


def keep_waiting(
    attempt: InstallAttempt, brand: omnisend.Brand, grant: omnisend.Grant, *, now: dt.datetime
) -> None:
    """Puts the grant aside, sealed, until a person says yes or no, or until ten minutes are over."""
    text = json.dumps([grant.access_token, grant.refresh_token, grant.scope, grant.expires_in])
    InstallAttempt.objects.filter(pk=attempt.pk).update(
        outcome=Outcome.WAITING,
        brand_id=brand.brand_id,
        brand=brand.model_dump(mode="json", by_alias=True),
        waiting_grant=vault().seal(text, owner=attempt.state_hash, kind="grant"),
        waiting_until=now + attempts.LASTS,
    )


def waiting(request: HttpRequest, pk: int, *, now: dt.datetime) -> InstallAttempt:
    """The attempt that waits for this person's answer. Raises Ended with answer-late or other-person."""
    attempt = InstallAttempt.objects.filter(pk=pk, outcome=Outcome.WAITING, waiting_until__gt=now).first()
    if attempt is None or not attempt.waiting_grant or not attempts.belongs(request, attempt):
        raise Ended("answer-late")
    if attempt.started_by != attempts.person(request):
        raise Ended("other-person")
    return attempt


def take(attempt: InstallAttempt, outcome: Outcome) -> tuple[omnisend.Brand, omnisend.Grant]:
    """Ends the waiting with ``outcome``, once, and hands out what waited. Raises Ended("answer-late")."""
    text = vault().open(attempt.waiting_grant, owner=attempt.state_hash, kind="grant")
    same = InstallAttempt.objects.filter(pk=attempt.pk, outcome=Outcome.WAITING)
    if not same.update(outcome=outcome, waiting_grant="", brand=None):
        raise Ended("answer-late")
    access_token, refresh_token, scope, expires_in = json.loads(text)
    return omnisend.Brand.model_validate(attempt.brand), omnisend.Grant(
        access_token=access_token, refresh_token=refresh_token, scope=scope, expires_in=expires_in
    )


def discard(brand_id: str, grant: omnisend.Grant) -> bool:
    """Gives an unwanted grant back to Omnisend; True: it is withdrawn, or was never to be.

    Omnisend does not say whether withdrawing one grant ends an app's other grants of the same brand. So a
    store that is connected here keeps its connection, and the new grant is only forgotten.
    """
    if Store.objects.filter(brand_id=brand_id, state=Store.State.CONNECTED).exists():
        return True
    return stores.revoke(grant.access_token, grant.refresh_token)
