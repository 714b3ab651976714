"""Test mails of a draft: the form, the addresses, and what became of the last one.

The addresses last used stay in this browser until it is closed, in a cookie that only this store's pages get;
here they are kept no longer than the errand takes.
"""

import re
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from structlog.contextvars import bind_contextvars

from omniapp import clock
from omniapp.campaigns.models import Campaign
from omniapp.people.access import StoreRequest
from omniapp.sending import errand_words, operations, queries
from omniapp.sending.errors import SendingError
from omniapp.sending.states import Purpose

_SALT = "test-mail-to"
LONGEST = 1500  # characters: five addresses of the greatest length


def ask(request: StoreRequest, campaign: Campaign) -> str:
    """Asks for a test mail to the posted addresses. Answers why not, as a sentence; empty when it is on."""
    try:
        made = operations.send_test(
            campaign=campaign, recipients=_addresses(_typed(request)), actor=request.actor, now=clock.now()
        )
        bind_contextvars(delivery=made.pk)
    except SendingError as error:
        return error.sentence
    return ""


def context(request: StoreRequest, campaign: Campaign, *, refused: str = "") -> dict[str, Any]:
    """What the piece shows: the addresses as typed or last used, the state of the last one."""
    last = queries.newest_errand(campaign, Purpose.TEST)
    typed = _typed(request) if request.method == "POST" and "recipients" in request.POST else _kept(request)
    return {
        "campaign": campaign,
        "store": request.store,
        "test_mail": errand_words.describe(last, now=clock.now()) if last else None,
        "test_to": typed,
        "test_refused": refused,
        "may_test": request.actor.may("send"),
        "testable": campaign.channel == Campaign.Channel.EMAIL and not campaign.locked_reason,
    }


def remember(request: StoreRequest, response: HttpResponse) -> HttpResponse:
    """Keeps the addresses in the browser for as long as it is open. Written whole, so never half of one."""
    response.set_cookie(
        settings.TEST_MAIL_COOKIE_NAME,
        signing.dumps(_typed(request), salt=_SALT, compress=True),
        path=reverse("merchant:home", kwargs={"brand_id": request.store.brand_id}),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _typed(request: StoreRequest) -> str:
    return request.POST.get("recipients", "").strip()[:LONGEST]


def _kept(request: StoreRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(settings.TEST_MAIL_COOKIE_NAME, ""), salt=_SALT))
    except signing.BadSignature:
        return ""


def _addresses(typed: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", typed) if part]
