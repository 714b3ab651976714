"""This process's connections to Omnisend, and its OAuth client."""

import atexit
import os

from django.conf import settings

from omniapp import omnisend

_made: dict[int, omnisend.HttpTransport] = {}  # by process: a forked child has sockets of its own


def transport() -> omnisend.HttpTransport:
    """The one pool of connections of this process. Threads share it, also those that ask for it at once."""
    return _made.get(os.getpid()) or _made.setdefault(os.getpid(), omnisend.HttpTransport())


@atexit.register
def _close() -> None:
    if own := _made.pop(os.getpid(), None):
        own.close()


def oauth() -> omnisend.OAuth:
    """Omnisend's authorisation server, for this site's client id. The callback's address has no query."""
    return omnisend.OAuth(
        settings.OMNISEND_CLIENT_ID,
        settings.OMNISEND_CLIENT_SECRET,
        app_url=settings.OMNISEND_APP_URL,
        redirect_uri=f"{settings.PUBLIC_URL}/install/callback/",
        transport=transport(),
    )
