"""The page of one campaign, from draft to results, and the piece of it that keeps itself up to date."""

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from omniapp import clock
from omniapp.campaigns import kinds, looking, removing
from omniapp.campaigns.models import Campaign
from omniapp.merchant import attached, boost_place, standing, test_mails
from omniapp.merchant.buttons import buttons
from omniapp.merchant.message import message
from omniapp.merchant.policies import shows_pictures
from omniapp.merchant.results import shown as shown_results
from omniapp.people.access import StoreRequest, store_required
from omniapp.sending import mirrored, mirrored_words, outcomes, queries, turns
from omniapp.sending.evidence import evidence
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Purpose, State
from omniapp.sending.wording import Wording

#: The way of an ordinary campaign, by the outcome's key; "Starting" and "Scheduled" share a place.
STEPS = (("held",), ("handing-over",), ("starting", "scheduled"), ("sending", "safety-check"), ("sent",))
STEP_NAMES = ("Held", "Handing over", "Starting", "Sending", "Sent")


def find(request: StoreRequest, pk: int) -> Campaign:
    """The store's campaign, or 404: also for one of another store, and for a deleted one."""
    campaign: Campaign = get_object_or_404(Campaign.objects.live().filter(store=request.store), pk=pk)
    campaign.store = request.store
    return campaign


@require_safe
@store_required("view")
@shows_pictures
def campaign(request: StoreRequest, pk: int) -> HttpResponse:
    """``/s/<store>/campaigns/<id>/``."""
    gone = _deleted_there(request, pk)
    return gone or page(request, find(request, pk))


@require_safe
@store_required("view")
def status(request: StoreRequest, pk: int) -> HttpResponse:
    """The state's piece for htmx. 204 when the page already shows it (``?seen=`` names what it shows)."""
    if gone := _deleted_there(request, pk):
        return gone
    campaign = find(request, pk)
    if campaign.mirrored:
        looking.look(request.store, now=clock.now())  # somebody watches: it is read more often meanwhile
    if not request.htmx:
        return redirect(campaign)
    return piece(request, campaign, seen=request.GET.get("seen", ""))


def _deleted_there(request: StoreRequest, pk: int) -> HttpResponse | None:
    """Whoever asked for a campaign's deletion in Omnisend is led on to the list once it is done."""
    deleted = Campaign.objects.filter(store=request.store, pk=pk, deleted_at__isnull=False).first()
    errand = queries.newest_copy_or_deletion(deleted) if deleted else None
    if errand is None or (errand.purpose, errand.state) != (Purpose.DELETE, State.DONE):
        return None
    messages.success(request, f"“{deleted}” is deleted in Omnisend and here.")
    address = reverse("merchant:campaigns", args=[request.store.brand_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def page(
    request: StoreRequest, campaign: Campaign, *, notice: str = "", code: int = 200, test_refused: str = ""
) -> HttpResponse:
    """The whole page; ``notice``, or ``test_refused``, says why what was asked for was not done."""
    delivery = queries.newest(campaign)
    context = state(request, campaign, delivery, now=clock.now())
    shown = message(campaign, delivery)
    may_edit = request.actor.may("edit")
    context |= {"message": shown, "notice": notice, "whole": True, "may_edit": may_edit}
    context |= shown_results(campaign, now=clock.now(), live=context["outcome"].live)
    context["deletable"] = not campaign.locked_reason and not shown.reviewed
    context["copy_offered"] = campaign.mirrored or any(
        action.verb == "copy" for action in context["outcome"].actions
    )
    context |= test_mails.context(request, campaign, refused=test_refused)
    context |= {"turn": turns.of(campaign), "replacement": campaign.replaced_by.live().last()}
    context["removable"] = removing.removable(campaign)
    context["kind"] = kinds.name(campaign)
    return render(request, "merchant/campaign.html", context, status=code)


def piece(
    request: StoreRequest, campaign: Campaign, *, seen: str = "", notice: str = "", code: int = 200
) -> HttpResponse:
    """The state alone, as htmx swaps it in. Announced to screen readers only when the state is another."""
    context = state(request, campaign, queries.newest(campaign), now=clock.now())
    if seen == context["seen"]:
        return HttpResponse(status=204)
    outcome: Outcome = context["outcome"]
    context |= {"notice": notice, "whole": False, "announce": not seen.startswith(f"{outcome.key}.")}
    return render(request, "merchant/campaign.html#state", context, status=code)


def state(
    request: StoreRequest, campaign: Campaign, delivery: Delivery | None, *, now: dt.datetime
) -> dict[str, Any]:
    """What both show: the outcome, its buttons, the evidence, and a mark of what is seen."""
    errand = queries.newest_copy_or_deletion(campaign)
    outcome = outcomes.describe(campaign, delivery, request.store, now=now, errand=errand)
    lines = evidence(delivery) if delivery else []
    if mirrored.speaks(campaign, delivery):
        lines += mirrored_words.evidence(campaign, Wording(request.store.tz, now))
    revision = f"{delivery.pk}.{delivery.revision}" if delivery else ""
    place = boost_place.of(campaign, now=now) if boostable(campaign) else None
    mark = place.mark if place else ""
    standstill = standing.sentence(delivery, now=now)
    digest = hashlib.sha256(f"{outcome!r} {revision} {mark} {standstill}".encode()).hexdigest()[:16]
    offered = buttons(outcome.actions, campaign, request.actor)
    return {
        "campaign": campaign,
        "delivery": delivery,
        "outcome": outcome,
        "standstill": standstill,
        "buttons": offered,
        "withheld": len(offered) < len(outcome.actions),
        "evidence": lines,
        "steps": steps(outcome),
        "place": place,
        "may_edit": request.actor.may("edit"),
        "may_send": request.actor.may("send"),
        "every": "2s" if outcome.tone in ("busy", "warn") else "10s",
        "seen": f"{outcome.key}.{digest}",
    }


def boostable(campaign: Campaign) -> bool:
    """Whether its page speaks of boosters: of every campaign that was or is being sent, save boosters."""
    sent = campaign.omnisend_status not in ("", "draft")
    return campaign.type != Campaign.Type.BOOSTER and (sent or attached.possible(campaign))


def steps(outcome: Outcome) -> list[tuple[str, str]]:
    """(name, "done" | "now" | "later") of each step; empty for a state off the ordinary way."""
    at = next((i for i, keys in enumerate(STEPS) if outcome.key in keys), None)
    if at is None:
        return []
    last = len(STEPS) - 1
    names = [outcome.title if i == at else name for i, name in enumerate(STEP_NAMES)]
    marks = ["done" if i < at or at == last else "now" if i == at else "later" for i in range(len(STEPS))]
    return list(zip(names, marks, strict=True))
