"""Where programs are told: the address, its secret, a test, and what became of the last deliveries."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp.people import actors, limits
from omniapp.people.access import PartnerRequest, StoreRequest, fresh, partner_required, store_required
from omniapp.people.actors import Actor
from omniapp.people.models import User
from omniapp.stores.models import Store
from omniapp.telling import again, outbox, webhooks
from omniapp.telling.forms import WebhookForm
from omniapp.telling.models import Message, Webhook
from omniapp.web.http import HtmxHttpRequest

_LINES = 20


@partner_required
@require_http_methods(["GET", "POST"])
@never_cache
@fresh
def account(request: PartnerRequest) -> HttpResponse:
    """``/account/webhook/``: events of all stores the partner may see."""
    actor = actors.partner(request.user, ())
    return _page(
        request, request.user, actor, reverse("telling:account-webhook"), "telling/account_webhook.html"
    )


@store_required("send")
@require_http_methods(["GET", "POST"])
@never_cache
@fresh
def store(request: StoreRequest) -> HttpResponse:
    """``/s/<store>/settings/webhook/``: events of this store."""
    here = reverse("telling:store-webhook", args=[request.store.brand_id])
    return _page(request, request.store, request.actor, here, "telling/store_webhook.html")


def _page(
    request: HtmxHttpRequest, owner: Store | User, actor: Actor, here: str, template: str
) -> HttpResponse:
    """``do`` names the button that was pressed."""
    webhook, now = webhooks.of(owner), outbox.real_time()
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = WebhookForm(
        request.POST if do == "save" else None, initial={"url": webhook.url if webhook else ""}
    )
    secret = said = ""
    if do == "save" and form.is_valid():
        webhook, secret = webhooks.point(owner, form.cleaned_data["url"], actor=actor, now=now)
        said = "Saved."
    elif webhook and do == "rotate":
        secret = webhooks.rotate(webhook, actor=actor, now=now)
        webhook.refresh_from_db()
    elif webhook and do == "test":
        if seconds := _too_soon(webhook, actor):
            return limits.too_many(request, seconds, whose="to test this webhook")
        webhooks.test(webhook, now=now)
        said = "A test is on its way. What comes of it is the first line below."
    elif webhook and do == "again":
        said = again.said(again.tell(webhook, actor=actor, now=now))
    elif webhook and do == "remove":
        webhooks.remove(webhook, actor=actor, now=now)
        said = "The webhook is removed. Nothing more is posted there."
    if said and not secret:
        messages.success(request, said)
        return redirect(here)
    if request.htmx:
        template = "telling/log.html"
    about = _about(webhook, here) | {"form": form, "secret": secret}
    return render(request, template, about, status=422 if form.is_bound and not form.is_valid() else 200)


def _too_soon(webhook: Webhook, actor: Actor) -> int:
    """Seconds until the next test: of this webhook by anybody, of any webhook by this partner."""
    by = [f"user {actor.user_id}"] if actor.user_id else []
    return max(limits.wait("webhook-test", whom) for whom in [f"webhook {webhook.pk}", *by])


def _about(webhook: Webhook | None, here: str) -> dict[str, Any]:
    told = again.of_webhook(Message.objects.all(), webhook) if webhook else Message.objects.none()
    lines = list(told.select_related("news__store").order_by("-id")[:_LINES])
    return {
        "webhook": webhook,
        "here": here,
        "lines": lines,
        "live": any(line.state == Message.State.WAITING and not line.trouble for line in lines),
        "given_up": again.given_up(webhook).count() if webhook else 0,
        "old_counts": bool(webhook and webhook.old_until and webhook.old_until > outbox.real_time()),
    }
