"""How somebody wants to be told, and what could not be mailed to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import actors
from omniapp.people import record as account_record
from omniapp.people.access import PartnerRequest, StoreRequest, partner_required, store_required
from omniapp.people.actors import Actor
from omniapp.people.models import User
from omniapp.stores import record
from omniapp.stores.models import Store
from omniapp.telling import again, outbox, webhooks
from omniapp.telling.forms import ChoicesForm
from omniapp.telling.models import Choice, Message


@partner_required
@require_http_methods(["GET", "POST"])
def account(request: PartnerRequest) -> HttpResponse:
    """``/account/told/``: a partner's own mails."""
    user = request.user
    if request.POST.get("do") == "again":
        return _tell_again(request, user, actors.partner(user, ()), reverse("telling:account"))
    stored = dict(Choice.objects.filter(user=user).values_list("kind", "how"))
    form = ChoicesForm(request.POST or None, stored=stored, mine="At once, for what I sent")
    if form.is_valid():
        form.save(user)
        note = "what they are told"
        account_record.add(user, account_record.Kind.SETTINGS, at=clock.now(), note=note)
        messages.success(request, "Saved.")
        return redirect("telling:account")
    about = {"form": form, "webhook": webhooks.of(user), "given_up": _given_up(user)}
    return render(request, "telling/account.html", about, status=422 if form.is_bound else 200)


@store_required("edit")
@require_http_methods(["GET", "POST"])
def store(request: StoreRequest) -> HttpResponse:
    """``/s/<store>/settings/told/``: mails to the store's confirmed address."""
    whose = request.store
    if request.POST.get("do") == "again":
        here = reverse("telling:store", args=[whose.brand_id])
        return _tell_again(request, whose, request.actor, here)
    stored = dict(Choice.objects.filter(store=whose).values_list("kind", "how"))
    mine = "At once, for what the store's own people sent"
    form = ChoicesForm(request.POST or None, stored=stored, mine=mine)
    if form.is_valid():
        form.save(whose)
        note = "What the store's address is told was changed."
        record.add(whose, record.Kind.SETTINGS, actor=request.actor.label, at=clock.now(), note=note)
        messages.success(request, "Saved.")
        return redirect("telling:store", whose.brand_id)
    about = {
        "form": form,
        "webhook": webhooks.of(whose),
        "given_up": _given_up(whose),
        "may_send": request.actor.may("send"),
    }
    return render(request, "telling/store.html", about, status=422 if form.is_bound else 200)


def _given_up(whose: User | Store) -> list[Message]:
    return list(again.given_up(whose).select_related("news__store"))


def _tell_again(request: HttpRequest, whose: User | Store, actor: Actor, here: str) -> HttpResponse:
    messages.success(request, again.said(again.tell(whose, actor=actor, now=outbox.real_time())))
    return redirect(here)
