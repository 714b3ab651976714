"""Taking work: which deliveries are due, and whose turn it is.

A claim is one UPDATE that raises the fence and sets the lease. Its commit comes before any byte leaves, so
whoever finds an expired lease knows that a request may have been made, and by whom it was not reported.
"""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import connection, transaction
from pydantic import ValidationError

from omniapp.sending import rows
from omniapp.sending.aftermath import settle
from omniapp.sending.decisions import decide, expired, overdue
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.points import reached
from omniapp.sending.recording import event, tell_campaign
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import CHANGING, WORKABLE, State, Step

log = structlog.get_logger(__name__)
_SET_ASIDE = dt.timedelta(minutes=10)  # for a row that cannot be read, until somebody mends it

# Brand by brand: the first of every store before the second of any, so that a long queue delays only itself.
_DUE = """
    WITH queue AS (
        SELECT id, row_number() OVER (PARTITION BY store_id ORDER BY not_before, id) AS place, not_before
        FROM sending_delivery
        WHERE state = ANY(%(workable)s) AND lease_until IS NULL AND not_before <= %(now)s
    )
    SELECT delivery.id
    FROM queue JOIN sending_delivery AS delivery USING (id)
    WHERE delivery.state = ANY(%(workable)s) AND delivery.lease_until IS NULL
        AND delivery.not_before <= %(now)s
    ORDER BY queue.place, queue.not_before, queue.id
    LIMIT %(most)s
    FOR UPDATE OF delivery SKIP LOCKED
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
    """Claims up to ``most`` deliveries that are due. Held ones whose hold is over go into hand-over here."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_DUE, {"workable": sorted(WORKABLE), "now": now, "most": most})
            ids = [row[0] for row in cursor.fetchall()]
        if ids:
            reached("before_claim")
        due = Delivery.objects.filter(pk__in=ids).select_related("store", "campaign")
        by_id = {delivery.pk: delivery for delivery in due}
        claims = [claim for pk in ids if (claim := _claim(by_id[pk], now)) is not None]
    if claims:
        reached("claimed")
    return claims


def _claim(delivery: Delivery, now: dt.datetime) -> Claim | None:
    before = delivery.state
    situation = _readable(delivery)
    if situation is None:
        Delivery.objects.filter(pk=delivery.pk).update(not_before=now + _SET_ASIDE)
        return None
    delivery.fence += 1
    delivery.revision += 1
    if overdue(situation, now):
        rows.write(delivery, expired(situation, Evidence(Kind.NOT_REACHED, now, now)))
        delivery.save()
        late = "the time for handing it over passed"
        event(delivery, DeliveryEvent.Kind.MOVE, at=now, before=before, note=late)
        tell_campaign(delivery, at=now)
        settle(delivery, before, None, now=now)
        return None
    if delivery.state == State.HELD:
        delivery.state = State.HANDING_OVER
    lease_until = now + dt.timedelta(seconds=settings.SENDING_LEASE)
    delivery.claimed_at, delivery.lease_until = now, lease_until
    if delivery.step in (Step.CREATE, Step.COPY):
        delivery.first_create_at = delivery.first_create_at or now
    delivery.save()
    if before == State.HELD:
        tell_campaign(delivery, at=now)
    if delivery.step in CHANGING:
        event(delivery, DeliveryEvent.Kind.CLAIM, at=now, before=before)
    return Claim(delivery, Step(delivery.step), delivery.fence, now, lease_until)


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
