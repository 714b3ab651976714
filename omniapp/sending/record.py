"""Writing outcomes down: all that arrived together in one transaction, what is special each in its own."""

import functools
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import Error, transaction

from omniapp.campaigns import mapped
from omniapp.sending import bulk, rows
from omniapp.sending.aftermath import concerns_others, settle
from omniapp.sending.claims import Claim, timing
from omniapp.sending.decisions import decide, decide_late
from omniapp.sending.exchanges import Exchanged
from omniapp.sending.mistakes import MISTAKES
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.points import reached
from omniapp.sending.recording import answered, line, tell_campaign, tell_campaigns
from omniapp.sending.situation import Evidence, Kind, Situation
from omniapp.sending.states import State, Step, allowed

_SHOWS_ITSELF = frozenset({Step.CREATE, Step.PATCH, Step.READ_BACK, Step.LOOK})
_OURS = {
    "our_fence": "integer",
    "our_revision": "integer",
    "our_lease": "timestamptz",
    "remote_read_at": "timestamptz",
    "shown": "jsonb",
}
_STILL_OURS = """
    old.fence = new.our_fence AND old.revision = new.our_revision AND old.lease_until = new.our_lease
"""
_SETS = """
    lease_until = NULL, revision = old.revision + 1, shown = coalesce(new.shown, old.shown),
    remote_read_at = coalesce(new.remote_read_at, old.remote_read_at)
"""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What one exchange proves, and leads to from ``found``. ``late``: its lease was lost."""

    exchanged: Exchanged
    evidence: Evidence
    found: Situation
    after: Situation | None
    late: bool = False

    @property
    def claim(self) -> Claim:
        return self.exchanged.claim

    @property
    def shows(self) -> bool:
        return self.exchanged.shown is not None and self.claim.step in _SHOWS_ITSELF

    @functools.cached_property
    def changes(self) -> dict[str, Any]:
        """The columns that become different."""
        return {} if self.after is None else rows.changes(self.found, self.after)


def record_all(arrived: Sequence[Exchanged]) -> int:
    """Records all of them, whatever any of them holds; how many it could."""
    plain: dict[int, Outcome] = {}
    alone: list[Exchanged] = []
    for exchanged in arrived:
        pk, outcome = exchanged.claim.delivery.pk, _plain(exchanged)
        if outcome is None or pk in plain:  # a second answer: its delivery was taken from us and claimed anew
            alone.append(exchanged)
        else:
            plain[pk] = outcome
    try:
        alone += _record_together(list(plain.values()))
    except (*MISTAKES, Error):  # that one is also what the loser of a deadlock hears
        log.exception("outcomes not recorded together")
        alone += [outcome.exchanged for outcome in plain.values()]
    return len(arrived) - sum(not _recorded_alone(exchanged) for exchanged in alone)


def record(exchanged: Exchanged) -> None:
    """Writes one outcome and the next situation in one transaction, whatever happened meanwhile."""
    claim = exchanged.claim
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(pk=claim.delivery.pk)
        late = delivery.fence != claim.fence
        if not late and delivery.lease_until is None:
            return  # it was recorded, and only the word of it was lost
        evidence, found = exchanged.evidence, rows.situation_of(delivery)
        if late:
            after = decide_late(found, claim.step, evidence, timing())
            after = None if _has_successor(delivery) else after
        else:
            after = decide(found, evidence, timing())
        outcome = Outcome(exchanged, evidence, found, after, late)
        if after is not None:
            _apply(delivery, outcome, after)
            delivery.save()
            tell_campaign(delivery, at=evidence.at)
            settle(delivery, found.state, exchanged.shown, now=evidence.at)
        DeliveryEvent.objects.create(**_line(delivery, outcome))
    reached("recorded")
    _tell_log(delivery, outcome)


def _recorded_alone(exchanged: Exchanged) -> bool:
    try:
        record(exchanged)
    except MISTAKES:
        log.exception("outcome not recorded", **exchanged.claim.names)
        return False
    return True


def _plain(exchanged: Exchanged) -> Outcome | None:
    """What follows if nobody touched the delivery meanwhile; None for what concerns other rows as well."""
    delivery, found = exchanged.claim.delivery, exchanged.claim.found
    try:
        after = decide(found, exchanged.evidence, timing())
    except MISTAKES:
        return None  # raised again where it is recorded alone
    # A list may have shown a draft before its answer was here; then the database refuses the group.
    made = exchanged.claim.step == Step.CREATE and delivery.booster_id is None
    known = made or after.remote_id == delivery.remote_id
    if concerns_others(delivery, after.state) or not known or after.boost_id != delivery.boost_id:
        return None
    return Outcome(exchanged, exchanged.evidence, found, after)


def _record_together(outcomes: Sequence[Outcome]) -> list[Exchanged]:
    """Writes those whose delivery is as its claim left it; answers with the others."""
    if not outcomes:
        return []
    for one in outcomes:
        if one.after is not None:
            _apply(one.claim.delivery, one, one.after)
    with transaction.atomic():
        untouched = _write(sorted(outcomes, key=lambda one: one.claim.delivery.pk))
        same = [one for one in outcomes if one.claim.delivery.pk in untouched]
        bulk.insert([_line(one.claim.delivery, one) for one in same])
        tell_campaigns([(one.claim.delivery, one.evidence.at) for one in same])
    reached("recorded")
    for one in same:
        _tell_log(one.claim.delivery, one)
    return [one.exchanged for one in outcomes if one.claim.delivery.pk not in untouched]


def _write(outcomes: Sequence[Outcome]) -> set[int]:
    """Writes what is as its claim left it: every change by anybody else alters one of three columns.

    Answers the primary keys of those.
    """
    changed = bulk.types(Delivery, {name for one in outcomes for name in one.changes})
    given = [_given(one, one.claim, changed) for one in outcomes]
    sets = [f"{name} = new.{name}" for name in changed]
    return bulk.write(Delivery._meta.db_table, _OURS | changed, given, ", ".join([_SETS, *sets]), _STILL_OURS)


def _given(outcome: Outcome, claim: Claim, changed: Iterable[str]) -> dict[str, Any]:
    """A row for the statement: what becomes of it, and what it has to be as until then."""
    delivery = claim.delivery
    shown = {"remote_read_at": delivery.remote_read_at, "shown": delivery.shown} if outcome.shows else {}
    return {
        "id": delivery.pk,
        "our_fence": claim.fence,
        "our_lease": claim.lease_until,
        "our_revision": delivery.revision - 1,
        **shown,
        **{name: getattr(delivery, name) for name in changed},
    }


def _apply(delivery: Delivery, outcome: Outcome, after: Situation) -> None:
    if not allowed(outcome.found.state, after.state):
        raise AssertionError(f"{outcome.found.state} may not become {after.state}")
    for name, value in outcome.changes.items():
        setattr(delivery, name, value)
    delivery.lease_until = None
    if outcome.shows and outcome.exchanged.shown is not None:
        delivery.remote_read_at = outcome.evidence.at
        delivery.shown = mapped.answer(outcome.exchanged.shown)
    delivery.revision += 1
    if outcome.late:
        delivery.fence += 1


def _line(delivery: Delivery, outcome: Outcome) -> dict[str, Any]:
    request = outcome.exchanged.asked.call.request
    return line(
        delivery,
        DeliveryEvent.Kind.LATE if outcome.late else DeliveryEvent.Kind.EXCHANGE,
        at=outcome.evidence.at,
        before=outcome.found.state,
        step=outcome.claim.step,
        outcome=outcome.evidence.kind,
        method=request.method,
        path=request.path,
        milliseconds=outcome.exchanged.milliseconds,
        **{"status": outcome.exchanged.status, **answered(outcome.evidence.problem)},
    )


def _tell_log(delivery: Delivery, outcome: Outcome) -> None:
    """What went as usual is in the record, so that only who looks closer wants a line for each."""
    log.log(
        logging.DEBUG if outcome.evidence.kind == Kind.YES and not outcome.late else logging.INFO,
        "delivery step",
        **outcome.claim.names,
        step=str(outcome.claim.step),
        outcome=str(outcome.evidence.kind),
        state=delivery.state,
        late=outcome.late,
    )


def _has_successor(delivery: Delivery) -> bool:
    """Whether a newer delivery took over, so that this row must not come back to life."""
    if State(delivery.state) != State.GIVEN_UP:
        return False
    return Delivery.objects.filter(campaign_id=delivery.campaign_id, pk__gt=delivery.pk).exists()
