"""``/stores/``: all stores of a partner, searched, narrowed and ordered by the address."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.partner import facts, fleet, polls, quiet
from omniapp.partner.facts import PER_PAGE
from omniapp.partner.scope import Narrowed, Rights, rights, stores_of, tags_of
from omniapp.people.access import PartnerRequest, partner_required


@dataclass(frozen=True)
class Heading:
    """A column's head. ``query``: the address that orders by it, empty where nothing can."""

    label: str
    query: str = ""
    current: bool = False
    falling: bool = False


COLUMNS = (
    ("name", "Store", False),
    ("access", "Connection", False),
    ("next", "Next send", False),
    ("last", "Last outcome", True),
    ("needs", "Needs you", True),
)


@require_safe
@partner_required
def stores(request: PartnerRequest) -> HttpResponse:
    """``?search=``, ``?tag=``, ``?show=``, ``?sort=`` and ``?page=``. At most five queries."""
    now = clock.now()
    asked = {
        "search": (narrowed := Narrowed.read(request.GET)).search,
        "tag": narrowed.tag,
        "show": _known(request.GET.get("show", ""), fleet.SHOWN, "all"),
        "sort": _known(request.GET.get("sort", ""), fleet.ORDERS, "name"),
    }
    how = {"show": asked["show"], "sort": asked["sort"]}
    found = fleet.chosen(stores_of(request.user).filter(narrowed.of("")), now, **how)
    narrow = bool(narrowed) or asked["show"] != "all"
    pages = Paginator(found.values_list("pk", flat=True), PER_PAGE)
    page: Page[Any] = pages.get_page(request.GET.get("page"))
    theirs = rights(request.user)
    context = _rows_context(request, list(page.object_list), theirs, now) | {
        "page": page,
        "asked": asked,
        "narrowed": narrow,
        "tags": tags_of(request.user),
        "chips": [
            (label, _query(asked, show=name), name == asked["show"])
            for name, (label, _) in fleet.SHOWN.items()
        ],
        "columns": [
            Heading(label, _query(asked, sort=name), name == asked["sort"], falling)
            for name, label, falling in COLUMNS
        ],
        "may_tag": theirs.edit is None or bool(theirs.edit),
    }
    return render(request, "partner/stores.html", context)


@never_cache
@require_safe
@partner_required
def rows(request: PartnerRequest) -> HttpResponse:
    """The rows ``?of=`` names, as they are now. While nothing is new, the middleware answers instead."""
    if not request.htmx:
        return redirect("partner:stores")
    asked, now = facts.ids(request.GET), clock.now()
    allowed = set(stores_of(request.user).filter(pk__in=asked).values_list("pk", flat=True))
    shown = [one for one in asked if one in allowed]
    context = _rows_context(request, shown, rights(request.user), now)
    return render(request, "partner/stores.html#rows", context)


def _rows_context(
    request: PartnerRequest, shown: list[int], theirs: Rights, now: dt.datetime
) -> dict[str, Any]:
    """``now``: from before anything of it was read."""
    rows = facts.rows(shown, now)
    of = ".".join(str(row["pk"]) for row in rows)
    asked = {
        "of": of,
        "since": quiet.since(request.user, of, now),
        "seen": polls.mark(request.user, (row["news"] for row in rows)),
    }
    return {
        "rows": rows,
        "taggable": {row["pk"] for row in rows if theirs.may_edit(row["pk"])},
        "poll": f"{reverse('partner:stores-rows')}?{urlencode(asked)}",
    }


def _known(text: str, words: dict[str, Any], otherwise: str) -> str:
    return text if text in words else otherwise


def _query(asked: dict[str, str], **change: str) -> str:
    """The address of the same list, but for ``change``; what goes without saying is left out."""
    said = {**asked, **change}
    usual = {"show": "all", "sort": "name"}
    return urlencode({name: text for name, text in said.items() if text and usual.get(name) != text})
