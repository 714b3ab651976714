"""Browsers in which somebody signed in before, or followed a mailed link to a new password.

Their tries are counted apart from everybody else's (see tries.py).
"""

import datetime as dt
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from omniapp.people.models import User

_LASTS = dt.timedelta(days=90)


def remember(answer: HttpResponse, user: User) -> HttpResponse:
    """Marks this browser as one of ``user``. The mark names nobody and opens nothing."""
    answer.set_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        secrets.token_urlsafe(16),
        salt=user.email,
        max_age=_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def mark(request: HttpRequest, email: str) -> str:
    """What this browser was given for this address; empty: to this address it is a stranger."""
    given = request.get_signed_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME, default="", salt=email, max_age=_LASTS
    )
    return given or ""
