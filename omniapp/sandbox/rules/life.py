"""How a campaign lives once it was sent, driven by the virtual clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from omniapp.sandbox import moments
from omniapp.sandbox.models import Brand, Campaign, Sending
from omniapp.sandbox.rules import boosters, reactions
from omniapp.sandbox.rules.abtest import UNITS
from omniapp.sandbox.rules.booster_settings import length
from omniapp.sandbox.rules.sending import start_of
from omniapp.sandbox.world import World

FINAL = ("sent", "canceled", "error", "expired")
PAUSE_AFTER = 2.0  # virtual seconds of sending before the safety check begins


def set_status(world: World, campaign: Campaign, status: str) -> None:
    """The one place where a status changes; also keeps startedAt and endedAt."""
    now = world.now()
    if status in ("started", "sent") and campaign.started_at is None:
        campaign.started_at = now
    if status in FINAL and status != "expired" and campaign.started_at is not None:
        campaign.ended_at = now
    campaign.status = status
    if world.switches.updated_at_follows_status:
        campaign.updated_at = now


def plan(world: World, campaign: Campaign, due: datetime, action: Callable[[], None]) -> None:
    """Do this at that moment unless the campaign's plan has become another by then."""
    number = campaign.plan

    def act() -> None:
        if campaign.plan == number:
            action()

    world.agenda.add(due, act)


def void_plan(campaign: Campaign) -> None:
    campaign.plan += 1


def log_send(world: World, campaign: Campaign, via: str) -> None:
    world.journal.sends.append(
        {
            "at": moments.write_exactly(world.now()),
            "brandID": campaign.brand_id,
            "campaignID": campaign.id,
            "name": campaign.name,
            "type": campaign.type,
            "via": via,
            "subject": _subject(campaign),
        }
    )


def _subject(campaign: Campaign) -> str:
    """Both of an A/B test."""
    if campaign.ab_test is None:
        return str((campaign.email or {}).get("subject", ""))
    return " / ".join(one.email["subject"] for one in campaign.ab_test.variants.values())


def leave_draft(world: World, brand: Brand, campaign: Campaign) -> None:
    """An accepted send takes effect: on its way at once, or scheduled."""
    void_plan(campaign)
    starts = start_of(brand, campaign.sending, world.now())
    if campaign.sending.strategy == "immediate":
        start(world, brand, campaign)
    else:
        set_status(world, campaign, "scheduled")
        plan(world, campaign, starts, lambda: start(world, brand, campaign))


def start(world: World, brand: Brand, campaign: Campaign) -> None:
    set_status(world, campaign, "started")
    check = world.switches.verification
    if check == "always" or (check == "first" and not brand.verified_before):
        plan(world, campaign, in_seconds(world, PAUSE_AFTER), lambda: _pause(world, brand, campaign))
    else:
        plan_end(world, brand, campaign)
    booster, delay = _waiting_booster(brand, campaign)
    if booster is not None and not delay:
        void_plan(booster)
        start(world, brand, booster)


def _pause(world: World, brand: Brand, campaign: Campaign) -> None:
    set_status(world, campaign, "paused")
    _plan_go_on(world, brand, campaign)


def _plan_go_on(world: World, brand: Brand, campaign: Campaign) -> None:
    minutes = world.switches.verification_minutes
    plan(world, campaign, in_seconds(world, minutes * 60), lambda: _go_on(world, brand, campaign))


def _go_on(world: World, brand: Brand, campaign: Campaign) -> None:
    set_status(world, campaign, "started")
    plan_end(world, brand, campaign)


def plan_end(world: World, brand: Brand, campaign: Campaign) -> None:
    """The rest of a started campaign's life; an A/B test first waits for its winner."""
    test = campaign.ab_test
    if test is not None and test.decision is not None and not test.winner:
        amount, unit = test.decision
        due = max((campaign.started_at or world.now()) + amount * UNITS[unit], world.now())
        plan(world, campaign, due, lambda: decide(world, brand, campaign))
        return
    spread = campaign.sending.by_time_zone or campaign.sending.strategy == "personalized"
    seconds = world.switches.spread_hours * 3600 if spread else world.switches.sending_seconds
    plan(world, campaign, in_seconds(world, seconds), lambda: end(world, brand, campaign))


def decide(world: World, brand: Brand, campaign: Campaign, by_hand: str = "") -> None:
    """A winner is chosen, by the clock or by hand, and goes to everybody else."""
    test = campaign.ab_test
    if test is None:
        return
    void_plan(campaign)
    winner = world.switches.ab_winner
    if winner == "better":
        winner = reactions.better(brand, campaign, world.now(), world.switches)
    test.winner = by_hand or test.variants[winner].id
    test.winner_at, test.by_hand = world.now(), bool(by_hand)
    set_status(world, campaign, "started")
    plan_end(world, brand, campaign)


def end(world: World, brand: Brand, campaign: Campaign) -> None:
    brand.verified_before = True
    set_status(world, campaign, "sent")
    release_booster(world, brand, campaign)


def _waiting_booster(brand: Brand, parent: Campaign) -> tuple[Campaign | None, timedelta]:
    """The booster made while the parent was a draft, and its delay: it schedules itself."""
    booster = boosters.of(brand, parent)
    if (
        booster is None
        or booster.status != "draft"
        or booster.booster is None
        or booster.booster.delay is None
    ):
        return None, timedelta()
    return booster, length(booster.booster.delay)


def release_booster(world: World, brand: Brand, parent: Campaign) -> None:
    """The parent was sent: its booster is scheduled for then plus its delay."""
    booster, delay = _waiting_booster(brand, parent)
    if booster is not None:
        booster.sending = Sending("scheduled", world.now() + delay)
        set_status(world, booster, "scheduled")
        plan(world, booster, world.now() + delay, partial(start, world, brand, booster))


def cancel_later(world: World, brand: Brand, campaign: Campaign) -> None:
    """A cancel is asynchronous and best effort: what was sent by then stays sent."""

    def take_effect() -> None:
        if campaign.status in ("scheduled", "paused", "started", "stopped"):
            void_plan(campaign)
            set_status(world, campaign, "canceled")
            boosters.orphan(world, brand, campaign, world.switches.parent_canceled)

    if world.switches.cancel_seconds:
        world.after(world.switches.cancel_seconds, take_effect)
    else:
        take_effect()


def put_into(world: World, brand: Brand, campaign: Campaign, status: str) -> None:
    """Omnisend or the merchant moves the campaign. From draft on its way is a send on Omnisend's page."""
    if campaign.status == "draft" and status in ("scheduled", "started", "sent"):
        log_send(world, campaign, "page")
    set_status(world, campaign, status)
    plan_again(world, brand, campaign)
    if status == "sent":
        release_booster(world, brand, campaign)


def plan_again(world: World, brand: Brand, campaign: Campaign) -> None:
    """Replace the campaign's planned future by the usual one of its status."""
    void_plan(campaign)
    if campaign.status == "started":
        plan_end(world, brand, campaign)
    if campaign.status == "paused":
        _plan_go_on(world, brand, campaign)
    if campaign.status == "scheduled" and campaign.sending.scheduled_at is not None:
        starts = start_of(brand, campaign.sending, world.now())
        plan(world, campaign, starts, lambda: start(world, brand, campaign))


def in_seconds(world: World, seconds: float) -> datetime:
    return world.now() + timedelta(seconds=seconds)
