"""Writing what people do with drafts into their record.

A draft is saved while it is typed. The record takes one line of each part of it that somebody edits, until
they pause for ten minutes or somebody else edits it.
"""

import datetime as dt
from collections.abc import Set
from typing import Final

from omniapp.campaigns.draft_events import DraftEvent
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor

Kind = DraftEvent.Kind
PAUSE: Final = dt.timedelta(minutes=10)
#: Everything else is content.
_PARTS: Final = {
    Kind.AUDIENCE: {"audience", "included", "excluded"},
    Kind.TIME: {"timing", "on_date", "at_time", "which_hour", "optimize_for"},
    Kind.TEST: {"test_share", "winning_metric", "decision_amount", "decision_unit"},
    Kind.FOLLOWS: {"send_to", "delay_amount", "delay_unit"},
}


def add(campaign: Campaign, kind: Kind, *, actor: Actor, now: dt.datetime, note: str = "") -> DraftEvent:
    return DraftEvent.objects.create(
        store_id=campaign.store_id, campaign=campaign, kind=kind, actor=actor.label, at=now, note=note
    )


def edited(campaign: Campaign, changed: Set[str], *, actor: Actor, now: dt.datetime) -> None:
    """Before ``changed`` is saved, while the row still says who saved it last."""
    same = campaign.updated_by == actor.label and now - campaign.updated_at < PAUSE
    told = campaign.told_parts.split() if same else []
    new = [part for part in _parts(changed) if part not in told]
    for part in new:
        add(campaign, part, actor=actor, now=now)
    campaign.told_parts = " ".join([*told, *new])


def _parts(changed: Set[str]) -> list[Kind]:
    found = [part for part, fields in _PARTS.items() if changed & fields]
    content = changed - set[str]().union(*_PARTS.values())
    return [Kind.CONTENT, *found] if content else found
