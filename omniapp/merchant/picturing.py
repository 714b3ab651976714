"""The picture of a text message: chosen from the store's library in Omnisend, or added to it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from omniapp import clock
from omniapp.campaigns import images, operations
from omniapp.campaigns.errors import EditedElsewhere, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.merchant import building, clash
from omniapp.merchant.policies import shows_pictures
from omniapp.people.access import StoreRequest, store_required
from omniapp.stores import record


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@store_required("edit")
@shows_pictures
def image(request: StoreRequest, pk: int) -> HttpResponse:
    """GET: the library (``search``, ``after``) and a form to add to it. POST: takes ``image_id`` or ``file``.

    422 with a sentence where a picture cannot be used; the draft stays as it was then.
    """
    campaign = building.find(request, pk)
    if campaign.locked_reason or campaign.channel != Campaign.Channel.SMS:
        return redirect(campaign)
    if request.method != "POST":
        return _page(request, campaign)
    adds = "upload" in request.POST
    try:
        chosen = _uploaded(request) if adds else images.find(request.store, request.POST.get("image_id", ""))
    except images.NotUsable as error:
        problem = {"upload_problem" if adds else "choice_problem": str(error)}
        return _page(request, campaign, problem, code=422)
    changes = {"image_id": chosen.id, "image_name": chosen.name, "image_url": chosen.url}
    now = clock.now()
    if adds:
        note = f"added the picture “{chosen.name}”"
        record.add(request.store, record.Kind.LIBRARY, actor=request.actor.label, at=now, note=note)
    try:
        operations.save(
            campaign=campaign,
            version=building.version_of(request),
            changes=changes,
            actor=request.actor,
            now=now,
        )
    except EditedElsewhere as error:
        return clash.answer(request, campaign, changes, error=error, now=now)
    except NotEditable as error:
        return clash.refused(request, campaign, changes, error=error, now=now)
    return redirect(f"{building.address(campaign, 'edit')}#id_image_id")


def _uploaded(request: StoreRequest) -> images.Choice:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise images.NotUsable(images.NO_FILE)
    if large := images.too_large(file.size or 0):  # before it is read into memory
        raise images.NotUsable(large)
    return images.upload(request.store, file.name or "", file.read())


def _page(
    request: StoreRequest, campaign: Campaign, more: dict[str, str] | None = None, *, code: int = 200
) -> HttpResponse:
    search = request.GET.get("search", "").replace("\x00", "").strip()[:200]
    after = request.GET.get("after", "")[:2000]
    context: dict[str, Any] = {
        "campaign": campaign,
        "store": request.store,
        "search": search,
        "after": after,
        "library": images.library(request.store, search=search, after=after),
        "may_add": images.WRITE in request.store.scopes,
        "more": f"{images.READ} {images.WRITE}",
        "here": request.get_full_path(),
        "kinds": ",".join(images.KINDS),
    }
    template = "merchant/images.html#cards" if request.htmx and code == 200 else "merchant/images.html"
    return render(request, template, context | (more or {}), status=code)
