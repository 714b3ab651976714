"""The start page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from omniapp.people import merchants
from omniapp.people.access import public
from omniapp.web.http import HtmxHttpRequest, own_path


@public
@require_safe
def home(request: HtmxHttpRequest) -> HttpResponse:
    """What omniapp does, and *Connect Omnisend*. Who is signed in goes on to where they work."""
    stores = merchants.stores(request)
    if request.user.is_authenticated:
        return redirect("partner:attention")
    if len(stores) == 1:
        return redirect(stores[0])
    return render(request, "install/home.html", {"stores": stores, "next": own_path(request.GET.get("next"))})
