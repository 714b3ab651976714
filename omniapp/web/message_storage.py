"""Django's messages for the next page, in a cookie under a name of our own (settings.MESSAGE_STORAGE)."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _OwnCookie(CookieStorage):
    cookie_name = settings.MESSAGES_COOKIE_NAME


class MessageStorage(FallbackStorage):
    """What does not fit into the cookie goes into the session, as with Django's."""

    storage_classes = (_OwnCookie, SessionStorage)
