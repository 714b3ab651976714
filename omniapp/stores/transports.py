"""This process's connections to Omnisend, and its OAuth client."""

import functools
import os

from django.conf import settings

from omniapp import omnisend


@functools.cache
def transport() -> omnisend.HttpTransport:
    """The one pool of connections of this process. Threads share it."""
    return omnisend.HttpTransport()


# A forked child must not talk over its parent's sockets.
os.register_at_fork(after_in_child=transport.cache_clear)


def oauth() -> omnisend.OAuth:
    """Omnisend's authorisation server, for this site's client id. The callback's address has no query."""
    return omnisend.OAuth(
        settings.OMNISEND_CLIENT_ID,
        settings.OMNISEND_CLIENT_SECRET,
        app_url=settings.OMNISEND_APP_URL,
        redirect_uri=f"{settings.PUBLIC_URL}/install/callback/",
        transport=transport(),
    )
