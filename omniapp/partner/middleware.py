"""Polls that find nothing new: one light query, before session, user, view and template are looked at.

A piece of a page that stays open asks every few seconds, and nearly always nothing has changed. It names what
it shows by a mark (``?seen=``). When that is still the same, 204 is the whole answer; otherwise the view is
asked, which decides anew who may see what.
"""

import functools
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from omniapp.partner import facts, polls, troubles
from omniapp.partner.polls import News


class Polls:
    """Middleware. It stands above the session's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        seen = request.GET.get("seen") if "HX-Request" in request.headers else None
        news = _asked().get(request.path_info) if seen else None
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if news and session and polls.mark_now(session, news(request.GET)) == seen:
            return HttpResponse(status=204)
        return self.get_response(request)


@functools.cache
def _asked() -> dict[str, Callable[[QueryDict], News]]:
    """By the addresses that polls ask."""
    return {reverse("partner:stores-rows"): facts.news, reverse("partner:attention-groups"): troubles.news}
