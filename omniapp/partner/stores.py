"""``/stores/``: all stores of a partner, searched, narrowed and ordered by the address."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.partner import fleet
from omniapp.partner.scope import Narrowed, Rights, rights, stores_of, tags_of
from omniapp.people.access import PartnerRequest, partner_required
from omniapp.stores.models import Store

PER_PAGE = 50


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
    ("last", "Last send", True),
    ("needs", "Needs you", True),
)


@require_safe
@partner_required
def stores(request: PartnerRequest) -> HttpResponse:
    """``?search=``, ``?tag=``, ``?show=``, ``?sort=`` and ``?page=``. Five queries."""
    now = clock.now()
    asked = {
        "search": (narrowed := Narrowed.read(request.GET)).search,
        "tag": narrowed.tag,
        "show": _known(request.GET.get("show", ""), fleet.SHOWN, "all"),
        "sort": _known(request.GET.get("sort", ""), fleet.ORDERS, "name"),
    }
    how = {"show": asked["show"], "sort": asked["sort"]}
    found = fleet.chosen(stores_of(request.user).filter(narrowed.of("")), now, **how)
    page: Page[Any] = Paginator(found.values("pk"), PER_PAGE).get_page(request.GET.get("page"))
    shown = fleet.chosen(Store.objects.filter(pk__in=page.object_list), now, show="all", sort=asked["sort"])
    theirs = rights(request.user)
    context = _rows_context(list(fleet.with_facts(shown, now)), theirs) | {
        "page": page,
        "asked": asked,
        "narrowed": bool(narrowed) or asked["show"] != "all",
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
    """The rows ``?of=`` names, as they are now; 204 when the page shows just that (``?seen=``)."""
    if not request.htmx:
        return redirect("partner:stores")
    ids = [int(one) for one in request.GET.get("of", "").split(".")[:PER_PAGE] if one.isdecimal()]
    found = stores_of(request.user).filter(pk__in=[one for one in ids if one < 2**63])
    if request.GET.get("seen") == fleet.seen(fleet.with_news(found).order_by().values_list(*fleet.NEWS)):
        return HttpResponse(status=204)
    shown = _in_order(fleet.with_facts(found, clock.now()), ids)
    return render(request, "partner/stores.html#rows", _rows_context(shown, rights(request.user)))


def _rows_context(shown: list[Any], theirs: Rights) -> dict[str, Any]:
    of = ".".join(str(store.pk) for store in shown)
    mark = fleet.seen(attrgetter(*fleet.NEWS)(store) for store in shown)
    return {
        "rows": fleet.rows(shown, clock.now()),
        "taggable": {store.pk for store in shown if theirs.may_edit(store.pk)},
        "poll": f"{reverse('partner:stores-rows')}?{urlencode({'of': of, 'seen': mark})}",
    }


def _in_order(found: QuerySet[Store], ids: list[int]) -> list[Store]:
    known = {store.pk: store for store in found}
    return [known[pk] for pk in ids if pk in known]


def _known(text: str, words: dict[str, Any], otherwise: str) -> str:
    return text if text in words else otherwise


def _query(asked: dict[str, str], **change: str) -> str:
    """The address of the same list, but for ``change``; what goes without saying is left out."""
    said = {**asked, **change}
    usual = {"show": "all", "sort": "name"}
    return urlencode({name: text for name, text in said.items() if text and usual.get(name) != text})
