"""Campaigns as rows of a list: what each is called, what became of it, and when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.campaigns import queries as campaign_queries
from omniapp.campaigns import seen
from omniapp.campaigns.models import Campaign
from omniapp.merchant import freshness
from omniapp.merchant.results_table import in_short
from omniapp.people.access import StoreRequest, store_required
from omniapp.results import reports
from omniapp.sending import mirrored, outcomes, queries
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Purpose, State
from omniapp.stores.models import Store

PER_PAGE = 25
BEGAN = "Began to go out"
_BACK_TO_DRAFT = (State.UNDONE, State.GIVEN_UP, State.REPLACED)
_UNDERWAY = (State.HELD, State.HANDING_OVER, State.CHECKING, State.FOLLOWING)
_OVER = (State.SENT, State.CANCELED, State.FAILED, State.UNFOLLOWED)
#: Nothing of ours stands for these, so Omnisend's own status counts.
_THEIRS = Q(newest_state=None) | Q(newest_state__in=_BACK_TO_DRAFT)
_NOT_LEFT = Q(omnisend_status__in=["", "draft"])
_ENDED_THERE = Q(omnisend_status__in=sorted(mirrored.OVER)) | Q(mirrored=True, gone_at__isnull=False)
SENT = Q(newest_state=State.SENT) | (_THEIRS & Q(omnisend_status="sent", gone_at=None))
FILTERS = {
    "all": ("All", Q()),
    "needs-you": ("Needs you", Q(newest_state=State.NEEDS_PERSON)),
    "drafts": ("Drafts", _THEIRS & _NOT_LEFT & ~_ENDED_THERE),
    "underway": ("On their way", Q(newest_state__in=_UNDERWAY) | (_THEIRS & ~_NOT_LEFT & ~_ENDED_THERE)),
    "over": ("Sent and over", Q(newest_state__in=_OVER) | (_THEIRS & _ENDED_THERE)),
}


@dataclass(frozen=True)
class Row:
    """One campaign of a list. ``at`` is the moment that matters most for it, and ``what`` says which: of what
    went out it is the one at which that began, as in the calendar and in the list of stores.

    ``result`` is what became of it, in a few words; empty while nothing is known.
    """

    campaign: Campaign
    outcome: Outcome
    what: str
    at: dt.datetime
    audience: str
    result: str = ""


@dataclass(frozen=True)
class Chip:
    """One filter above the list."""

    label: str
    query: str
    current: bool
    count: int | None = None


def with_state(store: Store) -> QuerySet[Campaign]:
    """The store's campaigns; filters may ask for ``newest_state`` of the newest delivery that sends."""
    return campaign_queries.for_store(store).alias(newest_state=newest("state"))


def newest(column: str) -> Subquery:
    """Of a campaign's newest delivery that sends."""
    sends = Delivery.objects.filter(campaign=OuterRef("pk"), purpose=Purpose.SEND).order_by("-id")
    return Subquery(sends.values(column)[:1])


def rows(store: Store, campaigns: Iterable[Campaign], *, now: dt.datetime) -> list[Row]:
    """Two queries more than the campaigns themselves, and one where a booster is shown without its parent."""
    shown = list(campaigns)
    _with_parents(shown)
    sends = queries.newest_of(shown)
    kept = reports.of(campaign for campaign in shown if campaign.omnisend_status in reports.OUT)
    return [_row(store, campaign, sends.get(campaign.pk), kept.get(campaign.pk), now) for campaign in shown]


def _with_parents(shown: list[Campaign]) -> None:
    """Few follow another one, and mostly that one is shown too: a join for all would be dear."""
    there = {campaign.pk: campaign for campaign in shown}
    there |= Campaign.objects.in_bulk({one.parent_id for one in shown if one.parent_id} - there.keys())
    for campaign in shown:
        if parent := there.get(campaign.parent_id or 0):
            campaign.parent = parent


