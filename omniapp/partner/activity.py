"""``/activity/``: who did what, in which store, and what Omnisend answered; and the same of one store."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.partner import exporting, happened, silence
from omniapp.partner.asking import Asked
from omniapp.partner.happened import Place
from omniapp.partner.lines import lines
from omniapp.partner.readers import Reader
from omniapp.partner.saying import said
from omniapp.partner.scope import tags_of
from omniapp.people.access import PartnerRequest, StoreRequest, partner_required, store_required
from omniapp.people.models import User

PER_PAGE = 50
MOST_NEW = 100


@require_safe
@partner_required
def activity(request: PartnerRequest) -> HttpResponse:
    return _page(request, Reader(request.user), tags=tags_of(request.user))


@require_safe
@store_required("view")
def of_store(request: StoreRequest) -> HttpResponse:
    return _page(request, _reader(request))


@never_cache
@require_safe
@partner_required
def news(request: PartnerRequest) -> HttpResponse:
    """How many lines came after ``?after=``; 204 while there are none."""
    asked = Asked.read(request.GET, Reader(request.user))
    here = reverse("partner:activity")
    if not request.htmx:
        return redirect(f"{here}?{asked.query()}")
    after = Place.read(request.GET.get("after", ""))
    many = len(happened.newer(asked.wanted, after, MOST_NEW)) if after else 0
    if not many:
        return HttpResponse(status=204)
    context = {"many": many, "most": MOST_NEW, "here": here, "newest": asked.query(), "poll": ""}
    return render(request, "partner/activity.html#news", context)


@never_cache
@require_safe
@partner_required
def export(request: PartnerRequest) -> StreamingHttpResponse:
    return _export(request, Reader(request.user))


@never_cache
@require_safe
@store_required("view")
def export_of_store(request: StoreRequest) -> StreamingHttpResponse:
    return _export(request, _reader(request))


def _reader(request: StoreRequest) -> Reader:
    return Reader(store=request.store, reads_tags=request.actor.kind == "partner")


def _address(reader: Reader, name: str) -> str:
    if reader.store:
        return reverse(f"partner:store-{name}", args=[reader.store.brand_id])
    return reverse(f"partner:{name}")


def _page(request: HttpRequest, reader: Reader, *, tags: list[str] | None = None) -> HttpResponse:
    """Filters as in ``FIELDS``; ``?before=`` or ``?after=``: where the page begins. At most four queries."""
    asked = Asked.read(request.GET, reader)
    shown, has_older, has_newer = _shown(request, asked)
    first, last = (shown[0], shown[-1]) if shown else (None, None)
    told = [said(line) for line in lines(shown)]
    context = {
        "lines": told,
        "store": reader.store,
        "asked": asked.said,
        "narrowed": asked.narrowed,
        "folded": asked.folded,
        "tags": tags,
        "chips": [
            (label, asked.query(kind=name), name == asked.said["kind"]) for name, label in asked.kinds.items()
        ],
        "campaign": told[0] if told and asked.said["campaign"] else None,
        "all_campaigns": asked.query(campaign=""),
        "all_requests": asked.query(request=""),
        "here": _address(reader, "activity"),
        "newest": asked.query() if has_newer else "",
        "has_newer": has_newer,
        "newer": asked.query(after=str(first)) if has_newer else "",
        "older": asked.query(before=str(last)) if has_older else "",
        "export": f"{_address(reader, 'activity-export')}?{asked.query()}",
        "poll": _poll(asked, first, reader.user) if first and reader.user and not has_newer else "",
    }
    return render(request, "partner/activity.html", context)


def _poll(asked: Asked, newest: Place, user: User) -> str:
    return f"{reverse('partner:activity-news')}?{asked.query(after=str(newest), seen=silence.mark(user))}"


def _shown(request: HttpRequest, asked: Asked) -> tuple[list[Place], bool, bool]:
    """The lines, whether there are older ones, and whether there may be newer ones."""
    after, before = Place.read(request.GET.get("after", "")), Place.read(request.GET.get("before", ""))
    if after:
        found = happened.newer(asked.wanted, after, PER_PAGE + 1)
        if len(found) > PER_PAGE:
            return found[1:], True, True
        before = None  # the newest page, and a full one
    found = happened.older(asked.wanted, before, PER_PAGE + 1)
    return found[:PER_PAGE], len(found) > PER_PAGE, before is not None


def _export(request: HttpRequest, reader: Reader) -> StreamingHttpResponse:
    """The same lines as a table for spreadsheets, however many they are."""
    asked = Asked.read(request.GET, reader)
    today = clock.now().date().isoformat()
    days = [f"from-{asked.said['since']}"] if asked.said["since"] else []
    which = [reader.store.brand_id] if reader.store else []
    name = "-".join(["omniapp-activity", *which, *days, f"until-{asked.said['until'] or today}"])
    answer = StreamingHttpResponse(exporting.table(asked.wanted), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
