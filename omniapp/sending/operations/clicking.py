"""The click on Send: exactly this version, once."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction

from omniapp.campaigns import check, queries
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.people.actors import Actor
from omniapp.sending import remake, strays, turns
from omniapp.sending.claims import timing
from omniapp.sending.errors import AlreadyOnItsWay, ChangedMeanwhile, NotConnected, NotReady
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.operations.common import refuse_while_busy, require_send, ring
from omniapp.sending.recording import event, locked_reason, tell_campaign
from omniapp.sending.states import LIVE, Purpose, State, Step


def send(*, campaign: Campaign, version: int, actor: Actor, now: dt.datetime) -> Delivery:
    """Accepts the click on Send: exactly this version of the campaign, once.

    Nothing leaves us before the hold is over. Raises NotAllowed, NotConnected, ChangedMeanwhile, NotReady
    and AlreadyOnItsWay; after any of them nothing has changed.
    """
    require_send(actor)
    try:
        with transaction.atomic():
            return _send(campaign, version, actor, now)
    except IntegrityError as error:
        raise AlreadyOnItsWay(
            "This campaign is already on its way. It was not sent a second time."
        ) from error


def _send(campaign: Campaign, version: int, actor: Actor, now: dt.datetime) -> Delivery:
    # Deliveries are locked before campaigns, as everywhere: whoever did it the other way round would now and
    # then wait for somebody who waits for them. One that is made in between is seen by its campaign.
    lives = Delivery.objects.select_for_update().filter(campaign=campaign, state__in=sorted(LIVE))
    live = lives.first()
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("store").get(pk=campaign.pk)
    store = campaign.store
    if not store.is_connected:
        raise NotConnected(f"{store.name} needs reconnecting before anything can be sent.")
    if live is not None and live.purpose != Purpose.SEND:
        raise AlreadyOnItsWay(
            "Something else is being done with it at Omnisend. Nothing was sent; try again in a moment."
        )
    if live is not None and (live.state != State.NEEDS_PERSON or locked_reason(live)):
        raise AlreadyOnItsWay("This campaign is already on its way. It was not sent a second time.")
    if campaign.deleted_at is not None:
        raise ChangedMeanwhile("This draft was deleted meanwhile. Nothing was sent.")
    if campaign.locked_reason:
        raise AlreadyOnItsWay(campaign.locked_reason)
    if campaign.version != version:
        raise ChangedMeanwhile(
            "The campaign was changed after this review. Nothing was sent; please look at it once more."
        )
    _refuse_out_of_turn(campaign)
    found = check.findings(campaign, now=now, siblings=queries.siblings(campaign))
    if [finding for finding in found if finding.level == "block"]:
        raise NotReady("Something in the campaign would be refused. Nothing was sent; the review names it.")
    try:
        reviewed = Reviewed.of(campaign, now=now)
    except Incomplete as error:
        raise NotReady("The campaign is not complete yet. Nothing was sent.") from error
    booster = _attached_booster(campaign, now)
    if live is not None:
        _replace(live, actor, now)
    delivery = _new_delivery(campaign, reviewed, actor, now, booster)
    event(delivery, DeliveryEvent.Kind.PERSON, at=now, before="", actor=actor.label, note="pressed Send")
    tell_campaign(delivery, at=now)
    ring()
    return delivery


def _refuse_out_of_turn(campaign: Campaign) -> None:
    """An attached booster sends itself, and a change goes only once what it replaces is canceled."""
    if campaign.type == Campaign.Type.BOOSTER and campaign.attached:
        raise NotReady("This booster schedules itself once its campaign is sent. Send that one.")
    turn = turns.of(campaign)
    if turn is not None and turn.waits:
        raise NotReady(turn.sentence)


def _attached_booster(campaign: Campaign, now: dt.datetime) -> tuple[Campaign, Reviewed] | None:
    """The booster that is to follow this draft, as it is reviewed together with it."""
    booster = queries.attached_booster(campaign)
    if booster is None:
        return None
    refuse_while_busy(booster)
    found = check.findings(booster, now=now, siblings=queries.siblings(booster))
    blocking = [finding for finding in found if finding.level == "block"]
    try:
        reviewed = None if blocking else Reviewed.of(booster, now=now)
    except Incomplete:
        reviewed = None
    if reviewed is None:
        raise NotReady("The booster that follows it is not complete. Nothing was sent; the review names it.")
    return booster, reviewed


def _new_delivery(
    campaign: Campaign,
    reviewed: Reviewed,
    actor: Actor,
    now: dt.datetime,
    booster: tuple[Campaign, Reviewed] | None,
) -> Delivery:
    hold = now + dt.timedelta(seconds=campaign.store.hold)
    begun = remake.base(campaign, reviewed, booster[1] if booster else None)
    remote_id = begun.remote_id
    unsettled = _unsettled(campaign)
    delivery = Delivery(
        store=campaign.store,
        campaign=campaign,
        reviewed=reviewed.model_dump(mode="json"),
        version=campaign.version,
        created_by=actor.label,
        created_by_user=actor.user_id,
        created_at=now,
        state=State.HELD,
        step=Step.PATCH if remote_id else Step.CREATE,
        hold_until=hold,
        not_before=hold,
        deadline=handover_deadline(reviewed, hold),
        remote_id=remote_id,
        remote_status=begun.status,
        old_remote_id=begun.old_remote_id,
        utm_todo=reviewed.utm_update() is not None,
    )
    delivery.handover_by = delivery.deadline
    if booster is not None:
        delivery.booster, delivery.boost_reviewed = booster[0], booster[1].model_dump(mode="json")
        delivery.boost_todo = True
        # A booster belongs to one remote parent: with a new one it is made anew.
        delivery.boost_id = booster[0].omnisend_id if remote_id else ""
    strays.wait_for(delivery, now=now)
    delivery.hold_until = delivery.not_before
    if unsettled is not None:
        # An earlier send of this campaign may have arrived: after the hold it is read first, and "draft" is
        # believed only when old.
        delivery.step = Step.LOOK
        delivery.remote_id = unsettled.remote_id
        delivery.unknown_since, delivery.ever_unknown = unsettled.unknown_since, True
        delivery.deadline = delivery.not_before + dt.timedelta(seconds=timing().checking)
    delivery.save()
    return delivery


def _unsettled(campaign: Campaign) -> Delivery | None:
    """The delivery whose send may have arrived and was never settled by reading, if there is one."""
    last = campaign.deliveries.filter(purpose=Purpose.SEND).order_by("-id").first()
    return last if last is not None and last.unknown_since is not None and last.remote_id else None


def handover_deadline(reviewed: Reviewed, start: dt.datetime) -> dt.datetime:
    """Until when it may be handed over: a while after the hold, and never after the time it was meant for."""
    deadline = start + dt.timedelta(seconds=settings.SENDING_HANDOVER_DEADLINE)
    if reviewed.timing in ("at", "local") and reviewed.scheduled_at is not None:
        deadline = min(deadline, max(reviewed.scheduled_at, start))
    return deadline


def _replace(live: Delivery, actor: Actor, now: dt.datetime) -> None:
    before = live.state
    live.state, live.reason, live.ended_at = State.REPLACED, "", now
    live.fence += 1
    live.revision += 1
    live.save()
    event(live, DeliveryEvent.Kind.PERSON, at=now, before=before, actor=actor.label, note="reviewed it anew")
