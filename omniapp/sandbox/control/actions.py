"""Acting as Omnisend or as the merchant inside Omnisend: tokens, brands, campaigns, things that vanish."""

from typing import Any

from omniapp.sandbox.api import show
from omniapp.sandbox.api.campaigns import STATUSES
from omniapp.sandbox.control.wanted import Wanted, WrongRequest
from omniapp.sandbox.designs import document_from_html
from omniapp.sandbox.models import Brand, Campaign, Json, Segment
from omniapp.sandbox.oauth.registry import SCOPES
from omniapp.sandbox.problems import not_found
from omniapp.sandbox.rules import changes, life
from omniapp.sandbox.seed_designs import newsletter
from omniapp.sandbox.world import World

# name in JSON, attribute, type
CHANGEABLE: tuple[tuple[str, str, type], ...] = (
    ("name", "name", str),
    ("website", "website", str),
    ("currency", "currency", str),
    ("timezone", "timezone", str),
    ("subscribers", "subscribers", int),
    ("senders", "senders", list),
    ("replyTo", "reply_to", list),
    ("planLimit", "plan_limit", int),
    ("personalized", "personalized", bool),
    ("sendingEnabled", "sending_enabled", bool),
    ("domainVerified", "domain_verified", bool),
    ("verifiedBefore", "verified_before", bool),
)


def show_brand(brand: Brand) -> Json:
    return show.brand(brand) | {name: getattr(brand, attribute) for name, attribute, _ in CHANGEABLE}


def give_tokens(world: World, wanted: Wanted) -> Any:
    """A token answer as the token endpoint would give it. `scope` defaults to all there are."""
    brand = world.brand(wanted.text("brandID"))
    scope = frozenset(wanted.text("scope", " ".join(SCOPES)).split())
    seconds = wanted.integer("expiresIn")
    return world.registry.issue(brand.id, scope, world.now(), world.switches, seconds)


def add_brands(world: World, wanted: Wanted) -> Any:
    """One brand with segments, templates and a sender, or `count` of them under `brands`."""
    count = wanted.integer("count")
    if count is None:
        return _add_brand(world, wanted)
    return {"brands": [_add_brand(world, wanted) for _ in range(count)]}


def _add_brand(world: World, wanted: Wanted) -> Json:
    number = len(world.brands) + 1
    website = wanted.text("website", f"store{number}.example")
    brand = Brand(
        id=wanted.text("brandID") or f"b{number:023d}",
        name=wanted.text("name", f"Store {number}"),
        website=website,
        currency=wanted.text("currency", "EUR"),
        timezone=wanted.text("timezone", "Europe/Vilnius"),
        subscribers=2_000,
        senders=[f"hello@{website}"],
        reply_to=[f"support@{website}"],
    )
    if brand.id in world.brands:
        raise WrongRequest("brandID is taken")
    _change(brand, wanted)
    now, segments, templates = world.now(), wanted.integer("segments"), wanted.integer("templates")
    for place in range(1, 1 + (2 if segments is None else segments)):
        segment = Segment(world.new_id(), f"Segment {place}", 100 * place, now, now)
        brand.segments[segment.id] = segment
    for place in range(1, 1 + (2 if templates is None else templates)):
        html = newsletter(brand.name, website, f"Letter {place}", place)
        template = document_from_html(world.new_id(), f"Template {place}", html, now)
        brand.templates[template.id] = template
    world.brands[brand.id] = brand
    things = {"segmentIDs": list(brand.segments), "templateIDs": list(brand.templates)}
    return show_brand(brand) | things


def change_brand(world: World, wanted: Wanted) -> Any:
    brand = world.brand(wanted.path["brand_id"])
    _change(brand, wanted)
    return show_brand(brand)


def _change(brand: Brand, wanted: Wanted) -> None:
    for name, attribute, kind in CHANGEABLE:
        if name in wanted.all():
            value = wanted.all()[name]
            if not isinstance(value, kind) and not (value is None and name == "planLimit"):
                raise WrongRequest(f"{name} must be {kind.__name__}")
            setattr(brand, attribute, value)


def disconnect(world: World, wanted: Wanted) -> Any:
    brand = world.brand(wanted.path["brand_id"])
    return {"ok": True, "grants": world.registry.disconnect(brand.id)}


def add_campaign(world: World, wanted: Wanted) -> Any:
    """A campaign the merchant makes inside Omnisend: as in the API, all of it optional, and `status`."""
    brand = world.brand(wanted.path["brand_id"])
    body: Json = {"type": "regular", "channel": "email"} | wanted.all()
    if body["type"] != "booster":
        body.setdefault("name", "Made in Omnisend")
    status = str(body.pop("status", "draft"))
    _check_status(status)
    if body["type"] != "booster" and body["channel"] == "email" and "abTest" not in body:
        email = {
            "subject": body["name"],
            "senderName": brand.name,
            "templateID": next(iter(brand.templates), ""),
        }
        body["content"] = {"email": email | body.get("content", {}).get("email", {})}
    campaign = changes.create(world, brand, body)
    if status != "draft":
        life.put_into(world, brand, campaign, status)
    return show.campaign(campaign)


def edit_campaign(world: World, wanted: Wanted) -> Any:
    """The merchant edits a draft inside Omnisend."""
    brand, campaign = world.campaign(wanted.path["campaign_id"])
    return show.campaign(changes.update(world, brand, campaign, wanted.all()))


def remove_campaign(world: World, wanted: Wanted) -> Any:
    """The merchant deletes a campaign inside Omnisend, whatever its status."""
    brand, campaign = world.campaign(wanted.path["campaign_id"])
    changes.remove(world, brand, campaign)
    return {"ok": True}


def move_campaign(world: World, wanted: Wanted) -> Any:
    brand, campaign = world.campaign(wanted.path["campaign_id"])
    status = wanted.text("status")
    _check_status(status)
    life.put_into(world, brand, campaign, status)
    return show.campaign(campaign)


def _check_status(status: str) -> None:
    if status not in STATUSES:
        raise WrongRequest(f"status is one of {', '.join(STATUSES)}")


def remove_segment(world: World, wanted: Wanted) -> Any:
    return _vanish("Segment", [brand.segments for brand in world.brands.values()], wanted)


def remove_template(world: World, wanted: Wanted) -> Any:
    return _vanish("Template", [brand.templates for brand in world.brands.values()], wanted)


def remove_image(world: World, wanted: Wanted) -> Any:
    return _vanish("Image", [brand.images for brand in world.brands.values()], wanted)


def _vanish(what: str, shelves: list[Any], wanted: Wanted) -> Any:
    for things in shelves:
        if things.pop(wanted.path["thing_id"], None) is not None:
            return {"ok": True}
    raise not_found(what)


def campaigns_of(brand: Brand) -> list[Campaign]:
    """Newest first."""
    return sorted(brand.campaigns.values(), key=lambda one: (one.created_at, one.id), reverse=True)
