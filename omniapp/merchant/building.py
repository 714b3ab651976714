"""Composing a campaign: a new one, the editor and its saving, Review, copying and deleting."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from omniapp import clock
from omniapp.campaigns import operations, queries, removing
from omniapp.campaigns.errors import EditedElsewhere, NotCopyable, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.merchant import attached, clash, designs, editor, review, test_mails, typed
from omniapp.merchant.policies import shows_pictures
from omniapp.people.access import StoreRequest, store_required
from omniapp.sending import operations as sending
from omniapp.sending.errors import SendingError

PICKED = {"templates": "", "templates-a": "a", "templates-b": "b", "segments": ""}  # the variant it is for
GO = {"review", "image", "edit", *PICKED}
PLACES = {"reset-tags": "#tags"}
KINDS = {"email": ("regular", "email"), "sms": ("regular", "sms"), "ab-test": ("abTest", "email")}


def find(request: StoreRequest, pk: int) -> Campaign:
    """One campaign of this store, or 404."""
    return get_object_or_404(queries.for_store(request.store).select_related("store"), pk=pk)


def address(campaign: Campaign, page: str) -> str:
    return reverse(f"merchant:{page}", kwargs={"brand_id": campaign.store.brand_id, "pk": campaign.pk})


@require_http_methods(["GET", "HEAD", "POST"])
@store_required("edit")
def new(request: StoreRequest) -> HttpResponse:
    """GET: what to begin with. POST: a new one of the ``kind``, an email if none, open in the editor."""
    if request.method == "POST":
        type, channel = KINDS.get(request.POST.get("kind", ""), KINDS["email"])
        campaign = operations.create(
            store=request.store, actor=request.actor, now=clock.now(), type=type, channel=channel
        )
        return redirect(address(campaign, "edit"))
    recent = queries.for_store(request.store).exclude(type=Campaign.Type.BOOSTER)[:5]
    return render(request, "merchant/new.html", {"recent": recent})


@never_cache
@require_safe
@store_required("edit")
@shows_pictures
def edit(request: StoreRequest, pk: int) -> HttpResponse:
    """The editor. A campaign that can no longer be edited is shown on its own page instead."""
    campaign = find(request, pk)
    if campaign.locked_reason:
        messages.info(request, campaign.locked_reason)
        return redirect(campaign)
    context = editor.context(campaign, now=clock.now()) | test_mails.context(request, campaign)
    return render(request, "merchant/edit.html", context)


@require_POST
@store_required("edit")
@shows_pictures
def save(request: StoreRequest, pk: int) -> HttpResponse:
    """Stores what was typed, whatever it is worth.

    htmx gets the pieces that changed; others the editor again, or the page named by ``go``. 409 when somebody
    else saved meanwhile; nothing is stored then.
    """
    campaign = find(request, pk)
    posted, now = request.POST, clock.now()
    changes = typed.changes(posted, campaign)
    page = posted.get("page_key", "")[:40]
    try:
        saved = attached.save_both(request, campaign, version_of(request), changes, now=now, page=page)
    except attached.NotSaved as error:
        return clash.of_booster(request, campaign, changes, error=error, now=now)
    except EditedElsewhere as error:
        return clash.answer(request, campaign, changes, error=error, now=now)
    except NotEditable as error:
        return clash.refused(request, campaign, changes, error=error, now=now)
    editor.note_known_reach(saved)
    if request.htmx:
        context = editor.context(saved, now=now, page=page)
        context["changed_designs"] = designs.changed(campaign, saved)
        return render(request, "merchant/building/saved.html", context)
    go = posted.get("go", "")
    if go == "test":
        return _test(request, saved, page=page)
    if go in attached.GO:
        attached.carry_out(request, saved, go, now=now)
        return redirect(f"{address(saved, 'edit')}#booster")
    place = PLACES.get(go, "")
    return redirect(_after_save(saved, go if go in GO else "edit") + place)


def _test(request: StoreRequest, campaign: Campaign, *, page: str) -> HttpResponse:
    """A test mail of what was just saved; refused, the editor says why and keeps the addresses."""
    campaign.store = request.store
    if refused := test_mails.ask(request, campaign):
        context = editor.context(campaign, now=clock.now(), page=page)
        context |= test_mails.context(request, campaign, refused=refused)
        return render(request, "merchant/edit.html", context, status=422)
    return test_mails.remember(request, redirect(f"{address(campaign, 'edit')}#test-mail"))


def version_of(request: StoreRequest) -> int:
    """The version the page was made from, or the one its writer decided to overwrite ("keep mine")."""
    text = request.POST.get("keep") or request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _after_save(campaign: Campaign, go: str) -> str:
    if go in PICKED:
        base = reverse(f"merchant:{go.partition('-')[0]}", kwargs={"brand_id": campaign.store.brand_id})
        variant = {"variant": PICKED[go]} if PICKED[go] else {}
        return f"{base}?{urlencode({'campaign': campaign.pk} | variant)}"
    return address(campaign, go)


@never_cache
@require_safe
@store_required("view")
@shows_pictures
def review_page(request: StoreRequest, pk: int) -> HttpResponse:
    """Review: the campaign in one sentence, what was found, and the Send button."""
    campaign = find(request, pk)
    if campaign.locked_reason:
        return redirect(campaign)
    context: dict[str, Any] = review.context(campaign, actor=request.actor, now=clock.now())
    return render(request, "merchant/review.html", context)


@require_POST
@store_required("edit")
def copy(request: StoreRequest, pk: int) -> HttpResponse:
    """A new draft with the same content, open in the editor."""
    campaign = find(request, pk)
    try:
        made = operations.copy(campaign=campaign, actor=request.actor, now=clock.now())
    except NotCopyable as error:
        messages.error(request, error.reason)
        return redirect(campaign)
    messages.success(request, "This is a copy. Choose its time anew.")
    return redirect(address(made, "edit"))


@require_POST
@store_required("edit")
def delete(request: StoreRequest, pk: int) -> HttpResponse:
    """Takes a draft away. What is on its way or sent stays, and says why."""
    campaign, now = find(request, pk), clock.now()
    try:
        if campaign.omnisend_id and not campaign.locked_reason:
            sending.delete_in_omnisend(campaign=campaign, actor=request.actor, now=now)
            messages.info(
                request, "Omnisend has a draft of it, which is deleted first. Then it goes from here."
            )
            return redirect(campaign)
        operations.delete(campaign=campaign, actor=request.actor, now=now)
    except NotEditable as error:
        messages.error(request, f"{error.reason} It was not deleted.")
        return redirect(campaign)
    except SendingError as error:
        messages.error(request, f"{error.sentence} It was not deleted.")
        return redirect(campaign)
    messages.success(request, f"“{campaign}” is deleted.")
    return redirect("merchant:campaigns", brand_id=request.store.brand_id)


@require_POST
@store_required("edit")
def remove(request: StoreRequest, pk: int) -> HttpResponse:
    """Takes what is canceled, ended or gone off the list here; Omnisend keeps what it has."""
    campaign = find(request, pk)
    try:
        removing.remove(campaign=campaign, actor=request.actor, now=clock.now())
    except NotEditable as error:
        messages.error(request, error.reason)
        return redirect(campaign)
    messages.success(request, f"“{campaign}” is off the list.")
    return redirect("merchant:campaigns", brand_id=request.store.brand_id)
