"""From a step to the one request it makes, and from what came back to evidence."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from omniapp import omnisend
from omniapp.campaigns.models import Campaign
from omniapp.sending import strays
from omniapp.sending.models import Delivery
from omniapp.sending.situation import Evidence, Kind, Problem, Remote
from omniapp.sending.states import Step

_CLOCKS_MAY_DIFFER = dt.timedelta(minutes=5)
_NAME_FILTER = 200  # Omnisend's limit for nameContains


def call_for(delivery: Delivery, step: Step) -> omnisend.Call[Any]:
    """The single request of this step."""
    calls, remote = omnisend.calls, delivery.remote_id
    match step:
        case Step.CREATE:
            return calls.create_campaign(delivery.snapshot.new_campaign())
        case Step.PATCH:
            return calls.update_campaign(remote, delivery.snapshot.changes())
        case Step.CHECK_OLD:
            return calls.get_campaign(delivery.old_remote_id)
        case Step.REMOVE_OLD:
            return calls.delete_campaign(delivery.old_remote_id)
        case Step.UTM:
            return calls.update_utm(remote, _tags(delivery))
        case Step.BOOST if delivery.boost_id:
            return calls.update_campaign(delivery.boost_id, delivery.boost_snapshot.changes())
        case Step.BOOST:
            return calls.create_campaign(delivery.boost_snapshot.new_campaign(parent_remote_id=remote))
        case Step.TEST:
            return calls.send_test_email(remote, delivery.recipients)
        case Step.FIND | Step.FIND_BOOST | Step.FIND_COPY:
            return _search(delivery, step)
        case _:
            return _plain(delivery, step)


def _plain(delivery: Delivery, step: Step) -> omnisend.Call[Any]:
    """The steps that name nothing but the campaign."""
    if step == Step.WINNER:
        variant = (delivery.shown or {})["abTest"]["variants"][delivery.chosen_variant]
        return omnisend.calls.select_ab_test_winner(delivery.remote_id, variant["id"])
    plain: dict[Step, Callable[[str], omnisend.Call[Any]]] = {
        Step.SEND: omnisend.calls.send_campaign,
        Step.LOOK: omnisend.calls.get_campaign,
        Step.READ_BACK: omnisend.calls.get_campaign,
        Step.CANCEL: omnisend.calls.cancel_campaign,
        Step.COPY: omnisend.calls.copy_campaign,
        Step.DELETE: omnisend.calls.delete_campaign,
        Step.STOP: omnisend.calls.stop_ab_test,
        Step.RESUME: omnisend.calls.resume_ab_test,
    }
    return plain[step](delivery.remote_id)


def _tags(delivery: Delivery) -> omnisend.UtmUpdate:
    update = delivery.snapshot.utm_update()
    if update is None:
        raise AssertionError("link tags are set only where some were reviewed")
    return update


def _search(delivery: Delivery, step: Step) -> omnisend.Call[Any]:
    """Looks for a campaign whose creation answer was lost; a booster by its parent, of which it has one."""
    if step == Step.FIND_BOOST:
        return omnisend.calls.list_campaigns(type="booster", parent_campaign_id=delivery.remote_id)
    if step == Step.FIND and delivery.snapshot.booster:
        parent = delivery.snapshot.booster.parent_id
        return omnisend.calls.list_campaigns(type="booster", parent_campaign_id=parent)
    name = copied_name(delivery) if step == Step.FIND_COPY else delivery.snapshot.name
    since = (delivery.first_create_at or delivery.created_at) - _CLOCKS_MAY_DIFFER
    return omnisend.calls.list_campaigns(
        name_contains=name[:_NAME_FILTER],
        status=["draft"],
        created_at_from=since,
        sort="createdAt",
        direction="asc",
        limit=250,
    )


def copied_name(delivery: Delivery) -> str:
    """What Omnisend calls a copy of this campaign (Omnisend API 2026-03-15, Copy campaign)."""
    return f"Copy of: {delivery.campaign.name}"


def evidence_of(
    delivery: Delivery, step: Step, result: object, *, asked_at: dt.datetime, at: dt.datetime
) -> Evidence:
    """Evidence of a yes: what the answer showed."""
    if isinstance(result, omnisend.Campaign):
        return Evidence(Kind.YES, asked_at, at, remote=_remote(delivery, step, result))
    if isinstance(result, omnisend.Page):
        name = _name_wanted(delivery, step)
        wanted = [campaign for campaign in result.items if name in (None, campaign.name)]
        found = tuple(_found(delivery, step, campaign) for campaign in wanted)
        return Evidence(Kind.YES, asked_at, at, found=found)
    return Evidence(Kind.YES, asked_at, at)


def _name_wanted(delivery: Delivery, step: Step) -> str | None:
    """The exact name a search is for. A parent has one booster at most, so there the name does not matter."""
    if step == Step.FIND_COPY:
        return copied_name(delivery)
    return delivery.snapshot.name if step == Step.FIND and not delivery.snapshot.booster else None


def _remote(delivery: Delivery, step: Step, campaign: omnisend.Campaign) -> Remote:
    """What a decision needs of a campaign that was shown, compared with what this step was about."""
    differences: tuple[str, ...] = ()
    if step in (Step.BOOST, Step.FIND_BOOST):
        differences = tuple(map(_storable, delivery.boost_snapshot.differences(campaign)))
    elif step == Step.CHECK_OLD:
        differences = tuple(map(_storable, strays.worked_on(delivery, campaign)))
    elif delivery.reviewed and step not in (Step.COPY, Step.FIND_COPY):
        differences = tuple(map(_storable, delivery.snapshot.differences(campaign)))
    return Remote(
        campaign.id,
        _storable(campaign.status)[:20],
        differences,
        campaign.created_at,
        campaign.sending_settings.scheduled_at,
    )


def _found(delivery: Delivery, step: Step, campaign: omnisend.Campaign) -> Remote:
    """The same of what a search shows, of which only one may be ours."""
    known = campaign.id == delivery.old_remote_id
    known = known or (campaign.id != delivery.remote_id and _is_anothers(delivery, campaign))
    return replace(_remote(delivery, step, campaign), known=known)


def _is_anothers(delivery: Delivery, campaign: omnisend.Campaign) -> bool:
    # A mirror says only that a list has shown it, not whose it is.
    here = Campaign.objects.filter(store_id=delivery.store_id, mirrored=False)
    return here.filter(omnisend_id=campaign.id).exists()


def evidence_of_error(
    error: omnisend.OmnisendError, call: omnisend.Call[Any], *, asked_at: dt.datetime, at: dt.datetime
) -> Evidence:
    """Evidence of anything but a yes. "It may have arrived" is the client's own judgement."""
    problem = Problem(
        operation=call.request.operation,
        status=error.status,
        slug=_storable(error.slug or ""),
        title=_storable(error.title),
        detail=_storable(error.detail),
        request_id=_storable(error.request_id or ""),
        retry_after=error.retry_after,
        fields=tuple((_storable(f.field), _storable(f.code), _storable(f.message)) for f in error.fields),
        kind=type(error).__name__,
        scope=call.scope,
    )
    return Evidence(_kind(error, call), asked_at, at, problem=problem)


def _storable(text: str) -> str:
    """Without the one character that PostgreSQL does not take; what Omnisend says must never stop us."""
    return text.replace("\x00", "")


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
