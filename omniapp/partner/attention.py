"""``/attention/``: only what needs a person, grouped by what puts it right."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from omniapp import clock
from omniapp.partner import letters, polls, waiting
from omniapp.partner.fixes import FIXES
from omniapp.partner.scope import Narrowed, rights, stores_of, tags_of, word
from omniapp.people.access import PartnerRequest, partner_required

OVERVIEW, PER_PAGE = 8, 50
ALL = 100_000


@never_cache
@require_safe
@partner_required
def attention(request: PartnerRequest) -> HttpResponse:
    """A few of each group; with ``?fix=`` one of them, in pages. ``?search=``, ``?tag=``: which stores."""
    return render(request, "partner/attention.html", _context(request) | {"tags": tags_of(request.user)})


@never_cache
@require_safe
@partner_required
def groups(request: PartnerRequest) -> HttpResponse:
    """The groups alone for htmx. While nothing is new, the middleware answers instead."""
    if not request.htmx:
        return redirect("partner:attention")
    return render(request, "partner/attention.html#groups", _context(request))


def _context(request: PartnerRequest) -> dict[str, Any]:
    narrowed = Narrowed.read(request.GET)
    only = word(request.GET, "fix")
    only = only if only in FIXES else ""
    asked_page = request.GET.get("page", "")
    page = int(asked_page) if asked_page.isdecimal() and len(asked_page) < 5 else 1
    start, many = (max(page - 1, 0) * PER_PAGE, PER_PAGE) if only else (0, OVERVIEW)
    found = waiting.look(request.user, narrowed, now=clock.now(), only=only, start=start, many=many)
    asked = {
        "search": narrowed.search,
        "tag": narrowed.tag,
        "fix": only,
        "page": str(page) if page > 1 else "",
    }
    kept = {name: text for name, text in asked.items() if text}
    mark = polls.mark(request.user, found.told)
    theirs = rights(request.user)
    shown = [row for group in found.groups for row in group.rows]
    total = found.groups[0].many if only and found.groups else 0
    return {
        "groups": found.groups,
        "asked": asked,
        "narrowed": bool(narrowed),
        "narrowing": urlencode({name: text for name, text in kept.items() if name in ("search", "tag")}),
        "poll": f"{reverse('partner:attention-groups')}?{urlencode(kept | {'seen': mark})}",
        "may_send": {row.store_id for row in shown if theirs.may_send(row.store_id)},
        "may_send_any": theirs.send is None or bool(theirs.send),
        "earlier": page - 1 if only and page > 1 else 0,
        "later": page + 1 if only and start + many < total else 0,
    }


@require_safe
@partner_required
def mail(request: PartnerRequest) -> HttpResponse:
    """A mail to the owner of ``?store=`` about everything there that waits for ``?fix=``."""
    fix = FIXES.get(word(request.GET, "fix"))
    store = get_object_or_404(stores_of(request.user), brand_id=word(request.GET, "store"))
    if fix is None or not fix.letter:
        raise Http404("There is no mail about this.")
    own = Narrowed(search=store.brand_id)
    found = waiting.look(request.user, own, now=clock.now(), only=fix.key, many=ALL)
    rows = [row for group in found.groups for row in group.rows if row.store_id == store.pk]
    letter = letters.write(
        fix,
        store=store.name,
        to=store.contact_email,
        campaigns=[row.campaign for row in rows if row.campaign],
        sender=request.user.get_full_name() or request.user.email,
        omnisend=settings.OMNISEND_APP_URL,
        reconnect=f"{settings.PUBLIC_URL}{store.reconnect_url}",
    )
    if not rows:
        return redirect("partner:attention")
    return render(request, "partner/mail.html", {"store": store, "fix": fix, "letter": letter})
