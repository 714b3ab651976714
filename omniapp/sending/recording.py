"""Adding to the record, and keeping the campaign's own columns in step with its delivery."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from omniapp.campaigns import mirror, seen
from omniapp.campaigns.models import Campaign
from omniapp.sending import bulk
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.situation import Problem
from omniapp.sending.states import DRAFTING, Purpose, Reason, State, Step

#: Parked for one of these reasons, the campaign must not be edited: it may already be on its way.
_MAY_BE_OUT = frozenset({Reason.UNKNOWN, Reason.OVERDUE})

#: Why an attached booster cannot be edited, whatever keeps its campaign from it.
GOES_ALONG = "It goes with its campaign, which is on its way, so it cannot be changed now."

#: What a campaign is told, with its types; what is missing stays as it is.
_TOLD = {
    "omnisend_id": "text",
    "omnisend_status": "text",
    "omnisend_template_id": "text",
    "omnisend_read_at": "timestamptz",
    "locked_reason": "text",
    "sends_at": "timestamptz",
    "at": "timestamptz",
}
_TELL = """
    omnisend_id = coalesce(new.omnisend_id, old.omnisend_id),
    omnisend_status = coalesce(new.omnisend_status, old.omnisend_status),
    omnisend_template_id = coalesce(new.omnisend_template_id, old.omnisend_template_id),
    omnisend_read_at = coalesce(new.omnisend_read_at, old.omnisend_read_at),
    locked_reason = coalesce(new.locked_reason, old.locked_reason),
    sends_at = CASE WHEN new.locked_reason IS NULL THEN old.sends_at ELSE new.sends_at END,
    locked_at = CASE
        WHEN new.locked_reason IS NULL THEN old.locked_at
        WHEN new.locked_reason = '' THEN NULL
        ELSE coalesce(old.locked_at, new.at)
    END
