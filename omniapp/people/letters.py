"""Mails about accounts and invitations. Links begin with settings.PUBLIC_URL, whatever a request says."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail

from omniapp.people.models import User

logger = logging.getLogger(__name__)


class NotMailed(Exception):
    """The mail server did not take the mail."""


def send(email: str, subject: str, text: str) -> None:
    """Raises NotMailed."""
    try:
        send_mail(subject, text, None, [email])
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotMailed(str(trouble)) from trouble


def tell(user: User, subject: str, happened: str) -> None:
    """Tells somebody what was changed about their account. It is changed whether or not the mail goes out."""
    text = (
        f"{happened}\n\n"
        "If that was you, there is nothing to do.\n"
        f"If it was not, set a new password and sign out everywhere:\n{link('/reset/')}\n"
    )
    try:
        send(user.email, subject, text)
    except NotMailed as trouble:
        logger.warning("User %s was not told that %s: %s", user.pk, subject, trouble)


def link(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
