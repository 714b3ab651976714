"""Pages are somebody's: neither a proxy on the way nor the browser keeps a copy of them."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control


class PrivatePages:
    """Says so on every answer. A view may let the browser keep its answer for a while, but never a proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        said = response.headers.get("Cache-Control", "")
        if not said:
            patch_cache_control(response, private=True, no_store=True)
        elif "no-store" not in said:
            patch_cache_control(response, private=True)
        return response
