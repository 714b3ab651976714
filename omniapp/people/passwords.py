"""Changing a password ends every other sign-in, and is told to its owner by mail."""

import datetime as dt

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from omniapp.people import letters, record, resets, sign_ins
from omniapp.people.models import User


def change(request: HttpRequest, user: User, password: str, *, now: dt.datetime) -> None:
    """Somebody who is signed in, and gave the old one, sets a new one. This browser stays signed in."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        sign_ins.end_all(user, but=request)
        record.add(user, record.Kind.PASSWORD_CHANGED, at=now)
    update_session_auth_hash(request, user)
    sign_ins.prove(request)
    letters.tell(user, "Your password was changed at omniapp", "The password of your account was changed.")


def reset(uid: str, token: str, password: str, *, now: dt.datetime) -> bool:
    """Sets the password of whoever the mailed link is for, once; False: the link was used meanwhile."""
    with transaction.atomic():
        user = resets.read(uid, token, lock=True)
        if user is None:
            return False
        user.set_password(password)
        user.save(update_fields=["password"])
        sign_ins.end_all(user)
        record.add(user, record.Kind.PASSWORD_RESET, at=now)
    letters.tell(user, "Your password was reset at omniapp", "A new password was set through a mailed link.")
    return True
