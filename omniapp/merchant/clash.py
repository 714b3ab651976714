"""When a draft could not be saved: what was typed stays in sight, and the choice is its writer's."""

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from omniapp.campaigns import wording
from omniapp.campaigns.errors import EditedElsewhere, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.merchant import attached, editor, labels
from omniapp.people.access import StoreRequest


def answer(
    request: StoreRequest,
    campaign: Campaign,
    changes: Mapping[str, Any],
    *,
    error: EditedElsewhere,
    now: dt.datetime,
) -> HttpResponse:
    """409: who saved when, and every field with theirs and ours beside each other."""
    theirs = Campaign.objects.select_related("store").get(pk=campaign.pk)
    clash = {
        "version": error.version,
        "by": error.by,
        "clock": wording.lately(error.at, now, theirs.store.tz),
        "differences": _differences(theirs, _with(theirs, changes)),
        "keep": "keep",
    }
    return _render(request, _with(theirs, changes), {"clash": clash}, now=now)


def of_booster(
    request: StoreRequest,
    campaign: Campaign,
    changes: Mapping[str, Any],
    *,
    error: attached.NotSaved,
    now: dt.datetime,
) -> HttpResponse:
    """409: the same for the booster that goes along; neither was saved."""
    parent = Campaign.objects.select_related("store").get(pk=campaign.pk)
    theirs = Campaign.objects.select_related("store", "parent").get(pk=error.booster.pk)
    ours = _with(theirs, error.changes)
    said: dict[str, Any] = {"refused": str(error.error)}
    if isinstance(error.error, EditedElsewhere):
        clash = {
            "version": error.error.version,
            "by": error.error.by,
            "clock": wording.lately(error.error.at, now, theirs.store.tz),
            "differences": _differences(theirs, ours),
            "keep": "booster-keep",
        }
        said = {"clash": clash}
    return _render(request, _with(parent, changes), said, now=now, booster=ours)


def refused(
    request: StoreRequest,
    campaign: Campaign,
    changes: Mapping[str, Any],
    *,
    error: NotEditable,
    now: dt.datetime,
) -> HttpResponse:
    """409: it left our hands while somebody still typed."""
    theirs = Campaign.objects.select_related("store").get(pk=campaign.pk)
    return _render(request, _with(theirs, changes), {"refused": error.reason}, now=now)


def _render(
    request: StoreRequest,
    typed: Campaign,
    said: dict[str, Any],
    *,
    now: dt.datetime,
    booster: Campaign | None = None,
) -> HttpResponse:
    """For htmx the banner alone: the form stays as it is. Else the whole editor, with what was typed."""
    page = request.POST.get("page_key", "")[:40]
    context = editor.context(typed, now=now, page=page, booster=booster) | said
    context["booster_version"] = request.POST.get("booster-version", "")
    context["version"] = request.POST.get("version", "")
    template = "merchant/building/clash.html" if request.htmx else "merchant/edit.html"
    return render(request, template, context, status=409)


def _with(theirs: Campaign, changes: Mapping[str, Any]) -> Campaign:
    """Their campaign with our typing on top; never stored."""
    ours = copy.copy(theirs)
    for field, value in changes.items():
        setattr(ours, field, value)
    return ours


def _differences(theirs: Campaign, ours: Campaign) -> list[tuple[str, str, str]]:
    """Label, theirs, ours."""
    found = [
        (label, labels.value(theirs, name), labels.value(ours, name))
        for name, label in labels.of(theirs).items()
        if name
        not in {"template_id", "audience", "timing", "which_hour", "optimize_for", "on_date", "at_time"}
    ]
    found += [
        ("Template", theirs.template_name or theirs.template_id, ours.template_name or ours.template_id),
        ("Audience", editor.audience_words(theirs), editor.audience_words(ours)),
        ("When", editor.when_words(theirs), editor.when_words(ours)),
    ]
    return [(label, one or "–", other or "–") for label, one, other in found if one != other]
