"""Send, cancel and test email. Source: Omnisend API 2026-03-15, Campaigns."""

from omniapp.sandbox import moments
from omniapp.sandbox.models import Brand, Campaign, Json
from omniapp.sandbox.problems import FieldError, Problem, conflict, wrong_kind
from omniapp.sandbox.rules import boosters, life
from omniapp.sandbox.rules.abtest import FEWEST_CONTACTS
from omniapp.sandbox.rules.audience import is_intact, reach
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.sending import has_passed
from omniapp.sandbox.world import World


def send(world: World, brand: Brand, campaign: Campaign) -> None:
    """Accept a campaign for sending; raises the 402 or 409 that keeps it a draft."""
    if campaign.status != "draft" and world.switches.draft_guard:
        raise conflict("invalid-campaign-status", "Only campaigns in draft status can be sent.")
    if campaign.status == "draft":
        check(world, brand, campaign)
    life.log_send(world, campaign, "api")
    if campaign.status != "draft":
        return
    if lag := world.switches.send_lag_seconds:
        life.plan(
            world, campaign, life.in_seconds(world, lag), lambda: life.leave_draft(world, brand, campaign)
        )
    else:
        life.leave_draft(world, brand, campaign)


def check(world: World, brand: Brand, campaign: Campaign) -> None:
    if not brand.domain_verified and campaign.channel == "email":
        raise conflict("sender_domain_unverified", "The sender's domain is not verified.")
    if campaign.email is not None and not has_content(brand, campaign.email):
        raise conflict("invalid-email-content", "The email content is invalid.")
    boosters.check_send(brand, campaign)
    check_variants(brand, campaign)
    if not is_intact(brand, campaign):
        raise conflict("invalid-audience", "A segment of the audience does not exist any more.")
    if has_passed(brand, campaign.sending, world.now()):
        raise conflict("invalid-scheduled-date", "The scheduled time has passed.")
    check_plan(world, brand, reach(brand, campaign))


def check_variants(brand: Brand, campaign: Campaign) -> None:
    """Two complete variants, and enough contacts to compare them on."""
    if campaign.ab_test is None:
        return
    variants = campaign.ab_test.variants.values()
    if not all(has_content(brand, variant.email) for variant in variants):
        raise conflict("ab-test-requires-two-variants", "A variant of the A/B test is incomplete.")
    if reach(brand, campaign) < FEWEST_CONTACTS:
        raise conflict("audience-too-small", "An A/B test needs at least 10 contacts.")


def check_plan(world: World, brand: Brand, contacts: int) -> None:
    limit = brand.plan_limit if brand.plan_limit is not None else world.switches.plan_limit or None
    if limit is not None and contacts > limit:
        detail = f"The plan covers sends to {limit} contacts, this campaign would go to {contacts}."
        raise Problem(402, world.switches.payment_slug, detail)


def has_content(brand: Brand, email: Json) -> bool:
    document = brand.contents.get(email["contentID"])
    return document is not None and bool(document.sections)


def cancel(world: World, brand: Brand, campaign: Campaign) -> None:
    """From scheduled or paused, from started for email only; takes effect a little later."""
    if campaign.channel == "push":
        raise wrong_kind("This type of campaign cannot be canceled.")
    from_started = campaign.status == "started" and campaign.channel == "email"
    from_paused = campaign.status == "paused" and (
        campaign.channel == "email" or world.switches.cancel_paused_sms
    )
    if not (campaign.status == "scheduled" or from_started or from_paused):
        raise conflict("campaign-not-cancelable", "The campaign is not in a cancelable state.")
    life.cancel_later(world, brand, campaign)


def send_test(world: World, brand: Brand, campaign: Campaign, body: Json) -> None:
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    fields.required("recipients")
    recipients = fields.emails("recipients")
    count = body["recipients"] if isinstance(body.get("recipients"), list) else None
    if count is not None and not 1 <= len(count) <= 5:
        fields.error("recipients", "invalid_value", "Between 1 and 5 addresses")
    refuse(fields, errors, world.switches)
    if campaign.channel != "email":
        raise wrong_kind("Only email campaigns can be tested.")
    if not brand.sending_enabled:
        raise conflict("sending-disabled", "Email sending is disabled for this brand.")
    if not brand.domain_verified:
        raise conflict("email-unverified-domain", "The sender's domain is not verified.")
    world.journal.test_emails.append(
        {
            "at": moments.write_exactly(world.now()),
            "brandID": brand.id,
            "campaignID": campaign.id,
            "recipients": recipients,
        }
    )
