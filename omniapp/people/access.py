"""Who may open which page. Every view wears exactly one of these decorators, and a test walks them all.

``@public``, ``@store_required("view" | "edit" | "send")``, ``@partner_required`` or ``@owner_required``. Each
leaves its name on the view (``view.access``). Below it, ``@fresh`` asks for the password again.
"""

import functools
from collections.abc import Callable
from typing import TypeVar, cast

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from omniapp.people import actors, ceilings, merchants, sign_ins
from omniapp.people.actors import Actor, Right
from omniapp.people.models import StoreAccess, User
from omniapp.stores.models import Store
from omniapp.web.http import HtmxHttpRequest, own_path

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
logger = structlog.get_logger(__name__)


class StoreRequest(HtmxHttpRequest):
    """A request for one store's page, by somebody who may."""

    store: Store
    actor: Actor


class PartnerRequest(HtmxHttpRequest):
    """A request by a partner who is signed in."""

    user: User


def public(view: V) -> V:
    """Everybody may open this."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def store_required(right: Right) -> Callable[[View], View]:
    """Takes ``brand_id`` out of the address and gives the view ``request.store`` and ``request.actor``.

    A store that is not theirs and one that does not exist both answer 404. Nobody signed in: to the start
    page, and back here afterwards. A missing right: a 403 page that names it.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(
            request: HtmxHttpRequest, *args: object, brand_id: str, **kwargs: object
        ) -> HttpResponseBase:
            # PostgreSQL takes no NUL, and no brand id has one.
            store = Store.objects.filter(brand_id=brand_id).first() if brand_id.isprintable() else None
            actor = actor_for(request, store) if store else None
            if store is None or actor is None:
                if is_signed_in(request):
                    logger.info("a store that is not theirs was asked for")
                    raise Http404("Nothing here for you.")
                return _to_sign_in(request, "install:home")
            if not actor.may(right):
                logger.info("a right was missing", right=right)
                return render(request, "people/forbidden.html", {"store": store, "right": right}, status=403)
            theirs = cast(StoreRequest, request)
            theirs.store, theirs.actor = store, actor
            return view(theirs, *args, **kwargs)

        guarded.access = f"store:{right}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def partner_required(view: View) -> View:
    """Partners only; everybody else is asked to sign in first."""

    @functools.wraps(view)
    def guarded(request: HtmxHttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request, "people:sign-in")
        return view(cast(PartnerRequest, request), *args, **kwargs)

    guarded.access = "partner"  # type: ignore[attr-defined]
    return guarded


def owner_required(view: View) -> View:
    """Owners only; to another partner a 403 page says so."""

    @functools.wraps(view)
    def guarded(request: PartnerRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_owner:
            logger.info("a page of owners was asked for")
            return render(request, "people/owners_only.html", status=403)
        return view(request, *args, **kwargs)

    owners = partner_required(guarded)
    owners.access = "owner"  # type: ignore[attr-defined]
    return owners


def fresh(view: View) -> View:
    """Asks for the password again, unless it was given within the last half hour; then back to this page.

    A merchant has none.
    """

    @functools.wraps(view)
    def guarded(request: HtmxHttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and not sign_ins.is_fresh(request):
            sign_ins.hold_up(request)
            return redirect(f"{reverse('people:confirm')}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return guarded


def is_signed_in(request: HttpRequest) -> bool:
    """Whether this browser is anybody to us: a partner, or a merchant of some store."""
    return request.user.is_authenticated or bool(merchants.stores(request))


def actor_for(request: HttpRequest, store: Store) -> Actor | None:
    """Who this browser is to ``store``; None: nobody.

    A partner keeps their name also when the same browser proved control of the store, and may then do what
    a merchant may, but for what an owner withheld from them.
    """
    proved = merchants.is_signed_in(request, store)
    if not isinstance(request.user, User):
        return actors.merchant(store) if proved else None
    rights = partner_rights(request.user, store)
    if proved:
        rights |= ceilings.most(request.user, store)
    return actors.partner(request.user, rights) if rights else None


def partner_rights(user: User, store: Store) -> frozenset[str]:
    """What a partner may do with ``store``; empty: not even see it."""
    if user.is_owner:
        return frozenset(actors.RIGHTS)
    access = StoreAccess.objects.filter(user=user, store=store).first()
    return access.rights if access else frozenset()


def _to_sign_in(request: HtmxHttpRequest, page: str) -> HttpResponse:
    """To ``page``, remembering where to come back to."""
    if request.htmx:
        back = own_path(request.htmx.current_url_abs_path)
    else:
        back = own_path(request.get_full_path()) if request.method == "GET" else ""
    address = reverse(page) + (f"?{urlencode({'next': back})}" if back else "")
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
