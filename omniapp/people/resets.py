"""A new password by mail: the address is noted at once, and mailed outside the request.

So an answer takes as long for an address we know as for one we do not. The link is Django's signed token: it
ends with the next sign-in, with the next password, or after an hour.
"""

import datetime as dt
import logging

from django.contrib.auth.tokens import default_token_generator as tokens
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from omniapp.people import letters
from omniapp.people.models import ResetRequest, User

_TRIED_FOR = dt.timedelta(hours=1)
logger = logging.getLogger(__name__)


def ask(email: str, *, now: dt.datetime) -> None:
    """Notes the wish. Whether anybody has this address is not looked at here."""
    ResetRequest.objects.create(email=email.strip().lower(), asked_at=now)


def mail_due(*, now: dt.datetime) -> int:
    """Mails what is noted, one at a time, also beside another process that does; how many were mailed.

    What the mail server does not take is tried again for an hour.
    """
    mailed = 0
    for pk in list(ResetRequest.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            row = ResetRequest.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is None:
                continue
            try:
                mailed += _mail(row)
            except letters.NotMailed as trouble:
                logger.warning("A link for a new password was not mailed: %s", trouble)
                if now - row.asked_at < _TRIED_FOR:
                    continue
            row.delete()
    return mailed


def read(uid: str, token: str, *, lock: bool = False) -> User | None:
    """Whose new password this link sets; None: too old, used, or made up. ``lock``: so that it stays true."""
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    users = User.objects.select_for_update() if lock else User.objects.all()
    user = users.filter(pk=pk, is_active=True).first() if 0 < pk < 2**63 else None
    return user if user is not None and tokens.check_token(user, token) else None


def _mail(row: ResetRequest) -> bool:
    user = User.objects.filter(email=row.email, is_active=True).first()
    if user is None:
        return False
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("people:reset-confirm", args=[uid, tokens.make_token(user)])
    letters.send(
        user.email,
        "Set a new password for omniapp",
        "Somebody asked for a new password for this account.\n\n"
        f"Set it within an hour:\n{letters.link(path)}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n",
    )
    return True
