"""The types of a request, as the pages of this application receive it, and addresses of our own."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

_LONGEST_PATH = 500


class HtmxHttpRequest(HttpRequest):
    """Any request: ``request.htmx`` is truthy when htmx asked for a piece of a page."""

    htmx: HtmxDetails


def own_path(text: str | None) -> str:
    """``text`` when it is a path on this site ("/s/…/?page=2"), else "": nobody is redirected elsewhere."""
    if not text or not text.startswith("/") or not text.isprintable() or len(text) > _LONGEST_PATH:
        return ""
    return text if url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""
