"""What a person asks of Omnisend about a campaign that it has."""

import datetime as dt

from django.db import transaction

from omniapp.campaigns import operations as campaign_operations
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor
from omniapp.sending import strays
from omniapp.sending.errors import TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.operations.common import lock, require_send, save
from omniapp.sending.states import STEERING, State, Step

# Never two requests that change something in flight, and none that overwrites another.
_ASKED_ALREADY = "Omnisend is being asked already. What it answers will be shown here in a moment."

_MAY_STILL_ARRIVE = (
    "The answer to what was asked before was lost, so it may still take effect. Nothing was asked now; "
    "try again in a few minutes."
)


@transaction.atomic
def cancel(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Asks Omnisend to cancel. Asynchronous there, and for mail that has started only a best effort.

    Raises NotAllowed and TooLate. Source: Omnisend API 2026-03-15, Cancel campaign.
    """
    require_send(actor)
    delivery = lock(delivery, seen=seen)
    if delivery.state != State.FOLLOWING or delivery.remote_status not in ("scheduled", "started", "paused"):
        raise TooLate("Omnisend cancels only what is scheduled, being checked or being sent.")
    if delivery.step in STEERING and delivery.lease_until is not None:
        raise TooLate(_ASKED_ALREADY)
    delivery.step, delivery.not_before, delivery.cancel_asked_at = Step.CANCEL, now, now
    save(delivery, actor, now, before=State.FOLLOWING, note="asked to cancel")
    return delivery


@transaction.atomic
def change(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Campaign:
    """Changes what is already scheduled: cancels it and answers with a new draft of the same content.

    Omnisend cannot edit or move a scheduled campaign. The draft refuses to be sent until the old one is
    read back as canceled, so that never two are scheduled. Raises NotAllowed and TooLate.
    """
    if delivery.campaign.type == Campaign.Type.BOOSTER:
        raise TooLate(
            "A booster cannot be changed in this way. Cancel it, and make a new one of its campaign."
        )
    if delivery.remote_status != "scheduled":
        raise TooLate("Only what is scheduled can be changed. Copy it to make a new one.")
    cancel(delivery=delivery, actor=actor, now=now, seen=seen)
    return campaign_operations.start_change(campaign=delivery.campaign, actor=actor, now=now)


@transaction.atomic
def stop_test(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Halts the choice of an A/B test's winner. Source: Omnisend API 2026-03-15, Stop A/B test."""
    delivery = lock(delivery, seen=seen)
    return _steer(delivery, Step.STOP, ("started",), actor, now, note="asked to stop the choice of a winner")


@transaction.atomic
def resume_test(*, delivery: Delivery, actor: Actor, now: dt.datetime, seen: str = "") -> Delivery:
    """Lets the choice of a winner go on. Source: Omnisend API 2026-03-15, Resume A/B test."""
    delivery = lock(delivery, seen=seen)
    return _steer(delivery, Step.RESUME, ("stopped",), actor, now, note="asked to go on choosing a winner")


@transaction.atomic
def choose_winner(
    *, delivery: Delivery, variant: str, actor: Actor, now: dt.datetime, seen: str = ""
) -> Delivery:
    """Names the winner by hand ("a" or "b"); Omnisend sends it to the others at once.

    Raises NotAllowed, and TooLate when there is no test to decide. Source: Omnisend API 2026-03-15, Select
    A/B test winner.
    """
    if variant not in ("a", "b"):
        raise TooLate("An A/B test has the variants A and B.")
    delivery = lock(delivery, seen=seen)
    delivery.chosen_variant = variant
    delivery.save(update_fields=["chosen_variant"])
    note = f"chose variant {variant.upper()}"
    return _steer(delivery, Step.WINNER, ("started", "stopped"), actor, now, note=note)


def _steer(
    delivery: Delivery, step: Step, statuses: tuple[str, ...], actor: Actor, now: dt.datetime, *, note: str
) -> Delivery:
    require_send(actor)
    test = (delivery.shown or {}).get("abTest")
    if delivery.state != State.FOLLOWING or delivery.remote_status not in statuses or not test:
        raise TooLate("There is no test running that this could change.")
    if test.get("result"):
        raise TooLate("The winner is chosen already.")
    if delivery.step in STEERING:
        raise TooLate(_ASKED_ALREADY)
    if delivery.stray_at and now < delivery.stray_at + strays.quiet_time():
        raise TooLate(_MAY_STILL_ARRIVE)
    delivery.step, delivery.not_before = step, now
    save(delivery, actor, now, before=State.FOLLOWING, note=note)
    return delivery
