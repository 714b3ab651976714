"""How fresh a store's campaigns are: a piece that lists load after themselves, so that none waits."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.campaigns import looking
from omniapp.campaigns.models import CampaignSync
from omniapp.people.access import StoreRequest, store_required
from omniapp.web.http import own_path

PATIENCE = dt.timedelta(minutes=1)  # so long a page asks whether something newer is here
_CLOCKS_MAY_DIFFER = dt.timedelta(seconds=1)  # of two processes of ours


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@store_required("view")
def fresh(request: StoreRequest) -> HttpResponse:
    """Says when Omnisend was last read, and has it read again: unless that was just now, or (POST) anyway.

    ``?since=`` is when the list was made; it is loaded again when something newer has come.
    """
    now = clock.now()
    state = looking.look(request.store, now=now, again=request.method == "POST")
    if not request.htmx:
        return redirect("merchant:campaigns", brand_id=request.store.brand_id)
    since = min(_moment(request.GET.get("since", "")) or now, now)
    reading = looking.is_reading(state, now=now) and request.store.is_connected
    newer = state.changed_at is not None and state.changed_at > since - _CLOCKS_MAY_DIFFER
    context = {
        "state": state,
        "reading": reading,
        "address": address(request, since),
        "again": address(request, now),
        "poll": reading and now - since < PATIENCE,
        "reload": own_path(request.htmx.current_url_abs_path) if newer and not reading else "",
        "waiting": _waiting(state, now),
    }
    return render(request, "merchant/freshness.html", context)


def address(request: StoreRequest, since: dt.datetime) -> str:
    """Where the piece is, for a list made at ``since``."""
    place = reverse("merchant:fresh", args=[request.store.brand_id])
    return f"{place}?{urlencode({'since': since.isoformat()})}"


def _waiting(state: CampaignSync, now: dt.datetime) -> bool:
    return state.wait_until is not None and state.wait_until > now


def _moment(text: str) -> dt.datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