def _row(
    store: Store,
    campaign: Campaign,
    delivery: Delivery | None,
    kept: reports.Result | None,
    now: dt.datetime,
) -> Row:
    campaign.store = store  # known already: its address must not ask the database once more
    outcome = outcomes.describe(campaign, delivery, store, now=now)
    what, at = _moment(campaign, delivery)
    result = in_short(kept.numbers) if kept else ""
    return Row(campaign, outcome, what, at, _audience(campaign), result)


def _moment(campaign: Campaign, delivery: Delivery | None) -> tuple[str, dt.datetime]:
    if mirrored.speaks(campaign, delivery):
        return _moment_there(campaign)
    if delivery is None or delivery.state in _BACK_TO_DRAFT:
        return "Edited", campaign.updated_at
    if delivery.state == State.SENT and campaign.sends_at:
        return BEGAN, campaign.sends_at
    if delivery.ended_at:
        return "Since" if delivery.state == State.UNFOLLOWED else "As read", delivery.ended_at
    leaves = delivery.snapshot.scheduled_at
    if leaves and delivery.state != State.NEEDS_PERSON:
        return "Leaves", leaves
    return "Send pressed", delivery.created_at


def _moment_there(campaign: Campaign) -> tuple[str, dt.datetime]:
    """The same as Omnisend tells it."""
    said, status = seen.last(campaign), campaign.omnisend_status
    if said is not None and status == "scheduled" and said.sending_settings.scheduled_at:
        return "Leaves", said.sending_settings.scheduled_at
    if said is not None and status != "draft" and said.started_at:
        return BEGAN, said.started_at
    if said is not None and status != "draft" and said.ended_at:
        return "Ended", said.ended_at
    return "Changed in Omnisend", campaign.omnisend_updated_at or campaign.updated_at


def _audience(campaign: Campaign) -> str:
    if campaign.audience == Campaign.Audience.EVERYONE:
        return "Everyone subscribed"
    names = [chosen["name"] for chosen in campaign.included]
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def searched(campaigns: QuerySet[Campaign], text: str) -> QuerySet[Campaign]:
    """Those whose name, subject or text holds every word of ``text``."""
    for word in text.replace("\x00", "").split():
        campaigns = campaigns.filter(
            Q(name__icontains=word) | Q(subject__icontains=word) | Q(message__icontains=word)
        )
    return campaigns


@require_safe
@store_required("view")
def campaigns(request: StoreRequest) -> HttpResponse:
    """All campaigns of the store. ``?show=``, ``?search=`` and ``?page=`` stand in the address."""
    search = request.GET.get("search", "").strip()[:200]
    show = request.GET.get("show", "all")
    show = show if show in FILTERS else "all"
    found = searched(with_state(request.store), search)
    counted = _counted(found, show)
    pages = Paginator(found.filter(FILTERS[show][1]), PER_PAGE)
    pages.count = counted["shown"]
    page: Page[Campaign] = pages.get_page(request.GET.get("page"))
    now = clock.now()
    context = {
        "page": page,
        "freshness": freshness.address(request, now),
        "rows": rows(request.store, page.object_list, now=now),
        "chips": _chips(counted["waiting"], show, search),
        "show": show,
        "search": search,
        "may_edit": request.actor.may("edit"),
    }
    return render(request, "merchant/campaigns.html", context)


def _counted(found: QuerySet[Campaign], show: str) -> dict[str, int]:
    """How many are shown, and how many wait for somebody. One query."""
    shown, waiting = FILTERS[show][1], FILTERS["needs-you"][1]
    each = found.order_by()
    return each.aggregate(shown=Count("pk", filter=shown or None), waiting=Count("pk", filter=waiting))


def _chips(waiting: int, show: str, search: str) -> list[Chip]:
    return [
        Chip(
            label,
            urlencode({"show": name, **({"search": search} if search else {})}),
            name == show,
            waiting if name == "needs-you" and waiting else None,
        )
        for name, (label, _) in FILTERS.items()
    ]
