"""Create, update, copy and delete. Source: Omnisend API 2026-03-15, Campaigns."""

import copy
from dataclasses import replace
from typing import Any

from omniapp.sandbox.models import Brand, Campaign, Json
from omniapp.sandbox.problems import conflict, not_found, wrong_kind
from omniapp.sandbox.rules import boosters
from omniapp.sandbox.rules.document import Read, Reading, read_document, read_kind
from omniapp.sandbox.rules.documents import copy_document
from omniapp.sandbox.rules.email import default_sender
from omniapp.sandbox.rules.merging import document_of, merge
from omniapp.sandbox.world import World


def find(brand: Brand, campaign_id: str) -> Campaign:
    if campaign_id not in brand.campaigns:
        raise not_found("Campaign")
    return brand.campaigns[campaign_id]


def create(world: World, brand: Brand, body: Json) -> Campaign:
    """Always a draft, whatever the sending settings say."""
    channel, kind = read_kind(body)
    read = read_document(body, Reading(brand, world.now(), world.switches, channel, kind, creating=True))
    campaign = Campaign(world.new_id(), brand.id, kind, channel, "", world.now(), world.now())
    if read.booster is not None:
        parent = boosters.parent_for(brand, read.booster)
        given = body.get("sendingSettings") is not None
        boosters.check_timing(world, parent, read.booster, read.sending, given=given)
        read.name = read.name or f"Booster: {parent.name}"[:250]
        if channel == "email":
            read.email = boosters.inherit(world, brand, parent, read.email)
    elif read.ab_test is not None:
        for variant in read.ab_test.variants.values():
            variant.id = world.new_id()
            _adopt_template(world, brand, variant.email)
    elif read.email is not None:
        _adopt_template(world, brand, read.email)
    return _keep(brand, campaign, read)


def update(world: World, brand: Brand, campaign: Campaign, body: Json) -> Campaign:
    """Merge content by field, replace sending settings whole, then validate the whole campaign again."""
    if campaign.status != "draft":
        raise conflict("campaign-not-editable", "Only campaigns in draft status can be updated.")
    whole = merge(document_of(campaign), body, audience=world.switches.patch_audience)
    circumstances = Reading(
        brand, world.now(), world.switches, campaign.channel, campaign.type, creating=False
    )
    read = read_document(whole, circumstances)
    if read.booster is not None:
        parent = brand.campaigns.get(read.booster.parent_id)
        given = body.get("sendingSettings") is not None
        if parent is not None:
            boosters.check_timing(world, parent, read.booster, read.sending, given=given)
    if read.ab_test is not None and campaign.ab_test is not None:
        for letter, variant in read.ab_test.variants.items():
            old = campaign.ab_test.variants[letter]
            variant.id, variant.utm = old.id, old.utm
            _keep_content(brand, variant.email, old.email)
    elif read.email is not None and campaign.email is not None:
        _keep_content(brand, read.email, campaign.email)
    campaign.updated_at = world.now()
    return _keep(brand, campaign, read)


def duplicate(world: World, brand: Brand, campaign: Campaign) -> Campaign:
    """A new draft with a copy of the content; its booster does not come along."""
    if campaign.type == "booster" or campaign.channel == "push":
        raise wrong_kind("This type of campaign cannot be copied.")
    now = world.now()
    fresh: dict[str, Any] = {"status": "draft", "started_at": None, "ended_at": None, "utm": {}, "plan": 0}
    twin = replace(copy.deepcopy(campaign), id=world.new_id(), created_at=now, updated_at=now, **fresh)
    twin.name = f"Copy of: {campaign.name}"[:250]
    emails = [twin.email] if twin.email is not None else []
    if twin.ab_test is not None:
        twin.ab_test.winner, twin.ab_test.winner_at, twin.ab_test.by_hand = "", None, False
        for variant in twin.ab_test.variants.values():
            variant.id, variant.utm = world.new_id(), {}
            emails.append(variant.email)
    for email in emails:
        email["contentID"] = copy_document(world, brand, brand.contents[email["contentID"]]).id
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
    remove(world, brand, campaign)


def remove(world: World, brand: Brand, campaign: Campaign) -> None:
    """Gone; its booster as the switch has it."""
    boosters.forget(brand, campaign)
    boosters.orphan(world, brand, campaign, world.switches.parent_deleted)


def _adopt_template(world: World, brand: Brand, email: Json) -> None:
    default_sender(email, brand)
    email["contentID"] = copy_document(world, brand, brand.templates[email.pop("templateID")]).id


def _keep_content(brand: Brand, email: Json, old: Json) -> None:
    """An update never touches the design; what it left empty is filled in again."""
    default_sender(email, brand)
    email.pop("templateID", None)
    email["contentID"] = old["contentID"]


def _keep(brand: Brand, campaign: Campaign, read: Read) -> Campaign:
    campaign.name, campaign.language = read.name, read.language
    campaign.email, campaign.sms = read.email, read.sms
    campaign.included, campaign.excluded = read.included, read.excluded
    campaign.sending = read.sending
    campaign.ab_test, campaign.booster = read.ab_test, read.booster
    brand.campaigns[campaign.id] = campaign
    if read.booster is not None:
        brand.boosted[read.booster.parent_id] = campaign.id
    return campaign
