"""The engine: claim what is due, make each delivery's one request, record what came.

No request is made inside a transaction. Outcomes are recorded as they arrive, each under the fence of its
claim, so that a worker that slept past its lease cannot overwrite what was decided meanwhile.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from omniapp import clock, omnisend
from omniapp.campaigns import mapped
from omniapp.sending import heartbeat, rows
from omniapp.sending.aftermath import settle
from omniapp.sending.claims import Claim, claim_due, give_back_lost, timing
from omniapp.sending.decisions import decide, decide_late
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.points import reached
from omniapp.sending.recording import answered, event, tell_campaign
from omniapp.sending.situation import Evidence, Kind, Problem
from omniapp.sending.states import State, Step, allowed
from omniapp.sending.steps import call_for, evidence_of, evidence_of_error
from omniapp.stores import connection as store_connection
from omniapp.stores.errors import NeedsReconnect
from omniapp.stores.models import Store
from omniapp.stores.operations import mark_needs_reconnect

_SHOWS_ITSELF = frozenset({Step.CREATE, Step.PATCH, Step.READ_BACK, Step.LOOK})
log = structlog.get_logger(__name__)


class LeaseOver(omnisend.NotReached):
    """The clock, read immediately before the first byte, said that the lease may not outlive the answer."""


@dataclass(frozen=True)
class Exchanged:
    """What one claim brought, with the exchange's own figures for the record."""

    claim: Claim
    evidence: Evidence
    shown: omnisend.Campaign | None = None
    method: str = ""
    path: str = ""
    milliseconds: int | None = None


def drain(*, rounds: int = 10_000, now: Callable[[], dt.datetime] = clock.now) -> int:
    """Works until nothing is due. Answers how many outcomes were recorded.

    Claims no more than can be asked at once: a lease that waits for its turn might run out unused.
    """
    recorded, most, pulse = 0, max(settings.SENDING_CONCURRENCY, 1), heartbeat.Pulse()
    give_back_lost(now())
    for _ in range(rounds):
        claims = claim_due(now(), most=most)
        pulse.beat()
        if not claims:
            break
        for exchanged in _perform_all(claims, now):
            try:
                record(exchanged)
            except (AssertionError, IntegrityError):
                # A mistake of ours with one delivery: its lease will run out; the others' answers are kept.
                log.exception("outcome not recorded", delivery=exchanged.claim.delivery.pk)
                continue
            recorded += 1
    return recorded


def _perform_all(claims: list[Claim], now: Callable[[], dt.datetime]) -> Iterator[Exchanged]:
    """Outcomes in the order they arrive. One at a time needs no threads."""
    slots = min(len(claims), settings.SENDING_CONCURRENCY)
    if slots <= 1:
        yield from (perform(claim, now) for claim in claims)
        return
    with ThreadPoolExecutor(slots, thread_name_prefix="send") as pool:
        asked = {pool.submit(_perform_in_thread, claim, now): claim for claim in claims}
        for done in as_completed(asked):
            if error := done.exception():
                # A mistake of ours with one delivery: its lease will run out, and no other waits for it.
                log.error("delivery step failed", delivery=asked[done].delivery.pk, exc_info=error)
            else:
                yield done.result()


def _perform_in_thread(claim: Claim, now: Callable[[], dt.datetime]) -> Exchanged:
    try:
        return perform(claim, now)
    finally:
        connection.close()


