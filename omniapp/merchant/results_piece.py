"""The results' piece of a campaign's page, for htmx alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.merchant.campaign import find
from omniapp.merchant.results import shown
from omniapp.people.access import StoreRequest, store_required


@require_safe
@store_required("view")
def results(request: StoreRequest, pk: int) -> HttpResponse:
    """The section alone. 204 when the page already shows it (``?seen=`` names what it shows)."""
    campaign = find(request, pk)
    if not request.htmx:
        return redirect(campaign)
    context = shown(campaign, now=clock.now())
    if context["results_seen"] == request.GET.get("seen", ""):
        return HttpResponse(status=204)
    return render(request, "merchant/results.html", context | {"campaign": campaign})
