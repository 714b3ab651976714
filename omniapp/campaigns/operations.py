"""What is done with a campaign while it is composed. Atomic; nothing here talks to Omnisend."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from omniapp.campaigns.errors import EditedElsewhere, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor
from omniapp.stores.models import Store

CONTENT = (
    "name",
    "language",
    "subject",
    "preheader",
    "sender_name",
    "sender_email",
    "reply_to",
    "template_id",
    "template_name",
    "audience",
    "included",
    "excluded",
    "timing",
    "on_date",
    "at_time",
    "which_hour",
    "optimize_for",
)
GONE = "This campaign was deleted."


@transaction.atomic
def create(*, store: Store, actor: Actor, now: dt.datetime) -> Campaign:
    """A new regular email, named after the day in the store's zone and signed with the store's name."""
    today = now.astimezone(store.tz)
    return Campaign.objects.create(
        store=store,
        name=f"Campaign of {today.day} {today:%b}",
        sender_name=store.name,
        created_at=now,
        updated_at=now,
        created_by=actor.label,
        updated_by=actor.label,
    )


@transaction.atomic
def save(
    *,
    campaign: Campaign,
    version: int,
    changes: Mapping[str, Any],
    actor: Actor,
    now: dt.datetime,
    page: str = "",
) -> Campaign:
    """Stores ``changes`` (any of CONTENT) if ``version`` is still the one stored, and returns the row.

    Saving what is there already changes nothing, not even the version. ``page`` names the open page that
    saves: when an answer was lost on the way, the same page may save again over its own last version.
    Raises EditedElsewhere, NotEditable.
    """
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    refuse_unless_editable(row)
    unknown = changes.keys() - set(CONTENT)
    if unknown:
        raise ValueError(f"not content of a campaign: {sorted(unknown)}")
    if all(getattr(row, field) == value for field, value in changes.items()):
        return row
    ours = bool(page) and row.saved_from == page
    if row.version != version and not ours:
        raise EditedElsewhere(row.version, row.updated_by, row.updated_at)
    for field, value in changes.items():
        setattr(row, field, value)
    if {"audience", "included", "excluded"} & changes.keys():
        row.reach, row.reach_at = None, None
    row.version += 1
    row.saved_from, row.updated_by, row.updated_at = page, actor.label, now
    row.save()
    return row


@transaction.atomic
def copy(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> Campaign:
    """A new draft with the same content, also of what can no longer be edited. Its time is not copied."""
    content = {field: getattr(campaign, field) for field in CONTENT}
    content |= {"name": f"Copy of {campaign.name}".strip(), "on_date": "", "at_time": "", "which_hour": ""}
    return Campaign.objects.create(
        store=campaign.store,
        type=campaign.type,
        channel=campaign.channel,
        reach=campaign.reach,
        reach_at=campaign.reach_at,
        created_at=now,
        updated_at=now,
        created_by=actor.label,
        updated_by=actor.label,
        **content,
    )


@transaction.atomic
def delete(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> None:
    """Takes a draft off every list; the row stays for the record. A second time does nothing.

    Raises NotEditable.
    """
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.deleted_at is None:
        refuse_unless_editable(row)
        row.deleted_at, row.updated_by, row.version = now, actor.label, row.version + 1
        row.save(update_fields=["deleted_at", "updated_by", "version"])


def note_reach(*, campaign: Campaign, reach: int | None, at: dt.datetime | None) -> None:
    """Notes how many contacts the included segments hold; no change of content, so no new version.

    Only for the audience at hand: one that was changed meanwhile keeps its own number.
    """
    same = Campaign.objects.filter(pk=campaign.pk, version=campaign.version)
    if same.update(reach=reach, reach_at=at):
        campaign.reach, campaign.reach_at = reach, at


def refuse_unless_editable(campaign: Campaign) -> None:
    """Raises NotEditable."""
    if campaign.deleted_at is not None:
        raise NotEditable(GONE)
    if campaign.locked_reason:
        raise NotEditable(campaign.locked_reason)