def perform(claim: Claim, now: Callable[[], dt.datetime] = clock.now) -> Exchanged:
    """Makes the one request of this claim. Never raises for anything Omnisend or the network does."""
    delivery, started = claim.delivery, now()
    call = call_for(delivery, claim.step)

    def still_ours() -> None:
        left = (claim.lease_until - now()).total_seconds()
        if left < settings.SENDING_REQUEST_DEADLINE:
            raise LeaseOver("the lease ends before an answer could be waited for")

    result: object = None
    try:
        result = _ask(delivery.store, call, still_ours)
        evidence = evidence_of(delivery, claim.step, result, asked_at=started, at=now())
    except omnisend.OmnisendError as error:
        evidence = evidence_of_error(error, call, asked_at=started, at=now())
    except NeedsReconnect as error:
        problem = Problem(operation=call.request.operation, detail=str(error), kind="NeedsReconnect")
        evidence = Evidence(Kind.LOCKED_OUT, started, now(), problem=problem)
    reached("answered")
    took = int((evidence.at - started).total_seconds() * 1000)
    shown = result if isinstance(result, omnisend.Campaign) else None
    return Exchanged(claim, evidence, shown, call.request.method, call.request.path, max(took, 0))


def _ask(store: Store, call: omnisend.Call[Any], before_write: Callable[[], None]) -> object:
    """The exchange itself. A 401 says that nothing happened: the token is renewed and it is asked once more.

    Raises omnisend.OmnisendError, and NeedsReconnect when no token works without a person.
    """
    used = store_connection.credentials(store)
    try:
        return _client(used).run(call, before_write=before_write)
    except omnisend.Unauthorized as no:
        if not store_connection.recover_from_401(store, generation=used.generation):
            raise NeedsReconnect(f"{store.name} needs to be connected again.") from no
    used = store_connection.credentials(store)
    try:
        return _client(used).run(call, before_write=before_write)
    except omnisend.Unauthorized as no:
        mark_needs_reconnect(store, clock.now(), generation=used.generation)
        raise NeedsReconnect(f"{store.name} needs to be connected again.") from no


def _client(used: store_connection.Credentials) -> omnisend.Client:
    return omnisend.Client(
        used.token,
        api_url=settings.OMNISEND_API_URL,
        transport=store_connection.transport(),
        deadline=settings.SENDING_REQUEST_DEADLINE,
    )


def record(exchanged: Exchanged) -> None:
    """Writes the outcome and the next situation in one transaction."""
    claim, evidence = exchanged.claim, exchanged.evidence
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=claim.delivery.pk)
        late = delivery.fence != claim.fence
        before = delivery.state
        situation = rows.situation_of(delivery)
        after = (
            decide_late(situation, claim.step, evidence, timing())
            if late
            else decide(situation, evidence, timing())
        )
        if late and after is not None and _has_successor(delivery):
            after = None
        if after is not None:
            if not allowed(situation.state, after.state):
                raise AssertionError(f"{situation.state} may not become {after.state}")
            rows.write(delivery, after)
            delivery.lease_until = None
            if exchanged.shown is not None and claim.step in _SHOWS_ITSELF:
                delivery.remote_read_at = evidence.at
                delivery.shown = mapped.answer(exchanged.shown)
            delivery.revision += 1
            if late:
                delivery.fence += 1
            delivery.save()
            tell_campaign(delivery, at=evidence.at)
            settle(delivery, before, exchanged.shown, now=evidence.at)
        event(
            delivery,
            DeliveryEvent.Kind.LATE if late else DeliveryEvent.Kind.EXCHANGE,
            at=evidence.at,
            before=before,
            step=claim.step,
            outcome=evidence.kind,
            method=exchanged.method,
            path=exchanged.path,
            milliseconds=exchanged.milliseconds,
            **answered(evidence.problem),
        )
    reached("recorded")
    log.info(
        "delivery step",
        delivery=delivery.pk,
        store=delivery.store_id,
        step=str(claim.step),
        outcome=str(evidence.kind),
        state=delivery.state,
        late=late,
    )


def _has_successor(delivery: Delivery) -> bool:
    """Whether a newer delivery took over, so that this row must not come back to life."""
    if State(delivery.state) != State.GIVEN_UP:
        return False
    return Delivery.objects.filter(campaign_id=delivery.campaign_id, pk__gt=delivery.pk).exists()
