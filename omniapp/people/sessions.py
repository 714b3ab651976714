"""A random key in the browser's session that later steps of a journey are bound to.

It is made when somebody signs in, and otherwise when it is first needed. The last save of a session wins, so
two tabs that each made one at the same moment would lose one of them.
"""

import secrets

from django.http import HttpRequest

_SESSION_KEY = "binding"


def binding(request: HttpRequest) -> str:
    """The key of this browser's session, made now if there is none."""
    key = known_binding(request)
    if not key:
        key = request.session[_SESSION_KEY] = secrets.token_urlsafe(32)
    return key


def known_binding(request: HttpRequest) -> str:
    """The key of this browser's session, or "" when it has none."""
    key: str = request.session.get(_SESSION_KEY, "")
    return key
