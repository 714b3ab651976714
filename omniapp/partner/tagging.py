"""Putting a word on many stores at once, and taking it off."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from omniapp import clock
from omniapp.partner.scope import Rights, forget_tags, rights, stores_of
from omniapp.people.access import PartnerRequest, partner_required
from omniapp.stores import record
from omniapp.stores.models import Store
from omniapp.web.http import own_path

LONGEST, MOST = 40, 20
AT_ONCE = 500


@partner_required
@require_POST
def tag(request: PartnerRequest) -> HttpResponse:
    """``store``: brand ids; ``tag``: the word; ``do``: "add" or "remove". Then back to the list."""
    wanted = tidy(request.POST.get("tag", ""))
    chosen = [one for one in request.POST.getlist("store") if one.isprintable()][:AT_ONCE]
    if not wanted or not chosen:
        messages.warning(request, "Choose the stores and name the tag. Nothing was changed.")
    else:
        _change(request, chosen, wanted, adds=request.POST.get("do") != "remove")
        forget_tags()
    return redirect(own_path(request.POST.get("next")) or "partner:stores")


def tidy(text: str) -> str:
    """A tag as it is kept: small letters, single spaces; empty when there is no such word."""
    kept = " ".join(text.lower().split())
    return kept if kept.isprintable() and len(kept) <= LONGEST else ""


@transaction.atomic
def _change(request: PartnerRequest, chosen: list[str], wanted: str, *, adds: bool) -> None:
    theirs = rights(request.user)
    found = stores_of(request.user).filter(brand_id__in=chosen)
    stores = list(Store.objects.select_for_update().filter(pk__in=found.values("pk")))
    done = [store for store in stores if _changed(store, wanted, theirs, adds=adds)]
    Store.objects.bulk_update(done, ["tags"])
    note = f"{'added' if adds else 'removed'} the tag “{wanted}”"
    for store in done:
        record.add(store, record.Kind.TAGGED, actor=request.user.email, at=clock.now(), note=note)
    if done:
        many = f"{len(done)} store{'s' if len(done) > 1 else ''}"
        said = f"{many} tagged “{wanted}”." if adds else f"“{wanted}” taken off {many}."
        messages.success(request, said)
    kept = [store for store in stores if not theirs.may_edit(store.pk)]
    if kept:
        messages.warning(request, f"You may not edit {', '.join(map(str, kept))}. Nothing changed there.")
    if not done and not kept:
        messages.info(request, "It was so already. Nothing was changed.")


def _changed(store: Store, wanted: str, theirs: Rights, *, adds: bool) -> bool:
    if not theirs.may_edit(store.pk) or (wanted in store.tags) == adds or (adds and len(store.tags) >= MOST):
        return False
    store.tags = sorted({*store.tags, wanted} if adds else {*store.tags} - {wanted})
    return True
