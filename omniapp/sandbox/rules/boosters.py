"""Boosters and their parents: which go together, when. Source: Omnisend API 2026-03-15, Create campaign."""

import copy

from omniapp.sandbox.models import Booster, Brand, Campaign, Json, Sending
from omniapp.sandbox.problems import FieldError, conflict, invalid, not_found, wrong_kind
from omniapp.sandbox.rules.booster_settings import TEN_DAYS
from omniapp.sandbox.rules.documents import copy_document
from omniapp.sandbox.world import World


def parent_for(brand: Brand, booster: Booster) -> Campaign:
    """The parent of a booster to be made; raises 404, 422 or 409 when it cannot have one (more)."""
    parent = brand.campaigns.get(booster.parent_id)
    if parent is None:
        raise not_found("Parent campaign")
    if parent.type != "regular" or parent.channel != "email":
        raise wrong_kind("Only regular email campaigns can be boosted.")
    if parent.status not in ("draft", "sent"):
        raise conflict("invalid-parent-status", "The parent campaign must be a draft or sent.")
    if of(brand, parent) is not None:
        raise conflict("booster-already-exists", "The parent campaign has a booster already.")
    return parent


def check_timing(world: World, parent: Campaign, booster: Booster, sending: Sending, *, given: bool) -> None:
    """A draft parent needs a delay and no settings (409 for those), a sent one a time within ten days."""
    if parent.status == "draft":
        if given:
            detail = "Sending settings are not allowed while the parent is a draft: give a delay."
            raise conflict("sending-settings-not-allowed", detail)
        if booster.delay is None:
            raise invalid(
                FieldError("boosterSettings.delay", "required", "Required while the parent is a draft")
            )
        return
    if booster.delay is not None:
        raise invalid(FieldError("boosterSettings.delay", "not_allowed", "Only while the parent is a draft"))
    now = world.now()
    since = (parent.ended_at or now) if world.switches.booster_limit_from == "parent" else now
    if (sending.scheduled_at or now) > since + TEN_DAYS:
        raise invalid(FieldError("sendingSettings.scheduledAt", "invalid_value", "Must be within ten days"))


def inherit(world: World, brand: Brand, parent: Campaign, own: Json | None) -> Json:
    """The booster's email: its own words where it has some, the parent's for the rest."""
    inherited = copy.deepcopy(parent.email or {})
    email = inherited | {key: value for key, value in (own or {}).items() if value}
    template = email.pop("templateID", "")
    if template:
        email["contentID"] = copy_document(world, brand, brand.templates[template]).id
    elif parent.status != "draft" or not world.switches.booster_shares_content:
        email["contentID"] = copy_document(world, brand, brand.contents[inherited["contentID"]]).id
    return email


def check_send(brand: Brand, campaign: Campaign) -> None:
    """A booster is sent by a call only after its parent was; before, it waits for it by itself."""
    parent = brand.campaigns.get(campaign.booster.parent_id) if campaign.booster else None
    if parent is not None and parent.status != "sent":
        raise conflict("parent-not-sent", "The parent campaign was not sent yet.")


def orphan(world: World, brand: Brand, parent: Campaign, what: str) -> None:
    """The parent was canceled or deleted: its booster stays, or goes as well."""
    if what != "deleted":
        return
    booster = of(brand, parent)
    if booster is not None:
        forget(brand, booster)


def forget(brand: Brand, campaign: Campaign) -> None:
    """Gone, with all its plans, and its place as a booster free again."""
    campaign.plan += 1
    del brand.campaigns[campaign.id]
    if campaign.booster is not None:
        brand.boosted.pop(campaign.booster.parent_id, None)


def of(brand: Brand, parent: Campaign) -> Campaign | None:
    return brand.campaigns.get(brand.boosted.get(parent.id, ""))
