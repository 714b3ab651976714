"""Whether somebody still sits before a browser that is signed in."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from omniapp.people.session_store import SessionStore


class Used:
    """Middleware. A page that lies open asks for its pieces by itself; all else is somebody's doing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        by_itself = request.method == "GET" and "HX-Request" in request.headers
        if request.session.accessed and not by_itself:
            cast(SessionStore, request.session).used()
        return response
