"""Which partners look after one store, for that store's own people, who may take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import rights
from omniapp.people.access import StoreRequest, store_required
from omniapp.people.models import StoreAccess, User


@store_required("edit")
@require_http_methods(["GET", "POST"])
@never_cache
def partners(request: StoreRequest) -> HttpResponse:
    """Everybody who may edit reads it; only the merchant presses the buttons. ``partner`` is an address."""
    theirs = StoreAccess.objects.filter(store=request.store, user__is_active=True, user__is_owner=False)
    may_take_back = request.actor.kind == "merchant"
    if request.method == "POST":
        if not may_take_back:
            raise PermissionDenied
        email = request.POST.get("partner", "")
        access = get_object_or_404(theirs.select_related("user"), user__email=email.replace("\0", ""))
        if rights.take_back(access.user, request.store, by=request.actor.label, now=clock.now()):
            messages.success(request, f"{access.user.called} does not see {request.store.name} any more.")
        return redirect("people:store", request.store.brand_id)
    about = {
        "accesses": theirs.select_related("user").order_by("user__email"),
        "owners": User.objects.filter(is_owner=True, is_active=True).order_by("email"),
        "may_take_back": may_take_back,
    }
    return render(request, "people/store.html", about)
