"""The booster of a draft, in the editor and the Review of the campaign it goes with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict

from omniapp.campaigns import check, operations, queries
from omniapp.campaigns.check import Finding
from omniapp.campaigns.errors import CampaignError, NotBoostable
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.merchant import boost_place, typed
from omniapp.people.access import StoreRequest
from omniapp.people.actors import Actor
from omniapp.sending import queries as deliveries
from omniapp.sending.errors import SendingError

PREFIX = "booster-"
SETTINGS = ("send_to", "delay_amount")
WORDS = ("subject", "preheader", "sender_name")
ADD = {"booster-add": "email", "booster-add-sms": "sms"}
REMOVE = "booster-remove"
GO = {*ADD, REMOVE}


class NotSaved(Exception):
    """The booster could not be saved, so nothing was; ``error`` says why, ``changes`` is what was typed."""

    def __init__(self, booster: Campaign, changes: Mapping[str, Any], error: CampaignError) -> None:
        super().__init__(str(error))
        self.booster, self.changes, self.error = booster, changes, error


def possible(campaign: Campaign) -> bool:
    """Whether a draft of this kind can have one."""
    return campaign.type == Campaign.Type.REGULAR and campaign.channel == Campaign.Channel.EMAIL


def of(campaign: Campaign) -> Campaign | None:
    """The one that goes with this draft."""
    return queries.attached_booster(campaign) if possible(campaign) else None


def fields(booster: Campaign) -> tuple[str, ...]:
    """Those that stand beside its campaign's; the rest of it is on a page of its own."""
    return SETTINGS + (WORDS if booster.channel == Campaign.Channel.EMAIL else ())


def findings(booster: Campaign, *, now: dt.datetime) -> list[Finding]:
    """What its check says, at the fields they have in its campaign's editor."""
    found = check.findings(booster, now=now, siblings=queries.siblings(booster))
    if deliveries.being_deleted(booster):
        found.append(Finding("block", "booster", "being-deleted", "It is being deleted in Omnisend."))
    shown = fields(booster)
    return [
        replace(one, field=f"{PREFIX}{one.field}" if one.field in shown else "booster",
                message=f"Booster: {one.message}")
        for one in found
    ]  # fmt: skip


@transaction.atomic
def save_both(
    request: StoreRequest,
    campaign: Campaign,
    version: int,
    changes: Mapping[str, Any],
    *,
    now: dt.datetime,
    page: str,
) -> Campaign:
    """The campaign and the booster that goes along, or neither.

    Raises NotSaved for the booster, and what ``operations.save`` raises for the campaign.
    """
    saved = operations.save(
        campaign=campaign, version=version, changes=changes, actor=request.actor, now=now, page=page
    )
    booster = of(saved)
    if booster is not None:
        save(booster, request.POST, actor=request.actor, now=now, page=page)
        saved.refresh_from_db(fields=["version"])
    return saved


def save(booster: Campaign, posted: QueryDict, *, actor: Actor, now: dt.datetime, page: str) -> None:
    """Stores what was typed about it. Raises NotSaved."""
    own = posted.copy()
    own.clear()
    for name in posted:
        if name.startswith(PREFIX):
            own.setlist(name.removeprefix(PREFIX), posted.getlist(name))
    if not own:
        return
    changes = typed.changes(own, booster)
    version = own.get("keep") or own.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else 0
    try:
        operations.save(campaign=booster, version=number, changes=changes, actor=actor, now=now, page=page)
    except CampaignError as error:
        raise NotSaved(booster, changes, error) from error


def carry_out(request: StoreRequest, campaign: Campaign, go: str, *, now: dt.datetime) -> None:
    """Adds a booster or takes it away; a refusal is told on the next page."""
    try:
        if go in ADD:
            operations.boost(parent=campaign, actor=request.actor, now=now, channel=ADD[go])
        elif booster := of(campaign):
            boost_place.clear(booster, actor=request.actor, now=now)
            if booster.omnisend_id:
                messages.info(request, "The booster is being deleted in Omnisend, where it is a draft.")
    except NotBoostable as error:
        messages.error(request, f"No booster was added. {error.reason}")
    except SendingError as error:
        messages.error(request, f"The booster was not taken away. {error.sentence}")


def sentence(booster: Campaign | None, *, now: dt.datetime) -> str:
    """What Review says of it, empty while it is not complete."""
    if booster is None:
        return ""
    try:
        return Reviewed.of(booster, now=now).sentence(booster.store)
    except Incomplete:
        return ""
