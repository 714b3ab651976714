"""Taking what is over off the list here. Omnisend keeps it, and so does the record."""

import datetime as dt

from django.db import transaction

from omniapp.campaigns import record
from omniapp.campaigns.errors import NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor

OVER = frozenset({"canceled", "error", "expired"})


def removable(campaign: Campaign) -> bool:
    """Whether it will never go out and nobody can edit it: canceled, ended or deleted in Omnisend."""
    return campaign.deleted_at is None and (campaign.omnisend_status in OVER or campaign.gone_at is not None)


@transaction.atomic
def remove(*, campaign: Campaign, actor: Actor, now: dt.datetime) -> None:
    """Takes it off every list. Raises NotEditable for anything that may still go out."""
    row = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if row.deleted_at is None:
        if not removable(row):
            raise NotEditable("Only what is canceled, ended or gone can be taken off the list.")
        row.deleted_at, row.updated_by, row.version = now, actor.label, row.version + 1
        row.save(update_fields=["deleted_at", "updated_by", "version"])
        record.add(row, record.Kind.REMOVED, actor=actor, now=now)
