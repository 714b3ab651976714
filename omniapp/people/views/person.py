"""One person of the team, for owners: what they may do, and their account."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.people import letters, picking, rights, second_step
from omniapp.people.access import PartnerRequest, fresh, owner_required
from omniapp.people.models import AccountEvent, StoreAccess, User
from omniapp.people.team_forms import RightsForm
from omniapp.stores.models import Store

_LINES = 8
_ON_A_PAGE = 50


@owner_required
@require_http_methods(["GET", "POST"])
@never_cache
@fresh
def person(request: PartnerRequest, pk: int) -> HttpResponse:
    """``do`` names the button that was pressed."""
    them = get_object_or_404(User, pk=pk)
    do = request.POST.get("do", "")
    if request.method != "POST" or do == "look":
        return _page(request, them)
    if do not in _DO:
        raise Http404("There is no such button.")
    try:
        _DO[do](request, them)
    except rights.LastOwner:
        messages.error(request, f"{them.called} is the last owner. Make somebody else an owner first.")
    return redirect("people:person", them.pk)


def _page(request: PartnerRequest, them: User) -> HttpResponse:
    q = picking.text(request.GET.get("find", ""))
    theirs = picking.fitting(Store.objects.filter(access__user=them), q)
    access = StoreAccess.objects.filter(user=them, store__in=theirs).select_related("store")
    about = {
        "them": them,
        "find": q,
        "page": Paginator(access.order_by("store__name", "pk"), _ON_A_PAGE).get_page(request.GET.get("page")),
        "picked": picking.pick(request.POST, Store.objects.exclude(access__user=them)),
        "form": RightsForm(initial={"rights": request.POST.getlist("rights")}),
        "two_step": second_step.is_on(them),
        "events": AccountEvent.objects.filter(user=them).select_related("user").order_by("-id")[:_LINES],
    }
    return render(request, "people/person.html", about)


def _give(request: PartnerRequest, them: User) -> None:
    form = RightsForm(request.POST)
    picked = picking.pick(request.POST, Store.objects.exclude(access__user=them))
    if form.is_valid() and picked.chosen:
        rights.give(them, picked.chosen, **form.given, by=request.user, now=clock.now())
        messages.success(request, f"{them.called} has {len(picked.chosen)} more. The rights are below.")
    else:
        messages.warning(request, "No store was chosen, so nothing was changed.")


def _set(request: PartnerRequest, them: User) -> None:
    form, store = RightsForm(request.POST), _store(request, them)
    if form.is_valid() and rights.give(them, [store], **form.given, by=request.user, now=clock.now()):
        messages.success(request, f"The rights for {store.name} are changed, at once.")


def _withdraw(request: PartnerRequest, them: User) -> None:
    store = _store(request, them)
    if rights.withdraw(them, store, by=request.user, now=clock.now()):
        messages.success(request, f"{them.called} does not see {store.name} any more.")


def _store(request: PartnerRequest, them: User) -> Store:
    return get_object_or_404(Store, access__user=them, brand_id=picking.text(request.POST.get("store", "")))


def _owner(request: PartnerRequest, them: User) -> None:
    rights.set_owner(them, True, by=request.user, now=clock.now())
    letters.tell(them, "You are an owner at omniapp now", f"{request.user.email} made you an owner.")
    messages.success(request, f"{them.called} is an owner now.")


def _no_owner(request: PartnerRequest, them: User) -> None:
    rights.set_owner(them, False, by=request.user, now=clock.now())
    messages.success(request, f"{them.called} is not an owner any more. What is left is below.")


def _off(request: PartnerRequest, them: User) -> None:
    rights.set_active(them, False, by=request.user, now=clock.now())
    messages.success(request, f"{them.called} is signed out everywhere and cannot sign in any more.")


def _on(request: PartnerRequest, them: User) -> None:
    rights.set_active(them, True, by=request.user, now=clock.now())
    messages.success(request, f"{them.called} can sign in again.")


def _sign_out(request: PartnerRequest, them: User) -> None:
    rights.sign_out(them, by=request.user, now=clock.now())
    messages.success(request, f"{them.called} is signed out everywhere.")


def _no_second_step(request: PartnerRequest, them: User) -> None:
    rights.without_second_step(them, by=request.user, now=clock.now())
    letters.tell(
        them, "Two-step sign-in is off at omniapp", f"{request.user.email} turned it off for your account."
    )
    messages.success(request, f"{them.called} signs in with the password alone now.")


_DO: dict[str, Callable[[PartnerRequest, User], None]] = {
    "give": _give,
    "set": _set,
    "withdraw": _withdraw,
    "owner": _owner,
    "no-owner": _no_owner,
    "off": _off,
    "on": _on,
    "sign-out": _sign_out,
    "no-second-step": _no_second_step,
}
