"""The first page of a store: what needs a person, what comes next, what was last, what could be done."""

from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.campaigns.models import CampaignSync
from omniapp.merchant import openings
from omniapp.merchant.listing import FILTERS, SENT, rows, with_state
from omniapp.people.access import StoreRequest, store_required
from omniapp.stores.models import Store

SHOWN = 5


@require_safe
@store_required("view")
def home(request: StoreRequest) -> HttpResponse:
    """``/s/<store>/``. At most nine queries, whatever the store holds."""
    now = clock.now()
    mine = with_state(request.store)
    needs_you = list(mine.filter(FILTERS["needs-you"][1])[: SHOWN + 1])
    underway = list(mine.filter(FILTERS["underway"][1])[: SHOWN + 1])
    last = list(mine.filter(SENT).order_by(Coalesce("sends_at", "locked_at", "updated_at").desc())[:SHOWN])
    drafts = list(mine.filter(FILTERS["drafts"][1])[:SHOWN])
    shown = {
        row.campaign.pk: row for row in rows(request.store, needs_you + underway + last[:1] + drafts, now=now)
    }
    context = {
        "needs_you": [shown[campaign.pk] for campaign in needs_you[:SHOWN]],
        "more_needs_you": len(needs_you) > SHOWN,
        "underway": sorted((shown[campaign.pk] for campaign in underway[:SHOWN]), key=lambda row: row.at),
        "more_underway": len(underway) > SHOWN,
        "last": shown[last[0].pk] if last else None,
        "drafts": [shown[campaign.pk] for campaign in drafts],
        "silent_boosters": openings.silent_boosters(request.store, mine),
        "openings": openings.openings(request.store, mine, last, planned=bool(underway), now=now),
        "is_new": not shown,
        "is_read": bool(shown) or _is_read(request.store),
        "may_edit": request.actor.may("edit"),
        "may_send": request.actor.may("send"),
    }
    return render(request, "merchant/home.html", context)


def _is_read(store: Store) -> bool:
    """Whether all of what Omnisend has of it was read at least once."""
    return CampaignSync.objects.filter(store=store, synced_at__isnull=False).exists()
