"""Somebody is signed in already: the brand is named, and nothing is linked before they say yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.install import attempts, linking
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import Ended
from omniapp.install.views.arrival import arrive
from omniapp.install.views.journey import to_problem
from omniapp.people import ceilings, merchants
from omniapp.people.access import public
from omniapp.people.models import User
from omniapp.stores.models import Store
from omniapp.web.http import HtmxHttpRequest

Outcome = InstallAttempt.Outcome


@public  # only the session that began the attempt gets past linking.waiting
@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    try:
        attempt = linking.waiting(request, pk, now=clock.now())
        if request.method == "POST":
            return (
                _link(request, attempt) if request.POST.get("answer") == "yes" else _decline(request, attempt)
            )
    except Ended as ended:
        return to_problem(ended)
    known = Store.objects.filter(brand_id=attempt.brand_id).first()
    person = attempts.person(request)
    about = {
        "brand": attempt.brand,
        "known": known,
        "invitation": attempt.invitation,
        "others": User.objects.filter(store_access__store=known, is_active=True) if known else [],
        "person": person,
        "may": ceilings.words(person, known) if person else "",
        "stores": merchants.stores(request),
        "until": attempt.waiting_until,
    }
    return render(request, "install/confirm.html", about)


def _link(request: HtmxHttpRequest, attempt: InstallAttempt) -> HttpResponse:
    brand, grant = linking.take(attempt, Outcome.CONNECTED)
    linked = linking.link_or_discard(request, attempt, brand, grant, now=clock.now())
    return arrive(request, linked, attempt)


def _decline(request: HtmxHttpRequest, attempt: InstallAttempt) -> HttpResponse:
    brand, grant = linking.take(attempt, Outcome.DECLINED)
    name = brand.name or "The store"
    if linking.discard(brand.brand_id, grant):
        messages.info(request, f"{name} was not linked. The new access was given up.")
    else:
        messages.warning(
            request,
            f"{name} was not linked, and omniapp forgot the new access. Omnisend could not be told: "
            "remove omniapp in Omnisend, under the store's connected apps.",
        )
    return redirect("install:home")
