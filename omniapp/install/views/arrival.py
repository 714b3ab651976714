"""Where a connected store's browser goes next, and the page that says which store it is."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from omniapp.install import scopes
from omniapp.install.forms import ContactForm
from omniapp.install.linking import Linked
from omniapp.install.models import InstallAttempt
from omniapp.people import ceilings
from omniapp.people.access import StoreRequest, actor_for, partner_rights, store_required
from omniapp.stores.models import Store
from omniapp.web.http import HtmxHttpRequest


def arrive(request: HtmxHttpRequest, linked: Linked, attempt: InstallAttempt) -> HttpResponse:
    """Where they go now; before that to Omnisend once more, for what the store had before.

    Only now is it known which store this is: whoever came signed out was asked for the first scopes alone. It
    is asked once: an answer to that question asks for all it had.
    """
    there = _onward(request, linked.store, created=linked.created, attempt=attempt)
    if not linked.lost:
        return there
    home = linked.store.get_absolute_url()
    query = {"next": there.url if there.url.startswith(home) else home, "more": " ".join(linked.lost)}
    return redirect(f"{reverse('install:start')}?{urlencode(query)}")


def _onward(
    request: HtmxHttpRequest, store: Store, *, created: bool, attempt: InstallAttempt
) -> HttpResponseRedirect:
    """The first time: the page that says so. Later: where they came from, if that is not another store's."""
    if attempt.invitation is not None:
        maker = attempt.invitation.made_by
        rights = partner_rights(maker, store)
        can = ceilings.may("edit" in rights, "send" in rights)
        messages.success(request, f"{maker.introduced} {can} here now.")
    next_url = attempt.next_url
    meant = _meant(next_url)
    if meant == store and not created and scopes.later(attempt.scope):
        messages.success(request, f"{store.name} is connected, and omniapp may use its images.")
        return redirect(next_url)
    if meant is not None and meant != store and actor_for(request, meant):
        messages.warning(
            request,
            f"You chose {store.name} at Omnisend. Nothing changed for {meant.name}: it waits as before.",
        )
    if created or store.contact_asked_at is None or (meant is not None and meant != store):
        return redirect("install:connected", store.brand_id)
    messages.success(request, f"{store.name} is connected.")
    return redirect(next_url or store)


def had_before(request: HtmxHttpRequest, next_url: str) -> str:
    """What the store of that page was granted, if it is theirs: a new access must not be less."""
    meant = _meant(next_url)
    return meant.scope if meant is not None and actor_for(request, meant) else ""


def asked_for_more(attempt: InstallAttempt) -> bool:
    """Whether it was to widen a connection that works."""
    meant = _meant(attempt.next_url)
    return (
        meant is not None and meant.is_connected and not meant.scopes.issuperset(scopes.later(attempt.scope))
    )


def _meant(next_url: str) -> Store | None:
    """The store whose page the address is."""
    parts = next_url.partition("?")[0].split("/")
    return (
        Store.objects.filter(brand_id=parts[2]).first() if parts[:2] == ["", "s"] and len(parts) > 2 else None
    )


@store_required("view")
@require_safe
def connected(request: StoreRequest) -> HttpResponse:
    """Says "Alpine Wool is connected", and asks once whom we may write to."""
    form = ContactForm() if request.store.contact_asked_at is None and request.actor.may("edit") else None
    return render(request, "install/connected.html", {"store": request.store, "form": form})
