"""Taking work: whoever claims a delivery may make its one request.

A claim is one UPDATE that raises the fence and sets the lease. Its commit comes before any byte leaves, so
whoever finds an expired lease knows that a request may have been made, and by whom it was not reported.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from django.conf import settings
from django.db import connection, transaction

from omniapp.sending import bulk, rows
from omniapp.sending.aftermath import settle
from omniapp.sending.decisions import KEEPS_ITS_DEADLINE, decide, expired
from omniapp.sending.due import Round
from omniapp.sending.mistakes import MISTAKES
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.points import reached
from omniapp.sending.recording import event, tell_campaign, tell_campaigns
from omniapp.sending.situation import Evidence, Kind, Situation, Timing
from omniapp.sending.states import CHANGING, WORKABLE, State, Step

log = structlog.get_logger(__name__)
_SET_ASIDE = dt.timedelta(minutes=10)  # for a row that cannot be read, until somebody mends it
_AT_ONCE = 10
_CREATING = (Step.CREATE, Step.COPY)
_STATES = ", ".join(f"'{state}'" for state in sorted(WORKABLE))
_EARLY = f"'{State.HANDING_OVER}', '{State.HELD}'"
#: No claim needs these; read all the same, they come in a query of their own.
_LEFT_OUT = {"created_at", "created_by", "created_by_user", "version", "claimed_at", "lease_until", "made"}
_READ = [field.attname for field in Delivery._meta.concrete_fields if field.name not in _LEFT_OUT]
_CLAIM = f"""
    WITH open AS (
        SELECT due.id, due.state AS before, store.brand_id AS brand
        FROM sending_delivery AS due JOIN stores_store AS store ON store.id = due.store_id
        WHERE due.id = ANY(%(ids)s) AND lease_until IS NULL AND due.state IN ({_STATES})
            AND not_before <= %(now)s AND NOT (due.state IN ({_EARLY}) AND deadline <= %(now)s)
        FOR UPDATE OF due SKIP LOCKED
    )
    UPDATE sending_delivery AS delivery SET
        fence = fence + 1, revision = revision + 1, claimed_at = %(now)s, lease_until = %(until)s,
        state = CASE WHEN state <> '{State.HELD}' THEN state
            WHEN unknown_since IS NULL THEN '{State.HANDING_OVER}' ELSE '{State.CHECKING}' END,
        first_create_at = CASE WHEN step = ANY(%(creating)s) THEN coalesce(first_create_at, %(now)s)
            ELSE first_create_at END
    FROM open WHERE delivery.id = open.id
    RETURNING {", ".join(f"delivery.{name}" for name in _READ)}, open.before, open.brand
"""  # noqa: S608
_LINES = f"""
    INSERT INTO sending_deliveryevent (
        delivery_id, store_id, campaign_id, at, kind, step, state_before, state_after, reason, fence,
        remote_status, actor, outcome, method, path, slug, request_id, note
    )
    SELECT id, store_id, campaign_id, claimed_at, '{DeliveryEvent.Kind.CLAIM}', step,
        CASE WHEN id = ANY(%s) THEN '{State.HELD}' ELSE state END, state, reason, fence,
        remote_status, '', '', '', '', '', '', ''
    FROM sending_delivery WHERE id = ANY(%s) AND step = ANY(%s)
"""  # noqa: S608


@dataclass(frozen=True)
class Claim:
    """One delivery in our hands until ``lease_until``; outcomes are recorded under ``fence``."""

    delivery: Delivery
    brand: str
    step: Step
    fence: int
    claimed_at: dt.datetime
    lease_until: dt.datetime
    found: Situation  # as the claim left it

    @property
    def names(self) -> dict[str, object]:
        """What a log line about it says."""
        return {"store": self.brand, "delivery": self.delivery.pk}


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
    reached("before_claim")
    place = {pk: number for number, pk in enumerate(ids)}
    with transaction.atomic():
        taken = sorted(_taken(ids, now), key=lambda delivery: place[delivery.pk])
        claims = [one for delivery in taken if (one := _claim_of(delivery, now)) is not None]
        begun = [one.delivery for one in claims if vars(one.delivery)["before"] == State.HELD]
        _write_ahead([one.delivery.pk for one in claims], [delivery.pk for delivery in begun])
        tell_campaigns([(delivery, now) for delivery in begun])
    if claims:
        reached("claimed")
    return claims


def _taken(ids: Sequence[int], now: dt.datetime) -> list[Delivery]:
    """The deliveries as the claim left them. Each has ``before``, its former state, and ``brand`` besides."""
    told = {"ids": list(ids), "now": now, "until": _leased(now), "creating": list(_CREATING)}
    return bulk.read(_CLAIM, told, _READ, "before", "brand")


def _leased(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=settings.SENDING_LEASE)


def _claim_of(delivery: Delivery, now: dt.datetime) -> Claim | None:
    """None for one that cannot be read: it is set aside."""
    found = _readable(delivery)
    if found is not None:
        return Claim(delivery, vars(delivery)["brand"], found.step, delivery.fence, now, _leased(now), found)
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=None, not_before=now + _SET_ASIDE)
    return None


def _write_ahead(ids: Sequence[int], begun: Sequence[int]) -> None:
    """A line in the record for each request that changes something, before a byte of it leaves."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(begun), list(ids), sorted(CHANGING)])