"""


def event(
    delivery: Delivery, kind: DeliveryEvent.Kind, *, at: dt.datetime, before: str, **more: Any
) -> DeliveryEvent:
    """Adds one line. ``more`` are further columns of DeliveryEvent."""
    return DeliveryEvent.objects.create(**line(delivery, kind, at=at, before=before, **more))


def line(
    delivery: Delivery, kind: DeliveryEvent.Kind, *, at: dt.datetime, before: str, **more: Any
) -> dict[str, Any]:
    """The columns of such a line, yet to be added."""
    return {
        "delivery_id": delivery.pk,
        "store_id": delivery.store_id,
        "campaign_id": delivery.campaign_id,
        "at": at,
        "kind": kind,
        "step": delivery.step,
        "state_before": before,
        "state_after": delivery.state,
        "reason": delivery.reason,
        "fence": delivery.fence,
        "remote_status": delivery.remote_status,
        **more,
    }


def answered(problem: Problem | None) -> dict[str, Any]:
    """The columns of an event that tell what Omnisend said."""
    if problem is None:
        return {}
    return {
        "status": problem.status,
        "slug": problem.slug,
        "request_id": problem.request_id,
        "note": problem.detail[:500],
    }


def locked_reason(delivery: Delivery) -> str:
    """Why the campaign cannot be edited just now, as a sentence; empty when it can."""
    state = State(delivery.state)
    if state == State.HELD:
        return "It is held and about to be sent. Undo first, then edit."
    if state == State.HANDING_OVER:
        return "It is being handed over to Omnisend."
    open_now = state in (State.CHECKING, State.NEEDS_PERSON) and delivery.unknown_since is not None
    if open_now and delivery.step in DRAFTING:
        return "An answer was lost while its draft was being made in Omnisend. We are looking for it."
    unsure = state == State.UNFOLLOWED and delivery.accepted_at is None
    if state == State.CHECKING or unsure or (state == State.NEEDS_PERSON and delivery.reason in _MAY_BE_OUT):
        return "It may already be on its way, so it cannot be changed. Copy it to make a new one."
    if delivery.unknown_since is not None and state == State.NEEDS_PERSON:
        return "It may already be on its way, so it cannot be changed. Copy it to make a new one."
    if state == State.NEEDS_PERSON and delivery.accepted_at is not None and delivery.reason != Reason.PARENT:
        return "Omnisend took it, so it cannot be sent again. Copy it to make a new one."
    if state in (State.FOLLOWING, State.SENT, State.CANCELED, State.FAILED, State.UNFOLLOWED):
        return "Omnisend has it, so it cannot be changed here. Copy it to make a new one."
    return ""


def stoppable(delivery: Delivery) -> bool:
    """Whether it can be stopped here and stay a draft: nothing of it may be out, or is being asked for."""
    if delivery.unknown_since is not None:
        return False
    if delivery.state == State.NEEDS_PERSON:
        return not locked_reason(delivery)
    # One that is read again was said to be no draft any more.
    waits = delivery.state == State.HANDING_OVER and delivery.lease_until is None
    return waits and delivery.step != Step.LOOK


def leaves_at(delivery: Delivery) -> dt.datetime | None:
    """When it is to leave or left, as far as is known; None for what will not, and is a draft again."""
    if State(delivery.state) in (State.UNDONE, State.GIVEN_UP, State.REPLACED):
        return None
    said = seen.told(delivery.shown) if delivery.accepted_at else None
    if said is not None or delivery.attached:
        return said  # an attached booster schedules itself, so only Omnisend knows
    planned = delivery.snapshot.scheduled_at if delivery.reviewed else None
    return planned or delivery.accepted_at or delivery.hold_until


def tell_campaign(delivery: Delivery, *, at: dt.datetime) -> None:
    """Writes to the campaign what its delivery knows: the remote id, its status, whether it may be edited."""
    if columns := _columns(delivery, at):
        if "locked_reason" in columns:
            locked = Coalesce("locked_at", Value(at)) if columns["locked_reason"] else None
            columns["locked_at"] = locked
        _write(delivery.campaign, columns, at)
    if delivery.booster is not None and delivery.accepted_at is None:
        _write(delivery.booster, _of_booster(delivery, at), at)


def _of_booster(delivery: Delivery, at: dt.datetime) -> dict[str, Any]:
    """It goes with its campaign until that is accepted. Then it has a delivery of its own."""
    locked = GOES_ALONG if locked_reason(delivery) else ""
    columns = {"locked_reason": locked, "locked_at": Coalesce("locked_at", Value(at)) if locked else None}
    return columns | ({"omnisend_id": delivery.boost_id, "gone_at": None} if delivery.boost_id else {})


def tell_campaigns(known: Sequence[tuple[Delivery, dt.datetime]]) -> None:
    """The same for many at once, of which none has a booster or a remote campaign that is new to us."""
    told = [columns | {"id": d.campaign_id, "at": at} for d, at in known if (columns := _columns(d, at))]
    bulk.write(Campaign._meta.db_table, _TOLD, told, _TELL)


def _columns(delivery: Delivery, at: dt.datetime) -> dict[str, Any]:
    if delivery.purpose in (Purpose.COPY, Purpose.DELETE):
        return {}  # neither reads the campaign nor keeps it from being edited
    columns: dict[str, Any] = {}
    if delivery.remote_id:
        columns |= {
            "omnisend_id": delivery.remote_id,
            "omnisend_status": delivery.remote_status,
            "omnisend_read_at": delivery.remote_read_at or at,
        }
    if delivery.remote_id and delivery.reviewed and delivery.remote_id != delivery.old_remote_id:
        columns["omnisend_template_id"] = delivery.snapshot.template_id
    if delivery.purpose == Purpose.SEND:
        columns["locked_reason"] = locked_reason(delivery)
        columns["sends_at"] = leaves_at(delivery)
    return columns


def _write(campaign: Campaign, columns: dict[str, Any], at: dt.datetime) -> None:
    """A reading of Omnisend's lists may have met the remote campaign before we knew that it is ours."""
    rows = Campaign.objects.filter(pk=campaign.pk)
    remote_id = columns.get("omnisend_id", "")
    try:
        with transaction.atomic():
            mirror.give_way(campaign, remote_id, now=at)
            rows.update(**columns)
    except IntegrityError:  # it met it just now, between the two
        mirror.give_way(campaign, remote_id, now=at)
        rows.update(**columns)
