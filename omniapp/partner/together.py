"""One decision for several deliveries: each is asked for by itself, and each result is shown as it is."""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from structlog.contextvars import bind_contextvars

from omniapp import clock
from omniapp.partner.fixes import FIXES, Verb
from omniapp.partner.scope import Rights, of_theirs, rights, word
from omniapp.people import actors
from omniapp.people.access import PartnerRequest, partner_required
from omniapp.people.models import User
from omniapp.sending import operations, outcomes
from omniapp.sending.errors import NotAllowed, SendingError
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import State

AT_ONCE = 50
_EDITION = re.compile(r"([0-9]{1,18})\.[0-9]{1,18}")
_ON_THEIR_WAY = frozenset({State.HELD, State.HANDING_OVER, State.CHECKING})


@partner_required
@require_POST
def decide(request: PartnerRequest) -> HttpResponse:
    """``fix`` says what is asked for, ``delivery`` for which, each as it was shown. Leads to the results."""
    fix = FIXES.get(word(request.POST, "fix"))
    if fix is None or not fix.verb:
        raise Http404("Nothing can be asked for together here.")
    shown = _editions(request.POST.getlist("delivery"))
    here = f"{reverse('partner:attention')}?{urlencode({'fix': fix.key})}"
    if not shown:
        messages.warning(request, "Choose at least one. Nothing was done.")
        return redirect(here)
    chosen, theirs = list(_deliveries(request.user, shown)), rights(request.user)
    if not chosen:
        raise Http404("None of these is yours.")
    if not any(theirs.may_send(delivery.store_id) for delivery in chosen):
        lacks = {"store": chosen[0].store, "right": "send"}
        return render(request, "people/forbidden.html", lacks, status=403)
    now = clock.now()
    bind_contextvars(deliveries=[one.pk for one in chosen])
    done = [one for one in chosen if _asked(request, fix.verb, one, shown[one.pk], theirs, now)]
    return redirect(f"{reverse('partner:together')}?of={_of(done)}" if done else here)


def _asked(
    request: PartnerRequest, verb: Verb, delivery: Delivery, seen: str, theirs: Rights, now: dt.datetime
) -> bool:
    """Whether it was done; why not is told on the next page. ``seen``: the edition that was chosen."""
    actor = actors.partner(request.user, theirs.of(delivery.store_id))
    try:
        if not actor.may("send"):
            raise NotAllowed("Sending is a right of its own, and not yours for this store.")
        if verb == "resume":
            operations.resume(delivery=delivery, actor=actor, now=now, seen=seen)
        else:
            operations.look_again(delivery=delivery, actor=actor, now=now, seen=seen)
    except SendingError as no:
        messages.warning(request, f"{delivery.store} · “{delivery.campaign}”: {no.sentence}")
        return False
    return True


@dataclass(frozen=True)
class Result:
    delivery: Delivery
    outcome: Outcome


@never_cache
@require_safe
@partner_required
def together(request: PartnerRequest) -> HttpResponse:
    """What became of those in ``?of=``. For htmx the list alone, 204 when it shows just that (``?seen=``)."""
    ids = _ids(request.GET.get("of", "").split("."))
    results = _results(_deliveries(request.user, ids), clock.now())
    if not results:
        raise Http404("None of these is yours.")
    seen = hashlib.sha256(repr([result.outcome for result in results]).encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    live = any(State(result.delivery.state) in _ON_THEIR_WAY for result in results)
    counted: dict[tuple[str, str, str], int] = defaultdict(int)
    for result in results:
        counted[result.outcome.tone, result.outcome.icon, result.outcome.title] += 1
    of = _of(result.delivery for result in results)
    context: dict[str, Any] = {
        "results": results,
        "counted": [(*mark, many) for mark, many in counted.items()],
        "live": live,
        "poll": f"{reverse('partner:together')}?{urlencode({'of': of, 'seen': seen})}",
    }
    return render(request, "partner/together.html" + ("#results" if request.htmx else ""), context)


def _results(deliveries: Iterable[Delivery], now: dt.datetime) -> list[Result]:
    found = []
    for delivery in deliveries:
        campaign, store = delivery.campaign, delivery.store
        campaign.store = store  # known already: nothing asks the database once more
        found.append(Result(delivery, outcomes.describe(campaign, delivery, store, now=now)))
    return found


def _deliveries(user: User, ids: Collection[int]) -> Iterable[Delivery]:
    found = of_theirs(Delivery.objects.filter(pk__in=ids), user)
    return found.select_related("store", "campaign__parent").order_by("store__name", "pk")


def _editions(texts: Iterable[str]) -> dict[int, str]:
    """By the delivery's id the edition that the page showed."""
    shown = [match for text in texts if (match := _EDITION.fullmatch(text))]
    return {int(match[1]): match[0] for match in shown[:AT_ONCE]}


def _ids(texts: Iterable[str]) -> list[int]:
    """As far as they are numbers that a row can have."""
    return [int(one) for one in texts if one.isascii() and one.isdecimal() and len(one) < 19][:AT_ONCE]


def _of(deliveries: Iterable[Delivery]) -> str:
    return ".".join(str(delivery.pk) for delivery in deliveries)
