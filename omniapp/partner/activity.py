"""``/activity/``: who did what, in which store, and what Omnisend answered."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.campaigns.models import Campaign
from omniapp.partner import exporting, happened
from omniapp.partner.asking import KINDS, Asked
from omniapp.partner.happened import Place
from omniapp.partner.scope import of_theirs, tags_of
from omniapp.people.access import PartnerRequest, partner_required

PER_PAGE = 50
MOST_NEW = 100


@require_safe
@partner_required
def activity(request: PartnerRequest) -> HttpResponse:
    """Filters as in ``FIELDS``; ``?before=`` or ``?after=``: where the page begins. At most four queries."""
    asked = Asked.read(request.GET)
    shown, has_older, has_newer = _page(request, asked)
    first, last = (Place.of(shown[0]), Place.of(shown[-1])) if shown else (None, None)
    context = {
        "lines": [happened.line(event) for event in shown],
        "asked": asked.said,
        "narrowed": asked.narrowed,
        "folded": asked.folded,
        "tags": tags_of(request.user),
        "chips": [
            (label, asked.query(kind=name), name == asked.said["kind"]) for name, (label, _) in KINDS.items()
        ],
        "campaign": _campaign(request, asked),
        "all_campaigns": asked.query(campaign=""),
        "newest": asked.query() if has_newer else "",
        "has_newer": has_newer,
        "newer": asked.query(after=str(first)) if has_newer else "",
        "older": asked.query(before=str(last)) if has_older else "",
        "export": asked.query(),
        "poll": _poll(asked, first) if first and not has_newer else "",
    }
    return render(request, "partner/activity.html", context)


def _page(request: PartnerRequest, asked: Asked) -> tuple[list[happened.Event], bool, bool]:
    """The lines, whether there are older ones, and whether there may be newer ones."""
    after, before = Place.read(request.GET.get("after", "")), Place.read(request.GET.get("before", ""))
    if after:
        found = happened.newer(request.user, asked.wanted, after, PER_PAGE + 1)
        if len(found) > PER_PAGE:
            return found[1:], True, True
        before = None  # the newest page, and a full one
    found = happened.older(request.user, asked.wanted, before, PER_PAGE + 1)
    return found[:PER_PAGE], len(found) > PER_PAGE, before is not None


@never_cache
@require_safe
@partner_required
def news(request: PartnerRequest) -> HttpResponse:
    """How many lines came after ``?after=``; 204 while there are none."""
    asked = Asked.read(request.GET)
    if not request.htmx:
        return redirect(f"{reverse('partner:activity')}?{asked.query()}")
    after = Place.read(request.GET.get("after", ""))
    many = len(happened.newer(request.user, asked.wanted, after, MOST_NEW)) if after else 0
    if not many:
        return HttpResponse(status=204)
    context = {"many": many, "most": MOST_NEW, "newest": asked.query(), "poll": ""}
    return render(request, "partner/activity.html#news", context)


@never_cache
@require_safe
@partner_required
def export(request: PartnerRequest) -> StreamingHttpResponse:
    """The same lines as a table for spreadsheets, however many they are."""
    asked = Asked.read(request.GET)
    today = clock.now().date().isoformat()
    days = [f"from-{asked.said['since']}"] if asked.said["since"] else []
    name = "-".join(["omniapp-activity", *days, f"until-{asked.said['until'] or today}"])
    answer = StreamingHttpResponse(
        exporting.table(request.user, asked.wanted), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _campaign(request: PartnerRequest, asked: Asked) -> Any:
    """The one whose lines are asked for, if this partner may see it."""
    if not asked.said["campaign"]:
        return None
    theirs = of_theirs(Campaign.objects.live(), request.user).select_related("store")
    return theirs.filter(pk=int(asked.said["campaign"])).first()


def _poll(asked: Asked, first: Place) -> str:
    return f"{reverse('partner:activity-news')}?{asked.query(after=str(first))}"
