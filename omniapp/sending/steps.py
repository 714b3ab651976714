"""From a step to the one request it makes, and from what came back to evidence."""

import datetime as dt
from typing import Any

from omniapp import omnisend
from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.situation import Evidence, Kind, Problem, Remote
from omniapp.sending.states import Step

_CLOCKS_MAY_DIFFER = dt.timedelta(minutes=5)
_NAME_FILTER = 200  # Omnisend's limit for nameContains


def call_for(delivery: Delivery, step: Step) -> omnisend.Call[Any]:
    """The single request of this step."""
    reviewed, remote = delivery.snapshot, delivery.remote_id
    match step:
        case Step.CREATE:
            return omnisend.calls.create_campaign(reviewed.new_campaign())
        case Step.FIND:
            since = delivery.first_create_at or delivery.created_at
            return omnisend.calls.list_campaigns(
                name_contains=reviewed.name[:_NAME_FILTER],
                status=["draft"],
                channel=[reviewed.channel],
                type=reviewed.type,
                created_at_from=since - _CLOCKS_MAY_DIFFER,
                sort="createdAt",
                direction="asc",
                limit=250,
            )
        case Step.PATCH:
            return omnisend.calls.update_campaign(remote, reviewed.changes())
        case Step.REMOVE_OLD:
            return omnisend.calls.delete_campaign(delivery.old_remote_id)
        case Step.SEND:
            return omnisend.calls.send_campaign(remote)
        case Step.CANCEL:
            return omnisend.calls.cancel_campaign(remote)
        case Step.LOOK:
            return omnisend.calls.get_campaign(remote)


def evidence_of(delivery: Delivery, result: object, *, asked_at: dt.datetime, at: dt.datetime) -> Evidence:
    """Evidence of a yes: what the answer showed."""
    if isinstance(result, omnisend.Campaign):
        return Evidence(Kind.YES, asked_at, at, remote=_remote(delivery, result))
    if isinstance(result, omnisend.Page):
        same_name = [c for c in result.items if c.name == delivery.snapshot.name]
        found = tuple(_remote(delivery, campaign) for campaign in same_name)
        return Evidence(Kind.YES, asked_at, at, found=found)
    return Evidence(Kind.YES, asked_at, at)


def _remote(delivery: Delivery, campaign: omnisend.Campaign) -> Remote:
    others = Campaign.objects.filter(store_id=delivery.store_id, omnisend_id=campaign.id)
    known = campaign.id == delivery.old_remote_id or others.exclude(omnisend_id=delivery.remote_id).exists()
    differences = tuple(delivery.snapshot.differences(campaign))
    return Remote(campaign.id, campaign.status, differences, campaign.created_at, known)


def evidence_of_error(
    error: omnisend.OmnisendError, call: omnisend.Call[Any], *, asked_at: dt.datetime, at: dt.datetime
) -> Evidence:
    """Evidence of anything but a yes. "It may have arrived" is the client's own judgement."""
    problem = Problem(
        operation=call.request.operation,
        status=error.status,
        slug=error.slug or "",
        title=error.title,
        detail=error.detail,
        request_id=error.request_id or "",
        retry_after=error.retry_after,
        fields=tuple((f.field, f.code, f.message) for f in error.fields),
        kind=type(error).__name__,
        scope=call.scope,
    )
    return Evidence(_kind(error, call), asked_at, at, problem=problem)


def _kind(error: omnisend.OmnisendError, call: omnisend.Call[Any]) -> Kind:
    if isinstance(error, omnisend.RateLimited):
        return Kind.WAIT
    if isinstance(error, omnisend.Unauthorized):
        return Kind.LOCKED_OUT
    if isinstance(error, omnisend.NotReached):
        return Kind.NOT_REACHED
    if isinstance(error, omnisend.Refused):
        return Kind.NO
    # A reading changes nothing, so its lost answer is only a reason to read again.
    return Kind.UNKNOWN if call.changes else Kind.NOT_REACHED
