"""Taking work: whoever claims a delivery may make its one request.

A claim is one UPDATE that raises the fence and sets the lease. Its commit comes before any byte leaves, so
whoever finds an expired lease knows that a request may have been made, and by whom it was not reported.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from pydantic import ValidationError

from omniapp.sending import rows
from omniapp.sending.aftermath import settle
from omniapp.sending.decisions import decide, expired, overdue
from omniapp.sending.due import Round
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.points import reached
from omniapp.sending.recording import event, new_event, tell_campaign, tell_campaigns
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import CHANGING, WORKABLE, State, Step

log = structlog.get_logger(__name__)
_SET_ASIDE = dt.timedelta(minutes=10)  # for a row that cannot be read, until somebody mends it
_CREATING = (Step.CREATE, Step.COPY)
_RARELY_READ = ("recipients", "boost_reviewed")
_CLAIM = """
    UPDATE sending_delivery SET
        fence = fence + 1, revision = revision + 1, claimed_at = %(now)s, lease_until = %(until)s,
        state = CASE state WHEN 'held' THEN 'handing_over' ELSE state END,
        first_create_at = CASE WHEN step = ANY(%(creating)s) THEN coalesce(first_create_at, %(now)s)
            ELSE first_create_at END
    WHERE id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class Claim:
    """One delivery in our hands until ``lease_until``; outcomes are recorded under ``fence``."""

    delivery: Delivery
    step: Step
    fence: int
    claimed_at: dt.datetime
    lease_until: dt.datetime


def timing() -> Timing:
    """The engine's durations from the settings."""
    return Timing(
        quiet=settings.SENDING_QUIET,
        handover=settings.SENDING_HANDOVER_DEADLINE,
        checking=max(4 * settings.SENDING_QUIET, 60.0 * settings.SENDING_PACE),
        pace=settings.SENDING_PACE,
    )


def claim_due(now: dt.datetime, *, most: int) -> list[Claim]:
    """Claims up to ``most`` of what is due, whatever Omnisend's limits say."""
    return claim([due.id for due in Round().pick(now, most=most, each=most)], now)


def claim(ids: Sequence[int], now: dt.datetime) -> list[Claim]:
    """Claims those of ``ids`` that are due and nobody's. A held one whose hold is over is handed over."""
    if not ids:
        return []
    with transaction.atomic():
        due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            pk__in=ids, lease_until=None, state__in=sorted(WORKABLE), not_before__lte=now
        )
        place = {pk: number for number, pk in enumerate(ids)}
        found = sorted(
            due.select_related("store").defer(*_RARELY_READ), key=lambda delivery: place[delivery.pk]
        )
        if found:
            reached("before_claim")
        claims = _claim([delivery for delivery in found if _may_begin(delivery, now)], now)
    if claims:
        reached("claimed")
    return claims


def _claim(deliveries: Sequence[Delivery], now: dt.datetime) -> list[Claim]:
    """One UPDATE for all of them, and the same in memory."""
    until = now + dt.timedelta(seconds=settings.SENDING_LEASE)
    told: dict[str, Any] = {
        "now": now,
        "until": until,
        "creating": list(_CREATING),
        "ids": [d.pk for d in deliveries],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, told)
    lines, begun = [], []
    for delivery in deliveries:
        before = delivery.state
        if before == State.HELD:
            delivery.state = State.HANDING_OVER
            begun.append(delivery)
        delivery.fence, delivery.revision = delivery.fence + 1, delivery.revision + 1
        delivery.claimed_at, delivery.lease_until = now, until
        if delivery.step in _CREATING:
            delivery.first_create_at = delivery.first_create_at or now
        if delivery.step in CHANGING:
            lines.append(new_event(delivery, DeliveryEvent.Kind.CLAIM, at=now, before=before))
    DeliveryEvent.objects.bulk_create(lines)
    tell_campaigns([(delivery, now) for delivery in begun])
    return [Claim(d, Step(d.step), d.fence, now, until) for d in deliveries]


def _may_begin(delivery: Delivery, now: dt.datetime) -> bool:
    """Whether it can be read and is not too late; if not, it is dealt with here."""
    before, situation = delivery.state, _readable(delivery)
    if situation is None:
        Delivery.objects.filter(pk=delivery.pk).update(not_before=now + _SET_ASIDE)
        return False
    if not overdue(situation, now):
        return True
    rows.write(delivery, expired(situation, Evidence(Kind.NOT_REACHED, now, now)))
    delivery.fence += 1
    delivery.revision += 1
    delivery.save()
    late = "the time for handing it over passed"
    event(delivery, DeliveryEvent.Kind.MOVE, at=now, before=before, note=late)
    tell_campaign(delivery, at=now)
    settle(delivery, before, None, now=now)
    return False


def _readable(delivery: Delivery) -> Situation | None:
    """Where it stands; None, with an alarm, when what was stored cannot be read. No other waits for it."""
    try:
        return rows.situation_of(delivery)
    except ValidationError:
        log.exception("delivery cannot be read", delivery=delivery.pk, store=delivery.store_id)
        return None


def give_back_lost(now: dt.datetime) -> int:
    """Deals with leases that ran out: their worker died or sleeps. Answers how many there were."""
    lost = 0
    with transaction.atomic():
        for delivery in Delivery.objects.select_for_update(skip_locked=True).filter(lease_until__lte=now)[
            :100
        ]:
            lease_until = delivery.lease_until
            if lease_until is None:
                raise AssertionError("the query asked for leases")
            before, step = delivery.state, delivery.step
            situation = _readable(delivery)
            if situation is None:
                Delivery.objects.filter(pk=delivery.pk).update(lease_until=now + _SET_ASIDE)
                continue
            # Nothing of ours leaves after the lease, so that is when the request last could have.
            evidence = Evidence(Kind.LEASE_LOST, delivery.claimed_at or lease_until, lease_until)
            rows.write(delivery, decide(situation, evidence, timing()))
            delivery.lease_until = None
            delivery.fence += 1
            delivery.revision += 1
            delivery.save()
            event(delivery, DeliveryEvent.Kind.LOST, at=now, before=before, step=step)
            tell_campaign(delivery, at=now)
            settle(delivery, before, None, now=now)
            lost += 1
    return lost
