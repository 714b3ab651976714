"""Taking a store's access back, after saying what happens to its work."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import merchants
from omniapp.people.access import StoreRequest, store_required
from omniapp.sending import operations as sending
from omniapp.sending.queries import work_before_disconnect
from omniapp.stores import operations as stores
from omniapp.stores import record


@store_required("send")
@require_http_methods(["GET", "POST"])
def disconnect(request: StoreRequest) -> HttpResponse:
    store, now = request.store, clock.now()
    if request.method != "POST":
        return render(
            request,
            "install/disconnect.html",
            {"store": store, "work": work_before_disconnect(store), "days": settings.FORGET_STORES_AFTER},
        )
    with transaction.atomic():
        held = stores.close(store, now)
        sending.store_disconnected(store=store, actor=request.actor, now=now)
        merchants.end_all(store)
        record.add(store, record.Kind.DISCONNECTED, actor=request.actor.label, at=now)
    if held is None or stores.revoke(held.access, held.refresh):
        messages.success(request, f"{store.name} is disconnected. omniapp has no access to it any more.")
    else:
        messages.warning(
            request,
            f"{store.name} is disconnected, and omniapp deleted its access. Omnisend could not be told: "
            "remove omniapp in Omnisend, under the store's connected apps.",
        )
    return redirect("install:home")
