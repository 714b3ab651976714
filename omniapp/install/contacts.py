"""A store's contact address: asked once, confirmed by a signed link that works for three days."""

import datetime as dt
import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from omniapp.stores import record
from omniapp.stores.models import Store

LASTS = dt.timedelta(days=3)
_SALT = "omniapp.install.contact"


class NotMailed(Exception):
    """The mail server did not take the mail. The address is kept, unconfirmed."""


def ask(store: Store, email: str, *, actor: str, now: dt.datetime) -> None:
    """Keeps the address as unconfirmed, beside a confirmed one, and mails the link. Raises NotMailed."""
    another = email != store.contact_email
    if store.contact_confirmed_at and another:
        store.contact_asked_email = email
    else:
        store.contact_email, store.contact_asked_email = email, ""
    store.contact_asked_at = now
    with transaction.atomic():
        store.save(update_fields=["contact_email", "contact_asked_email", "contact_asked_at"])
        if another:
            record.add(store, record.Kind.SETTINGS, actor=actor, at=now, note="named a contact address")
    token = signing.dumps([store.brand_id, email], salt=_SALT)
    link = f"{settings.PUBLIC_URL}{reverse('install:contact-confirm')}?{urlencode({'link': token})}"
    text = (
        f"Somebody with access to {store.name} named this address for omniapp.\n\n"
        f"Confirm it within three days:\n{link}\n\n"
        "If you do not know about this, do nothing: an address that is not confirmed gets no further mail.\n"
    )
    try:
        send_mail(f"Confirm your address for {store.name}", text, None, [email])
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotMailed(str(trouble)) from trouble


def skip(store: Store, *, now: dt.datetime) -> None:
    store.contact_asked_at = now
    store.save(update_fields=["contact_asked_at"])


def read(token: str) -> Store | None:
    """The store whose address this link confirms; None: too old, damaged, or about another address."""
    try:
        brand_id, email = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    store = Store.objects.filter(brand_id=brand_id).exclude(contact_email="").first()
    return store if store and email == named_last(store) else None


def named_last(store: Store) -> str:
    """The address that a link may confirm."""
    return store.contact_asked_email or store.contact_email


def is_confirmed(store: Store) -> bool:
    """Whether that was done."""
    return bool(store.contact_confirmed_at) and not store.contact_asked_email


def confirm(store: Store, *, now: dt.datetime) -> None:
    """Only now an address that was confirmed before gives way."""
    if is_confirmed(store):
        return
    seen = {"contact_email": store.contact_email, "contact_asked_email": store.contact_asked_email}
    with transaction.atomic():
        done = Store.objects.filter(pk=store.pk, **seen).update(
            contact_email=named_last(store), contact_asked_email="", contact_confirmed_at=now
        )
        if done:
            note = "confirmed the contact address"
            record.add(store, record.Kind.SETTINGS, actor="whoever reads its mail", at=now, note=note)
