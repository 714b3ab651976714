"""Choosing a template and segments: pages of their own, which the editor also loads as pieces."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.campaigns import pickers, preview, queries, trouble
from omniapp.campaigns.models import Campaign
from omniapp.merchant import designs
from omniapp.people.access import StoreRequest, store_required

NONE = designs.Design("", "", "")
# Somebody else's markup: it may show pictures and styles of its own, and do nothing else.
PREVIEW_POLICY = (
    "sandbox; default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; font-src data: https:; "
    "frame-ancestors 'self'"
)


@require_safe
@store_required("edit")
def templates(request: StoreRequest) -> HttpResponse:
    """The store's templates by name; ``search``, ``after`` in the query, ``campaign`` the draft it is for.

    ``variant`` names one of an A/B test's two.
    """
    search = request.GET.get("search", "").replace("\x00", "").strip()[:200]
    after = request.GET.get("after", "")[:2000]
    campaign = _campaign(request)
    design = designs.chosen_for(campaign, request.GET.get("variant", "")) if campaign else NONE
    listing = pickers.templates(request.store, search=search, after=after)
    context: dict[str, Any] = {
        "campaign": campaign,
        "store": request.store,
        "search": search,
        "after": after,
        "listing": listing,
        "design": design,
        "made": request.GET.get("made", "")[:40],
        "omnisend": settings.OMNISEND_APP_URL,
        "kept": _kept(request),
        "chosen_listed": design.template_id in {item.id for item in listing.items},
    }
    return render(request, _piece(request, "merchant/templates.html"), context)


@require_safe
@store_required("edit")
def segments(request: StoreRequest) -> HttpResponse:
    """The store's segments with their counts; those already chosen for ``campaign`` stand first."""
    after = request.GET.get("after", "")[:2000]
    campaign, now = _campaign(request), clock.now()
    listing = pickers.segments(request.store, after=after, now=now)
    context: dict[str, Any] = {
        "campaign": campaign,
        "store": request.store,
        "after": after,
        "listing": listing,
        "rows": _rows(request, campaign, listing, first=not after),
        "zone": request.store.tz,
    }
    return render(request, _piece(request, "merchant/segments.html"), context)


@xframe_options_sameorigin
@require_safe
@store_required("view")
def template_preview(request: StoreRequest, template_id: str) -> HttpResponse:
    """The rendered template, alone on its own address under a policy that lets it do nothing.

    ``?scheme=dark``: as in a dark mailbox.

    That there is none is an answer too, for the frame to show: no status that a browser complains of.
    """
    try:
        html = preview.rendered(request.store, template_id)
        response = HttpResponse(preview.in_the_dark(html) if request.GET.get("scheme") == "dark" else html)
        response["Cache-Control"] = "private, max-age=60"
    except trouble.Expected as error:
        sentence = trouble.sentence(error)
        response = render(request, "merchant/building/no_preview.html", {"sentence": sentence})
        response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response


def _kept(request: StoreRequest) -> str:
    """The draft that a template is for, as the import's address carries it on."""
    return urlencode({name: request.GET[name] for name in ("campaign", "variant") if request.GET.get(name)})


def _campaign(request: StoreRequest) -> Campaign | None:
    key = request.GET.get("campaign", "")
    if not key.isdecimal() or len(key) > 15:
        return None
    return queries.for_store(request.store).select_related("store").filter(pk=int(key)).first()


def _piece(request: StoreRequest, template: str) -> str:
    return f"{template}#piece" if request.htmx else template


def _rows(
    request: StoreRequest,
    campaign: Campaign | None,
    listing: pickers.Listing[pickers.SegmentChoice],
    *,
    first: bool,
) -> list[tuple[pickers.SegmentChoice, str]]:
    """Segments with what was chosen for each ("include", "exclude", "")."""
    chosen: dict[str, tuple[pickers.SegmentChoice, str]] = {}
    if campaign:
        listed = {item.id: item for item in listing.items}
        for verb, several in (("include", campaign.included), ("exclude", campaign.excluded)):
            for one in several:
                known = listed.get(one["id"]) or pickers.SegmentChoice(one["id"], one["name"])
                chosen[one["id"]] = (known, verb)
    others = [(item, "") for item in listing.items if item.id not in chosen]
    return [*chosen.values(), *others] if first else others
