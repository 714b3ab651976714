"""UTM tags. Source: Omnisend API 2026-03-15, Get and Update campaign UTM settings."""

from omniapp.sandbox.models import Brand, Campaign, Json
from omniapp.sandbox.problems import FieldError, conflict
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.world import World

KEYS = ("source", "medium", "campaign")


def show(campaign: Campaign) -> Json:
    """`tags`, or `variants` for an A/B test; what was never set or set empty shows its default."""
    if campaign.ab_test is None:
        return {"tags": _filled(campaign, campaign.id, campaign.utm)}
    return {
        "variants": {
            letter: {"id": variant.id, "tags": _filled(campaign, variant.id, variant.utm)}
            for letter, variant in campaign.ab_test.variants.items()
        }
    }


def replace(world: World, brand: Brand, campaign: Campaign, body: Json) -> Json:
    if campaign.status != "draft":
        raise conflict("campaign-not-editable", "Only campaigns in draft status can be updated.")
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    wanted, other = ("tags", "variants") if campaign.ab_test is None else ("variants", "tags")
    fields.not_allowed(other, f"Not allowed for campaigns of type {campaign.type}")
    given = fields.child(wanted, required=True)
    tags: dict[str, dict[str, str]] = {}
    if given is not None and campaign.ab_test is None:
        tags[""] = _read(given)
    elif given is not None:
        tags = {letter: _read(child) for letter in ("a", "b") if (child := given.child(letter)) is not None}
    refuse(fields, errors, world.switches)
    for letter, values in tags.items():
        if letter and campaign.ab_test is not None:
            campaign.ab_test.variants[letter].utm = values
        else:
            campaign.utm = values
    campaign.updated_at = world.now()
    return show(campaign)


def _read(fields: Fields) -> dict[str, str]:
    return {key: fields.text(key, longest=250) for key in KEYS}


def _filled(campaign: Campaign, campaign_id: str, tags: dict[str, str]) -> Json:
    defaults = {
        "source": "omnisend",
        "medium": campaign.channel,
        "campaign": f"campaign: {campaign.name} ({campaign_id})",
    }
    return {key: tags.get(key) or defaults[key] for key in KEYS}
