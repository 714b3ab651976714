"""Nothing larger is taken in than anything here needs: an upload would fill the disk before anybody looks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class Bounded:
    """Middleware. Goes by what a request says of its length; of one that says nothing, nothing is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdecimal() and (len(length) > 15 or int(length) > settings.LARGEST_REQUEST):
            text = (
                f"This is larger than {settings.LARGEST_REQUEST // 1024**2} MB. Nothing here takes as much.\n"
            )
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
