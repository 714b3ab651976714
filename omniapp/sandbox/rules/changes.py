"""Create, update, copy and delete. Source: Omnisend API 2026-03-15, Campaigns."""

import copy
from dataclasses import replace
from typing import Any

from omniapp.sandbox import moments
from omniapp.sandbox.models import Brand, Campaign, Document, Json
from omniapp.sandbox.problems import Problem, conflict, not_found, wrong_kind
from omniapp.sandbox.rules.document import Read, Reading, read_kind, read_regular
from omniapp.sandbox.rules.email import default_sender
from omniapp.sandbox.world import World


def find(brand: Brand, campaign_id: str) -> Campaign:
    if campaign_id not in brand.campaigns:
        raise not_found("Campaign")
    return brand.campaigns[campaign_id]


def create(world: World, brand: Brand, body: Json) -> Campaign:
    """Always a draft, whatever the sending settings say."""
    channel, kind = read_kind(body)
    if kind in ("abTest", "booster"):
        raise Problem(501, detail=f"Campaigns of type {kind} are not built in this sandbox.")
    read = read_regular(body, Reading(brand, world.now(), world.switches, channel, kind, creating=True))
    if read.email is not None:
        default_sender(read.email, brand)
        template = brand.templates[read.email.pop("templateID")]
        read.email["contentID"] = copy_document(world, brand, template).id
    return _keep(
        world, brand, Campaign(world.new_id(), brand.id, kind, channel, "", world.now(), world.now()), read
    )


def update(world: World, brand: Brand, campaign: Campaign, body: Json) -> Campaign:
    """Merge content by field, replace sending settings whole, then validate the whole campaign again."""
    if campaign.status != "draft":
        raise conflict("campaign-not-editable", "Only campaigns in draft status can be updated.")
    if campaign.type != "regular":
        raise Problem(501, detail=f"Updating campaigns of type {campaign.type} is not built in this sandbox.")
    whole = merge(document_of(campaign), body, audience=world.switches.patch_audience)
    circumstances = Reading(
        brand, world.now(), world.switches, campaign.channel, campaign.type, creating=False
    )
    read = read_regular(whole, circumstances)
    if read.email is not None and campaign.email is not None:
        default_sender(read.email, brand)
        read.email["contentID"] = campaign.email["contentID"]
    campaign.updated_at = world.now()
    return _keep(world, brand, campaign, read)


def duplicate(world: World, brand: Brand, campaign: Campaign) -> Campaign:
    """A new draft with a copy of the content; its booster does not come along."""
    if campaign.type == "booster" or campaign.channel == "push":
        raise wrong_kind("This type of campaign cannot be copied.")
    now = world.now()
    twin = copy.deepcopy(campaign)
    twin = replace(
        twin,
        id=world.new_id(),
        name=f"Copy of: {campaign.name}"[:250],
        status="draft",
        created_at=now,
        updated_at=now,
        started_at=None,
        ended_at=None,
        utm={},
        plan=0,
    )
    if twin.email is not None:
        twin.email["contentID"] = copy_document(world, brand, brand.contents[twin.email["contentID"]]).id
    brand.campaigns[twin.id] = twin
    return twin


def delete(world: World, brand: Brand, campaign_id: str) -> None:
    """Drafts and canceled boosters always; the rest as the switches have it."""
    campaign = brand.campaigns.get(campaign_id)
    if campaign is None:
        if world.switches.delete_missing == "no-content":
            return
        raise not_found("Campaign")
    free = campaign.status == "draft" or (campaign.type == "booster" and campaign.status == "canceled")
    if not free and not world.switches.delete_outside_draft:
        raise conflict("campaign-not-deletable", "The campaign's status does not allow deletion.")
    del brand.campaigns[campaign_id]


def copy_document(world: World, brand: Brand, source: Document) -> Document:
    """The campaign's own copy of a template or of another campaign's content."""
    now = world.now()
    document = replace(copy.deepcopy(source), id=world.new_id(), created_at=now, updated_at=now)
    brand.contents[document.id] = document
    return document


def document_of(campaign: Campaign) -> Json:
    """A stored campaign in the words of a request, so that it can be merged and validated again."""
    sending: Json = {"strategy": campaign.sending.strategy}
    if campaign.sending.scheduled_at:
        sending["scheduledAt"] = moments.write_exactly(campaign.sending.scheduled_at)
    if campaign.sending.optimize_for:
        sending["optimizeFor"] = campaign.sending.optimize_for
    if campaign.sending.by_time_zone:
        sending["isTZOptimizationEnabled"] = True
    email = {key: value for key, value in (campaign.email or {}).items() if key != "contentID" and value}
    return {
        "type": campaign.type,
        "channel": campaign.channel,
        "name": campaign.name,
        "language": campaign.language,
        "content": {"email": email} if campaign.email is not None else {"sms": campaign.sms},
        "audience": {"includedSegmentIDs": campaign.included, "excludedSegmentIDs": campaign.excluded},
        "sendingSettings": sending,
    }


def merge(document: Json, patch: Json, *, audience: str) -> Json:
    """The document with the patch applied; type, channel and template cannot be patched and stay."""
    merged = copy.deepcopy(document)
    for key, value in patch.items():
        if key in ("type", "channel") or value is None:
            continue
        if key == "content" or (key == "audience" and audience == "merge"):
            merged[key] = _deep(merged.get(key), value)
        else:
            merged[key] = value
    email = merged["content"].get("email") if isinstance(merged["content"], dict) else None
    if isinstance(email, dict):
        email.pop("templateID", None)
    return merged


def _deep(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return old | {key: _deep(old.get(key), value) for key, value in new.items() if value is not None}


def _keep(world: World, brand: Brand, campaign: Campaign, read: Read) -> Campaign:
    campaign.name, campaign.language = read.name, read.language
    campaign.email, campaign.sms = read.email, read.sms
    campaign.included, campaign.excluded = read.included, read.excluded
    campaign.sending = read.sending
    brand.campaigns[campaign.id] = campaign
    return campaign
