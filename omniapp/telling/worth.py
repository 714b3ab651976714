"""Which lines of the record are worth telling, and the news they make."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from omniapp.sending.models import DeliveryEvent
from omniapp.sending.states import Purpose, State
from omniapp.stores.models import StoreEvent
from omniapp.telling import words
from omniapp.telling.models import Kind, News

_TYPES = {
    State.NEEDS_PERSON: ("campaign.needs_person", Kind.NEEDS_PERSON),
    State.FOLLOWING: ("campaign.on_hold", Kind.NEEDS_PERSON),
    State.SENT: ("campaign.sent", Kind.FINAL),
    State.CANCELED: ("campaign.canceled", Kind.FINAL),
    State.FAILED: ("campaign.failed", Kind.FINAL),
    State.GIVEN_UP: ("campaign.stopped", Kind.FINAL),
    State.UNFOLLOWED: ("campaign.unfollowed", Kind.FINAL),
}
_FINAL = sorted(state for state, (_, kind) in _TYPES.items() if kind == Kind.FINAL)
_STORE_TYPES = {
    StoreEvent.Kind.DISCONNECTED: "store.disconnected",
    StoreEvent.Kind.LAPSED: "store.needs_reconnect",
}


def delivery_events() -> QuerySet[DeliveryEvent]:
    """Where a send came to need somebody, for whatever new reason, or came to its end."""
    before = DeliveryEvent.objects.filter(delivery=OuterRef("delivery"), pk__lt=OuterRef("pk")).order_by(
        "-pk"
    )
    ended = Q(state_after__in=_FINAL) & ~Q(state_before=F("state_after"))
    parked = Q(state_after=State.NEEDS_PERSON) & (
        ~Q(state_before=State.NEEDS_PERSON) | ~Q(reason=F("reason_before"))
    )
    on_hold = Q(state_after=State.FOLLOWING, remote_status="onHold") & ~Q(remote_before="onHold")
    return (
        DeliveryEvent.objects.filter(delivery__purpose=Purpose.SEND)
        .filter(state_after__in=sorted(_TYPES))
        .annotate(
            reason_before=Subquery(before.values("reason")[:1]),
            remote_before=Subquery(before.values("remote_status")[:1]),
        )
        .filter(ended | parked | on_hold)
        .select_related("delivery__store", "delivery__campaign")
    )


def of_delivery_event(event: DeliveryEvent) -> News:
    type_, kind = _TYPES[State(event.state_after)]
    return News(
        source=News.Source.DELIVERY,
        event=event.pk,
        kind=kind,
        type=type_,
        store=event.delivery.store,
        delivery=event.delivery,
        at=event.at,
        words=words.of_delivery(event, type_),
    )


def store_events() -> QuerySet[StoreEvent]:
    return StoreEvent.objects.filter(kind__in=sorted(_STORE_TYPES)).select_related("store")


def of_store_event(event: StoreEvent) -> News:
    type_ = _STORE_TYPES[StoreEvent.Kind(event.kind)]
    return News(
        source=News.Source.STORE,
        event=event.pk,
        kind=Kind.CONNECTION,
        type=type_,
        store=event.store,
        at=event.at,
        words=words.of_store(event),
    )
