"""To Omnisend's consent page and back."""

import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from structlog.contextvars import bind_contextvars

from omniapp import clock
from omniapp.install import attempts, exchange, linking, scopes
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import PROBLEMS, Ended
from omniapp.install.views.arrival import arrive, asked_for_more, had_before
from omniapp.people.access import public
from omniapp.people.limits import limited
from omniapp.web.http import HtmxHttpRequest, own_path

logger = logging.getLogger(__name__)


@public
@require_http_methods(["GET", "POST"])
@never_cache
@limited("install")
def start(request: HtmxHttpRequest) -> HttpResponse:
    """Begins an attempt at once: the button of ours, and the install link that Omnisend shows (a GET).

    ``more`` names scopes beyond those of a first connection; what the store of ``next`` had it keeps.
    """
    given = request.POST if request.method == "POST" else request.GET
    next_url, more = own_path(given.get("next")), given.get("more", "")
    had = had_before(request, next_url)
    try:
        address = attempts.begin(request, next_url=next_url, scope=scopes.wanted(more, had), now=clock.now())
    except Ended as ended:
        return to_problem(ended)
    return redirect(address)


@public
@require_safe
@never_cache
@limited("callback")
def callback(request: HtmxHttpRequest) -> HttpResponse:
    """Where Omnisend sends the browser back to. Whatever is wrong ends on a page of its own."""
    try:
        attempt = _recognise(request)
    except Ended as ended:
        return to_problem(ended)
    try:
        return _finish(request, attempt)
    except Ended as ended:
        if ended.slug != "replayed":
            attempts.close(attempt, InstallAttempt.Outcome.FAILED, problem=ended.slug)
        if ended.slug == "denied" and asked_for_more(attempt):
            messages.info(request, "You allowed nothing more. The store is connected all the same.")
            return redirect(attempt.next_url)
        return to_problem(ended, next_url=attempt.next_url)


def _recognise(request: HtmxHttpRequest) -> InstallAttempt:
    """The attempt that this answer may end. Nothing is used up by an answer that does not fit."""
    answer = request.GET
    if not answer.get("state"):
        raise Ended("unasked" if answer.get("error") else "missing-state")
    attempt = attempts.recognise(request, answer["state"], now=clock.now())
    _require_issuer(answer.get("iss"))
    if not (answer.get("code") or answer.get("error")):
        raise Ended("half-answer")
    return attempt


def _finish(request: HtmxHttpRequest, attempt: InstallAttempt) -> HttpResponse:
    """From here on the attempt is used up, whatever happens."""
    verifier = attempts.use_up(attempt, now=clock.now())
    if error := request.GET.get("error"):
        raise Ended("denied" if error == "access_denied" else "omnisend-error")
    grant, brand = exchange.redeem(request.GET["code"], verifier, wanted=attempt.scope)
    bind_contextvars(store=brand.brand_id)
    if linking.must_ask(request, attempt, brand.brand_id):
        linking.keep_waiting(attempt, brand, grant, now=clock.now())
        return redirect("install:confirm", attempt.pk)
    linked = linking.link_or_discard(request, attempt, brand, grant, now=clock.now())
    return arrive(request, linked, attempt)


def _require_issuer(issuer: str | None) -> None:
    """An answer that names its sender must name Omnisend (RFC 9207, section 2.4)."""
    if issuer is not None and issuer.rstrip("/") != settings.OMNISEND_APP_URL:
        raise Ended("wrong-issuer")


@public
@require_safe
def problem(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    if slug not in PROBLEMS:
        raise Http404("There is no such problem.")
    lacking = scopes.in_words(request.GET.get("missing", "").split())
    return render(
        request,
        "install/problem.html",
        {"problem": PROBLEMS[slug], "missing": lacking, "next": own_path(request.GET.get("next"))},
    )


def to_problem(ended: Ended, *, next_url: str = "") -> HttpResponse:
    """By a redirect, so that reloading the page repeats nothing and the code leaves the address bar."""
    logger.info("An install ended: %s", ended.slug)
    details = {"missing": " ".join(ended.missing), "next": next_url}
    query = urlencode({name: value for name, value in details.items() if value})
    return redirect(reverse("install:problem", args=[ended.slug]) + (f"?{query}" if query else ""))
