"""A store's contact address: asked once, confirmed by a signed link that works for three days."""

import datetime as dt
import smtplib

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.http import urlencode

from omniapp.stores.models import Store

LASTS = dt.timedelta(days=3)
_SALT = "omniapp.install.contact"


class NotMailed(Exception):
    """The mail server did not take the mail. The address is kept, unconfirmed."""


def ask(store: Store, email: str, *, now: dt.datetime) -> None:
    """Keeps the address as unconfirmed and mails the link to it. Raises NotMailed."""
    if email != store.contact_email:
        store.contact_confirmed_at = None
    store.contact_email, store.contact_asked_at = email, now
    store.save(update_fields=["contact_email", "contact_asked_at", "contact_confirmed_at"])
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
    return Store.objects.filter(brand_id=brand_id, contact_email=email).exclude(contact_email="").first()


def confirm(store: Store, *, now: dt.datetime) -> None:
    Store.objects.filter(pk=store.pk, contact_email=store.contact_email, contact_confirmed_at=None).update(
        contact_confirmed_at=now
    )
