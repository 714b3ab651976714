"""Stop, resume and decide an A/B test. Source: Omnisend API 2026-03-15, Campaigns."""

from omniapp.sandbox.models import ABTest, Brand, Campaign, Json
from omniapp.sandbox.problems import FieldError, conflict, wrong_kind
from omniapp.sandbox.rules import life
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.world import World

SLUG = "invalid-ab-test-status"  # not published


def stop(world: World, campaign: Campaign) -> None:
    """While stopped, the clock chooses no winner."""
    _test(campaign)
    if campaign.status != "started":
        raise conflict(SLUG, "The campaign is not started.")
    life.void_plan(campaign)
    life.set_status(world, campaign, "stopped")


def resume(world: World, brand: Brand, campaign: Campaign) -> None:
    """The decision is made at its time, or at once if that has passed."""
    _test(campaign)
    if campaign.status != "stopped":
        raise conflict(SLUG, "The campaign is not stopped.")
    life.set_status(world, campaign, "started")
    life.plan_end(world, brand, campaign)


def select(world: World, brand: Brand, campaign: Campaign, body: Json) -> None:
    """The merchant's own choice goes out at once."""
    test = _test(campaign)
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    chosen = fields.identifier("variantID", required=True)
    if chosen and chosen not in [variant.id for variant in test.variants.values()]:
        fields.error("variantID", "invalid_value", "Must be one of the campaign's variants")
    refuse(fields, errors, world.switches)
    statuses = ("started", "stopped") if world.switches.winner_from_stopped else ("started",)
    if campaign.status not in statuses or test.winner or test.decision is None:
        raise conflict(SLUG, "The campaign's status does not allow a winner to be chosen.")
    life.decide(world, brand, campaign, chosen)


def _test(campaign: Campaign) -> ABTest:
    if campaign.ab_test is None:
        raise wrong_kind("The campaign is not an A/B test.")
    return campaign.ab_test
