"""``/calendar/``: what goes out on which day over all stores, where nothing does, and where too much does."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.partner import facts, planned
from omniapp.partner.days import DAY, WEEK, Clocks, Span, View, zone_named
from omniapp.partner.planned import Looked
from omniapp.partner.scope import Narrowed, word
from omniapp.partner.weeks import weeks_of
from omniapp.people.access import PartnerRequest, partner_required
from omniapp.web import times

PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    view: View
    on: dt.date
    narrowed: Narrowed
    zone: str
    only: str

    def query(self, **change: Any) -> str:
        """The address of the same calendar, but for ``change``."""
        said: dict[str, Any] = {"view": self.view, "on": self.on, "zone": self.zone, "only": self.only}
        said |= {"search": self.narrowed.search, "tag": self.narrowed.tag} | change
        said["view"] = "" if said["view"] == "month" else said["view"]
        return urlencode({name: text for name, text in said.items() if text})


@require_safe
@partner_required
def calendar(request: PartnerRequest) -> HttpResponse:
    """``?view=``, ``?on=``, ``?zone=``, ``?search=``, ``?tag=``; ``?only=``: overlaps or gaps.

    Five queries.
    """
    narrowed = Narrowed.read(request.GET)
    known = planned.known(request.user, narrowed)
    zone = zone_named(word(request.GET, "zone"))
    today = clock.now().astimezone(zone or _only(known.zones)).date()
    view = request.GET.get("view", "")
    asked = Asked(
        view=cast(View, view) if view in get_args(View) else "month",
        on=_day(request.GET.get("on", "")) or today,
        narrowed=narrowed,
        zone=zone.key if zone else "",
        only=request.GET.get("only", "") if request.GET.get("only") in ("twice", "quiet") else "",
    )
    span = Span.of(asked.view, asked.on)
    looked = Looked(request.user, narrowed, Clocks(span, known.zones, zone))
    context = {
        "asked": asked,
        "span": span,
        "title": _title(span, asked.on),
        "today": today,
        "known": known,
        "zones": [(name, times.place(ZoneInfo(name))) for name in known.zones if zone_named(name)],
        "places": zone is None and len(known.zones) > 1,
        "views": [(name, asked.query(view=name, only=""), name == asked.view) for name in get_args(View)],
        "earlier": asked.query(on=span.before),
        "later": asked.query(on=span.after),
        "now": asked.query(on=""),
        "all": asked.query(only=""),
        "gaps": asked.query(only="quiet"),
        "kept": asked.query(view="", on="", only=""),
    }
    if asked.view != "day" and asked.only == "quiet":
        return render(request, "partner/calendar_quiet.html", context | _quiet(request, looked))
    if asked.view == "day":
        return render(request, "partner/calendar_day.html", context | _list(request, looked, asked))
    weeks, quiet = weeks_of(looked, known.connected)
    many = sum(day.many for week in weeks for day in week.days if not day.outside)
    context |= {"weeks": weeks, "many": many, "quiet": quiet, "several": known.stores > 1}
    return render(request, "partner/calendar.html", context)


def _list(request: PartnerRequest, looked: Looked, asked: Asked) -> dict[str, Any]:
    """One day, fifty campaigns a page; when winners are sent stands on the first."""
    keys = list(looked.first_day(twice=asked.only == "twice"))
    page: Page[Any] = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    entries = looked.entries(dict(page.object_list))
    if page.number == 1 and asked.only != "twice":
        entries = sorted([*entries, *looked.winners().get(asked.on, ())], key=lambda entry: entry.at)
    return {
        "page": page,
        "entries": entries,
        "both": [
            ("All", asked.query(only=""), asked.only != "twice"),
            ("Overlaps", asked.query(only="twice"), asked.only == "twice"),
        ],
    }


def _quiet(request: PartnerRequest, looked: Looked) -> dict[str, Any]:
    found = looked.quiet().order_by("name", "brand_id").values_list("pk", flat=True)
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = facts.rows(list(page.object_list), clock.now())
    return {"page": page, "rows": rows, "reference": looked.clocks.reference}


def _title(span: Span, on: dt.date) -> str:
    if span.view == "month":
        return f"{on:%B %Y}"
    if span.view == "day":
        return f"{on:%A} {on.day} {on:%B %Y}"
    last = span.end - DAY
    begins = f"{span.first.day}" if last.month == span.first.month else f"{span.first.day} {span.first:%B}"
    return f"{begins}–{last.day} {last:%B %Y}"


def _only(zones: tuple[str, ...]) -> dt.tzinfo:
    """Where it is today: in the one zone of all stores, else by UTC."""
    return (zone_named(zones[0]) if len(zones) == 1 else None) or dt.UTC


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if dt.date(2000, 1, 1) <= day < dt.date(2200, 1, 1) - 6 * WEEK else None
