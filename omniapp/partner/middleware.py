"""Polls that find nothing new: a light query, before session, user, view and template are looked at.

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

from omniapp.partner import facts, polls, quiet, silence, troubles


class Polls:
    """Middleware. It stands above the session's, and above what only pages need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        unchanged = _polls().get(request.path_info) if "HX-Request" in request.headers else None
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if unchanged and session.isalnum() and unchanged(session, request.GET):
            return HttpResponse(status=204, headers={"Cache-Control": "private, no-store"})
        return self.get_response(request)


@functools.cache
def _polls() -> dict[str, Callable[[str, QueryDict], bool]]:
    """By the addresses that are asked."""
    return {
        reverse("partner:stores-rows"): _stores,
        reverse("partner:attention-groups"): functools.partial(polls.unchanged, troubles.news),
        reverse("partner:activity-news"): silence.unchanged,
    }


def _stores(session: str, asked: QueryDict) -> bool:
    """Only where something was recorded of late, what the rows tell is read and compared."""
    of = ".".join(map(str, facts.ids(asked)))
    return quiet.unchanged(of, session, asked) or polls.unchanged(facts.news, session, asked)