def park_overdue(now: dt.datetime) -> None:
    """Gives to a person what nobody could work on until its deadline. Needs no slot, and asks nobody."""
    while _park_overdue(now) == _AT_ONCE:
        pass


def _park_overdue(now: dt.datetime) -> int:
    with transaction.atomic():
        late = list(
            Delivery.objects.select_for_update(skip_locked=True).filter(
                lease_until=None, state__in=sorted(KEEPS_ITS_DEADLINE), deadline__lte=now
            )[:_AT_ONCE]
        )
        for delivery in late:
            if not _move(delivery, partial(_too_late, now=now)):
                again = now + _SET_ASIDE
                Delivery.objects.filter(pk=delivery.pk).update(not_before=again, deadline=again)
    return len(late)


def _too_late(delivery: Delivery, *, now: dt.datetime) -> None:
    before = delivery.state
    rows.write(delivery, expired(rows.situation_of(delivery), Evidence(Kind.NOT_REACHED, now, now)))
    delivery.fence += 1
    delivery.revision += 1
    delivery.save()
    note = "the time for handing it over passed"
    if before == State.CHECKING:
        note = "the time for finding out passed"
    event(delivery, DeliveryEvent.Kind.MOVE, at=now, before=before, note=note)
    tell_campaign(delivery, at=now)
    settle(delivery, before, None, now=now)


def _move(delivery: Delivery, change: Callable[[Delivery], None]) -> bool:
    """Carries out a change of ours; a mistake with one delivery undoes it, and keeps no other waiting."""
    try:
        with transaction.atomic():
            change(delivery)
    except MISTAKES:
        log.exception("delivery cannot be moved", delivery=delivery.pk, store=delivery.store.brand_id)
        return False
    return True


def _readable(delivery: Delivery) -> Situation | None:
    """Where it stands; None, with an alarm, when what was stored cannot be read. No other waits for it."""
    try:
        return rows.situation_of(delivery)
    except MISTAKES:
        log.exception("delivery cannot be read", delivery=delivery.pk, store=delivery.store.brand_id)
        return None


def give_back_lost(now: dt.datetime) -> int:
    """Deals with leases that ran out: their worker died or sleeps. Answers how many there were.

    A few in each transaction: who dies among hundreds of them has done the most of it.
    """
    lost = 0
    while found := _give_back(now):
        lost += found
    return lost


def _give_back(now: dt.datetime) -> int:
    lost = 0
    with transaction.atomic():
        ran_out = Delivery.objects.select_for_update(skip_locked=True).filter(lease_until__lte=now)
        for delivery in ran_out[:_AT_ONCE]:
            lost += 1
            if not _move(delivery, partial(_without_lease, now=now)):
                Delivery.objects.filter(pk=delivery.pk).update(lease_until=now + _SET_ASIDE)
    return lost


def _without_lease(delivery: Delivery, *, now: dt.datetime) -> None:
    lease_until = delivery.lease_until
    if lease_until is None:
        raise AssertionError("the query asked for leases")
    before, step = delivery.state, delivery.step
    # Nothing of ours leaves after the lease, so that is when the request last could have.
    evidence = Evidence(Kind.LEASE_LOST, delivery.claimed_at or lease_until, lease_until)
    rows.write(delivery, decide(rows.situation_of(delivery), evidence, timing()))
    delivery.lease_until = None
    delivery.fence += 1
    delivery.revision += 1
    delivery.save()
    event(delivery, DeliveryEvent.Kind.LOST, at=now, before=before, step=step)
    tell_campaign(delivery, at=now)
    settle(delivery, before, None, now=now)
