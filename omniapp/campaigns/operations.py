"""What is done with a campaign while it is composed. Atomic; nothing here talks to Omnisend."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from omniapp.campaigns import beginnings, boosters, kinds, record
from omniapp.campaigns.errors import EditedElsewhere, NotBoostable, NotCopyable, NotEditable
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
    "message",
    "stop_text",
    "unsubscribe_text",
    "shorten_links",
    "image_id",
    "image_name",
    "image_url",
    "variants",
    "test_share",
    "winning_metric",
    "decision_amount",
    "decision_unit",
    "send_to",
    "delay_amount",
    "delay_unit",
    "utm",
)
UNTIMED = {"on_date": "", "at_time": "", "which_hour": ""}
LONGEST_QUOTE = 100
GONE = "This campaign was deleted."
NO_COPY = "Omnisend does not copy boosters. Make a new booster of the campaign it follows."


@transaction.atomic
def create(
    *,
    store: Store,
    actor: Actor,
    now: dt.datetime,
    type: str = Campaign.Type.REGULAR,
    channel: str = Campaign.Channel.EMAIL,
) -> Campaign:
    """A new regular campaign or A/B test, with what such a one usually begins with (``beginnings``).

    Boosters are made by ``boost``. Raises ValueError for a kind that Omnisend has not.
    """
    begun = beginnings.of(type, channel, store=store, now=now)
    made = _create(store, actor, now, {"type": type, "channel": channel} | begun)
    record.add(made, record.Kind.MADE, actor=actor, now=now, note=kinds.name(made))
    return made


@transaction.atomic
def boost(
    *, parent: Campaign, actor: Actor, now: dt.datetime, channel: str = Campaign.Channel.EMAIL
) -> Campaign:
    """A booster of ``parent``: attached to it while that is a draft, else following the one that was sent.

    Raises NotBoostable where a rule forbids it; its ``booster`` is the one that has the place already.
    """
    row = Campaign.objects.select_for_update(of=("self",)).select_related("store").get(pk=parent.pk)
    rules = boosters.why_not(row, boosters=row.boosters.live().filter(gone_at=None), now=now)
    blocking = next((rule for rule in rules if rule.level == "block"), None)
    if blocking:
        raise NotBoostable(blocking.sentence, blocking.code, blocking.booster)
    begun = beginnings.of_booster(row, channel)
    made = _create(row.store, actor, now, {"type": Campaign.Type.BOOSTER, "channel": channel} | begun)
    record.add(made, record.Kind.BOOSTER, actor=actor, now=now, note=f"to {_quoted(row)}")
    touch_parent(made, actor=actor, now=now)
    return made


def _create(store: Store, actor: Actor, now: dt.datetime, fields: Mapping[str, Any]) -> Campaign:
    return Campaign.objects.create(
        store=store,
        created_at=now,
        updated_at=now,
        created_by=actor.label,
        updated_by=actor.label,
        **fields,
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
    row = _lock(campaign)
    refuse_unless_editable(row)
    unknown = changes.keys() - set(CONTENT)
    if unknown:
        raise ValueError(f"not content of a campaign: {sorted(unknown)}")
    changed = {field for field, value in changes.items() if getattr(row, field) != value}
    if not changed:
        return row
    ours = bool(page) and row.saved_from == page
    if row.version != version and not ours:
        raise EditedElsewhere(row.version, row.updated_by, row.updated_at)
    record.edited(row, changed, actor=actor, now=now)
    for field, value in changes.items():
        setattr(row, field, value)
    if {"audience", "included", "excluded"} & changes.keys():
        row.reach, row.reach_at = None, None
    row.version += 1
    row.saved_from, row.updated_by, row.updated_at = page, actor.label, now
    row.save()
    touch_parent(row, actor=actor, now=now)
    return row


def touch_parent(booster: Campaign, *, actor: Actor, now: dt.datetime) -> None:
    """A booster that goes with a draft is reviewed and sent with it, so a change of one changes both."""
    if booster.attached and booster.parent_id is not None:
        draft = Campaign.objects.filter(pk=booster.parent_id, locked_reason="")
        draft.update(version=F("version") + 1, updated_by=actor.label, updated_at=now)


def _lock(campaign: Campaign) -> Campaign:
    """Its row. A booster's parent is locked before it, as everywhere."""
    if campaign.parent_id is not None:
        Campaign.objects.select_for_update().get(pk=campaign.parent_id)
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


@transaction.atomic
def copy(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> Campaign:
    """A new draft with the same content, also of what can no longer be edited. Its time is not copied.

    Raises NotCopyable for a booster.
    """
    made = _create(
        campaign.store, actor, now, _twin(campaign) | UNTIMED | {"name": f"Copy of {campaign.name}".strip()}
    )
    record.add(made, record.Kind.COPIED, actor=actor, now=now, note=f"of {_quoted(campaign)}")
    return made


@transaction.atomic
def start_change(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> Campaign:
    """The draft that is to take the place of a scheduled campaign: the same in everything, time and name too.

    A second call returns the draft there is already. Raises NotCopyable for a booster.
    """
    row = Campaign.objects.select_for_update(of=("self",)).select_related("store").get(pk=campaign.pk)
    begun = row.replaced_by.live().order_by("-pk").first()
    if begun is not None:
        return begun
    made = _create(row.store, actor, now, _twin(row) | {"replaces": row})
    record.add(made, record.Kind.MADE, actor=actor, now=now, note="to take the place of what is scheduled")
    return made


def _quoted(campaign: Campaign) -> str:
    return f"“{str(campaign)[:LONGEST_QUOTE]}”"


def _twin(campaign: Campaign) -> dict[str, Any]:
    if campaign.type == Campaign.Type.BOOSTER:
        raise NotCopyable(NO_COPY)
    same = (*CONTENT, "type", "channel", "reach", "reach_at")
    return {field: getattr(campaign, field) for field in same}


@transaction.atomic
def delete(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> None:
    """Takes a draft off every list; the row stays for the record. A second time does nothing.

    Raises NotEditable.
    """
    row = _lock(campaign)
    if row.deleted_at is None:
        refuse_unless_editable(row)
        row.deleted_at, row.updated_by, row.version = now, actor.label, row.version + 1
        row.save(update_fields=["deleted_at", "updated_by", "version"])
        record.add(row, record.Kind.DELETED, actor=actor, now=now)
        touch_parent(row, actor=actor, now=now)


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
