"""Boosting a campaign: which ones can be, what stands in the way, and the booster's beginning."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from omniapp import clock
from omniapp.campaigns import operations, queries
from omniapp.campaigns.errors import NotBoostable
from omniapp.campaigns.models import Campaign
from omniapp.merchant import boost_place
from omniapp.people.access import StoreRequest, store_required
from omniapp.sending.errors import SendingError

SHOWN = 25
CHANNELS = {"email", "sms"}


def _find(request: StoreRequest, pk: int) -> Campaign:
    campaign = get_object_or_404(queries.for_store(request.store), pk=pk)
    campaign.store = request.store
    return campaign


def _page(campaign: Campaign, name: str) -> str:
    return reverse(f"merchant:{name}", kwargs={"brand_id": campaign.store.brand_id, "pk": campaign.pk})


def _begun(booster: Campaign) -> str:
    """Where a new booster is written: beside the draft it belongs to, or on a page of its own."""
    if booster.attached and booster.channel == Campaign.Channel.EMAIL and booster.parent is not None:
        booster.parent.store = booster.store
        return f"{_page(booster.parent, 'edit')}#booster"
    return _page(booster, "edit")


@never_cache
@require_safe
@store_required("edit")
def boostable(request: StoreRequest) -> HttpResponse:
    """The store's latest campaigns, each with *Boost it* or the rule that forbids it."""
    latest = queries.for_store(request.store).exclude(type=Campaign.Type.BOOSTER)
    return render(
        request,
        "merchant/boost/choose.html",
        {"places": boost_place.of_several(request.store, list(latest[:SHOWN]), now=clock.now())},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@store_required("edit")
def boost(request: StoreRequest, pk: int) -> HttpResponse:
    """GET: whether this campaign can have a booster, and the one it has. POST: a new one, in ``channel``."""
    parent, now = _find(request, pk), clock.now()
    if request.method != "POST":
        return _shown(request, parent, found=_looked(request, parent))
    channel = request.POST.get("channel", "email")
    if channel not in CHANNELS:
        raise Http404("No such channel.")
    try:
        booster = operations.boost(parent=parent, actor=request.actor, now=now, channel=channel)
    except NotBoostable as error:
        return _shown(request, parent, refused=error.reason, code=409)
    return redirect(_begun(booster))


def _shown(
    request: StoreRequest, parent: Campaign, *, refused: str = "", found: str = "", code: int = 200
) -> HttpResponse:
    context = {
        "campaign": parent,
        "place": boost_place.of(parent, now=clock.now()),
        "refused": refused,
        "found": found,
        "may_send": request.actor.may("send"),
    }
    return render(request, "merchant/boost/boost.html", context, status=code)


def _looked(request: StoreRequest, parent: Campaign) -> str:
    """Asked to ("?look"), finds a booster that was made in Omnisend and is not known here yet."""
    if "look" not in request.GET or not parent.omnisend_id:
        return ""
    return boost_place.look_in_omnisend(parent, now=clock.now())


@require_POST
@store_required("send")
def replace(request: StoreRequest, pk: int) -> HttpResponse:
    """Deletes the booster that has the place, so that there is room for a new one; the page says how far."""
    parent, now = _find(request, pk), clock.now()
    place = boost_place.of(parent, now=now)
    if place.booster is None:
        messages.info(request, "There is no booster in the way any more.")
        return redirect(_page(parent, "boost"))
    try:
        boost_place.clear(place.booster, actor=request.actor, now=now)
    except SendingError as error:
        messages.error(request, f"{error.sentence} It was not deleted.")
    return redirect(_page(parent, "boost"))
