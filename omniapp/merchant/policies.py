"""What a page may show beside our own."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp_update
from django.conf import settings
from django.http.response import HttpResponseBase

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def shows_pictures(view: V) -> V:
    """The page may show pictures of a store's library, the addresses of which are Omnisend's choice."""
    widened = csp_update({"img-src": ["https:", settings.OMNISEND_APP_URL]})
    return cast(V, widened(cast(Callable[..., HttpResponseBase], view)))
