"""What a person asks for beside sending: a test mail, a copy, a deletion in Omnisend."""

import copy as copying
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q

from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.operations import touch_parent
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.people.actors import Actor
from omniapp.sending import remake
from omniapp.sending.errors import AlreadyOnItsWay, NotConnected, NotReady
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.operations.common import require_send, ring, save
from omniapp.sending.recording import GOES_ALONG, event, locked_reason
from omniapp.sending.states import LIVE, Purpose, State, Step

MOST_RECIPIENTS = 5  # Omnisend API 2026-03-15, Send campaign test email
_NOT_OF_THE_MESSAGE = {
    "audience",
    "included",
    "excluded",
    "timing",
    "on_date",
    "at_time",
    "which_hour",
    "optimize_for",
}


def send_test(*, campaign: Campaign, recipients: Sequence[str], actor: Actor, now: dt.datetime) -> Delivery:
    """Mails the draft as it is now to one to five addresses. The message must be complete, nothing else.

    Raises NotAllowed, NotConnected, NotReady (no email, incomplete, senseless addresses), AlreadyOnItsWay.
    """
    require_send(actor)
    if campaign.channel != Campaign.Channel.EMAIL:
        raise NotReady("Omnisend sends test mails only of emails.")
    if campaign.locked_reason:
        raise AlreadyOnItsWay(campaign.locked_reason)
    addresses = _addresses(recipients)
    reviewed = _message_of(campaign, now)
    begun = remake.base(campaign, reviewed)
    return _errand(
        campaign,
        actor,
        now,
        note=f"asked for a test mail to {len(addresses)} address{'es' if len(addresses) > 1 else ''}",
        purpose=Purpose.TEST,
        step=Step.PATCH if begun.remote_id else Step.CREATE,
        reviewed=reviewed.model_dump(mode="json"),
        recipients=addresses,
        remote_id=begun.remote_id,
        remote_status=begun.status,
        old_remote_id=begun.old_remote_id,
        utm_todo=reviewed.utm_update() is not None,
    )


def copy_in_omnisend(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> Delivery:
    """Copies a campaign inside Omnisend, design and all: for those whose design only Omnisend has."""
    require_send(actor)
    _require_remote(campaign)
    return _errand(campaign, actor, now, note="asked for a copy", purpose=Purpose.COPY, step=Step.COPY)


def delete_in_omnisend(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> Delivery:
    """Deletes the campaign at Omnisend, and here once it is gone there."""
    parked = campaign.deliveries.filter(state=State.NEEDS_PERSON)
    if campaign.omnisend_status != "draft" or not actor.may("edit") or parked.exists():
        require_send(actor)  # else it is a draft, which whoever writes may take away
    _require_remote(campaign)
    settled = Q(accepted_at__isnull=False, attached=True) | Q(
        accepted_at__isnull=True, unknown_since__isnull=True
    )
    note = "asked to delete it in Omnisend"
    with transaction.atomic():
        waiting = list(parked.select_for_update().filter(settled))
        _refuse_beside_its_campaign(campaign)
        touch_parent(campaign, actor=actor, now=now)
        for live in waiting:
            live.state, live.reason, live.ended_at = State.GIVEN_UP, "", now
            save(live, actor, now, before=State.NEEDS_PERSON, note=note)
        return _errand(campaign, actor, now, note=note, purpose=Purpose.DELETE, step=Step.DELETE)


def _require_remote(campaign: Campaign) -> None:
    if not campaign.omnisend_id:
        raise NotReady("Omnisend does not have this campaign.")


def _addresses(recipients: Sequence[str]) -> list[str]:
    addresses = list(dict.fromkeys(address.strip() for address in recipients if address.strip()))
    if not 1 <= len(addresses) <= MOST_RECIPIENTS:
        raise NotReady(f"Name one to {MOST_RECIPIENTS} addresses for the test mail.")
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as error:
            raise NotReady(f"“{address}” is not an e-mail address.") from error
    return addresses


def _message_of(campaign: Campaign, now: dt.datetime) -> Reviewed:
    """The message alone: a draft at Omnisend needs an audience and a time, but mails nobody."""
    draft = copying.copy(campaign)
    if draft.audience != Campaign.Audience.SEGMENTS or not draft.included:
        draft.audience, draft.included, draft.excluded = Campaign.Audience.EVERYONE, [], []
    draft.timing = Campaign.Timing.NOW
    blocking = [
        finding
        for finding in check.findings(draft, now=now)
        if finding.level == "block" and finding.field not in _NOT_OF_THE_MESSAGE
    ]
    if blocking:
        raise NotReady(f"Not ready for a test mail: {blocking[0].message}")
    try:
        return Reviewed.of(draft, now=now)
    except Incomplete as error:
        raise NotReady("The message is not complete yet.") from error


def _refuse_beside_its_campaign(booster: Campaign) -> None:
    """A booster goes with its draft: while that is on its way, nothing else is asked about it."""
    if not booster.attached or booster.parent_id is None:
        return
    Campaign.objects.select_for_update().get(pk=booster.parent_id)
    going = booster.parent_deliveries.filter(state__in=sorted(LIVE), accepted_at=None)
    if any(locked_reason(delivery) for delivery in going):
        raise AlreadyOnItsWay(GOES_ALONG)


def _in_the_way(campaign: Campaign) -> str:
    if campaign.deliveries.filter(state=State.NEEDS_PERSON).exists():
        return (
            "Its send waits for a decision, on the campaign's own page. Decide there first, then ask again."
        )
    return "Something else is being done with this campaign. Try again in a moment."


def _errand(campaign: Campaign, actor: Actor, now: dt.datetime, *, note: str, **columns: Any) -> Delivery:
    if not campaign.store.is_connected:
        raise NotConnected(f"{campaign.store.name} needs reconnecting first.")
    remote = {"remote_id": campaign.omnisend_id, "remote_status": campaign.omnisend_status}
    values: dict[str, Any] = {"reviewed": {}} | remote | columns
    until = now + dt.timedelta(seconds=settings.SENDING_HANDOVER_DEADLINE)
    try:
        with transaction.atomic():
            _refuse_beside_its_campaign(campaign)
            delivery = Delivery.objects.create(
                store=campaign.store,
                campaign=campaign,
                version=campaign.version,
                created_by=actor.label,
                created_by_user=actor.user_id,
                created_at=now,
                state=State.HANDING_OVER,
                hold_until=now,
                not_before=now,
                deadline=until,
                handover_by=until,
                **values,
            )
            event(delivery, DeliveryEvent.Kind.PERSON, at=now, before="", actor=actor.label, note=note)
            ring()
    except IntegrityError as error:
        raise AlreadyOnItsWay(_in_the_way(campaign)) from error
    return delivery
