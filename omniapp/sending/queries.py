"""What other rooms ask about deliveries."""

from collections.abc import Iterable

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.states import LIVE, WORKABLE, Purpose, State
from omniapp.stores.models import Store


def newest(campaign: Campaign) -> Delivery | None:
    """The newest delivery that is meant to send this campaign, with its store."""
    return newest_errand(campaign, Purpose.SEND)


def newest_errand(campaign: Campaign, purpose: Purpose) -> Delivery | None:
    """The newest test mail, copy or deletion of this campaign."""
    of_purpose = campaign.deliveries.filter(purpose=purpose).select_related("store", "campaign")
    return of_purpose.order_by("-id").first()


def newest_copy_or_deletion(campaign: Campaign) -> Delivery | None:
    """The newest copy or deletion in Omnisend, with the copy that came of it."""
    if not campaign.omnisend_id:
        return None
    errands = campaign.deliveries.filter(purpose__in=[Purpose.COPY, Purpose.DELETE])
    return errands.select_related("made__store").order_by("-id").first()


def being_deleted(campaign: Campaign) -> bool:
    """Whether Omnisend is being asked to delete it."""
    return campaign.deliveries.filter(purpose=Purpose.DELETE, state__in=sorted(WORKABLE)).exists()


def newest_of(campaigns: Iterable[Campaign]) -> dict[int, Delivery]:
    """The newest delivery of each campaign that has one, by the campaign's id. One query."""
    found = Delivery.objects.filter(campaign__in=list(campaigns), purpose=Purpose.SEND)
    return {d.campaign_id: d for d in found.order_by("campaign_id", "-id").distinct("campaign_id")}


def work_before_disconnect(store: Store) -> dict[str, list[Delivery]]:
    """What a disconnect touches: ``stops`` (held, on the way or parked here), ``stays`` (Omnisend has it)."""
    live = Delivery.objects.filter(store=store, state__in=sorted(LIVE)).select_related("campaign")
    stays = [d for d in live if d.accepted_at is not None or d.state in (State.CHECKING, State.FOLLOWING)]
    return {"stops": [d for d in live if d not in stays], "stays": stays}
