"""What a person decides on a campaign's page: one POST, one call into sending, one truthful answer."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from structlog.contextvars import bind_contextvars

from omniapp import clock
from omniapp.campaigns.models import Campaign
from omniapp.merchant.campaign import find, page, piece
from omniapp.people.access import StoreRequest, store_required
from omniapp.sending import operations, queries
from omniapp.sending.errors import NotAllowed, SendingError
from omniapp.sending.models import Delivery


class SeeOther(HttpResponseRedirect):
    """After a POST: fetch that page, with GET (RFC 9110, 15.4.4)."""

    status_code = 303


Verb = Callable[[StoreRequest, Delivery], Delivery]


def _seen(request: StoreRequest) -> str:
    """The delivery's edition on the page whose button was pressed."""
    return request.POST.get("edition", "")[:40]


def _undo(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.undo(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _resume(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.resume(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _give_up(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.give_up(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _look_again(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.look_again(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _cancel(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.cancel(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _was_sent(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.checked_in_omnisend(
        delivery=delivery, was_sent=True, actor=request.actor, now=clock.now(), seen=_seen(request)
    )


def _was_not_sent(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.checked_in_omnisend(
        delivery=delivery, was_sent=False, actor=request.actor, now=clock.now(), seen=_seen(request)
    )


ERRANDS = {
    "copy-in-omnisend": operations.copy_in_omnisend,
    "delete-in-omnisend": operations.delete_in_omnisend,
}


def _stop_test(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.stop_test(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))


def _resume_test(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.resume_test(
        delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request)
    )


def _winner(variant: str) -> Verb:
    def choose(request: StoreRequest, delivery: Delivery) -> Delivery:
        return operations.choose_winner(
            delivery=delivery, variant=variant, actor=request.actor, now=clock.now(), seen=_seen(request)
        )

    return choose


def _without_booster(request: StoreRequest, delivery: Delivery) -> Delivery:
    return operations.send_without_booster(
        delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request)
    )


VERBS: dict[str, Verb] = {
    "undo": _undo,
    "resume": _resume,
    "give-up": _give_up,
    "look-again": _look_again,
    "was-sent": _was_sent,
    "was-not-sent": _was_not_sent,
    "cancel": _cancel,
    "stop-test": _stop_test,
    "resume-test": _resume_test,
    "winner-a": _winner("a"),
    "winner-b": _winner("b"),
    "send-without-booster": _without_booster,
}


@require_POST
@store_required("send")
def act(request: StoreRequest, pk: int, verb: str) -> HttpResponse:
    """Carries out ``verb`` and shows the campaign. 409 with the reason when it was not done."""
    campaign = find(request, pk)
    try:
        if verb == "send":
            _send(request, campaign)
        elif verb == "change":
            return SeeOther(_change(request, campaign))
        elif verb in ERRANDS:
            made = ERRANDS[verb](campaign=campaign, actor=request.actor, now=clock.now())
            bind_contextvars(delivery=made.pk)
        else:
            _decide(request, campaign, verb)
    except SendingError as error:
        return _answer(request, campaign, error.sentence)
    return _answer(request, campaign)


def _send(request: StoreRequest, campaign: Campaign) -> None:
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadRequest("Send names the version of the campaign that was reviewed.")
    made = operations.send(campaign=campaign, version=int(version), actor=request.actor, now=clock.now())
    bind_contextvars(delivery=made.pk)


def _change(request: StoreRequest, campaign: Campaign) -> str:
    """Asks for the cancel and leads to the draft that is to take its place."""
    delivery = queries.newest(campaign)
    if delivery is None:
        raise Http404("Nothing is scheduled.")
    bind_contextvars(delivery=delivery.pk)
    if not request.actor.may("edit"):
        raise NotAllowed("To change it, the right “edit” is needed as well. You may cancel it.")
    draft = operations.change(delivery=delivery, actor=request.actor, now=clock.now(), seen=_seen(request))
    address = {"brand_id": request.store.brand_id, "pk": draft.pk}
    return reverse("merchant:edit", kwargs=address)


def _decide(request: StoreRequest, campaign: Campaign, verb: str) -> None:
    delivery = queries.newest(campaign)
    if verb not in VERBS or delivery is None:
        raise Http404("No such decision.")
    bind_contextvars(delivery=delivery.pk)
    VERBS[verb](request, delivery)


def _answer(request: StoreRequest, campaign: Campaign, refused: str = "") -> HttpResponse:
    """To the page, or with htmx the piece alone. A refusal stands above the state as it now is."""
    campaign.refresh_from_db()
    code = 409 if refused else 200
    if request.htmx:
        return piece(request, campaign, notice=refused, code=code)
    return (
        page(request, campaign, notice=refused, code=code)
        if refused
        else SeeOther(campaign.get_absolute_url())
    )
