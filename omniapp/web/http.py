"""The types of a request, as the pages of this application receive it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """Any request: ``request.htmx`` is truthy when htmx asked for a piece of a page."""

    htmx: HtmxDetails
