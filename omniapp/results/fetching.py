"""Fetching the numbers of what people look at: few requests, each full, inside the budget."""

import datetime as dt
import time

import structlog

from omniapp import clock, omnisend
from omniapp.budgets import BudgetSpent, Lane
from omniapp.campaigns.models import Campaign
from omniapp.results import asking, budget, reports
from omniapp.results.freshness import INTEREST, REACHES_BACK, is_stale
from omniapp.results.models import Allowance, Report
from omniapp.stores import NeedsReconnect, connection
from omniapp.stores.models import Store

SCOPE = "analytics.read"
LONGEST_RUN = 60.0  # seconds; the next ring goes on
_WHOLE_STORE = 200  # the newest campaigns that are asked for along with what was looked at
Trouble = Allowance.Trouble
log = structlog.get_logger(__name__)


def fetch() -> int:
    """Asks for every store where somebody looked lately at numbers that grew old; how many were asked."""
    began, now, asked = time.monotonic(), clock.now(), 0
    looked = Report.objects.filter(looked_at__gte=now - INTEREST)
    stores = Store.objects.filter(state=Store.State.CONNECTED, pk__in=looked.values("store_id"))
    for store in stores.order_by("pk"):
        if time.monotonic() - began > LONGEST_RUN:
            break
        with structlog.contextvars.bound_contextvars(store=store.brand_id):
            asked += fetch_store(store, now=now)
    return asked


def fetch_store(store: Store, *, now: dt.datetime) -> bool:
    """One request, if something is due and the budget has it; whether it was made."""
    if SCOPE not in store.scopes:
        return False
    _forgive_what_is_over(store)
    spent = budget.spent_today(store)
    due = [row for row in _looked_at(store, now) if _is_due(row, spent, now)]
    if not due or not budget.claim(store, first_look=any(row.asked_at is None for row in due)):
        return False
    batch = _fill(store, due, spent, now)
    try:
        answer = _ask(store, asking.question([row.omnisend_id for row in batch], now=now))
    except NeedsReconnect:
        budget.settle(store, Trouble.RECONNECT, rest=600, at=now)
    except BudgetSpent as full:
        budget.give_back(store, rest=full.retry_after or 0.0)
        return False
    except omnisend.OmnisendError as error:
        trouble, rest = _meaning(store, error)
        log.warning("no results", trouble=str(error))
        budget.settle(store, trouble, rest=rest, at=now, detail=error.detail)
    else:
        _keep(batch, asking.columns(answer), clock.now())
        budget.settle(store)
    return True


def _looked_at(store: Store, now: dt.datetime) -> list[Report]:
    rows = Report.objects.filter(store=store, looked_at__gte=now - INTEREST, campaign__deleted_at=None)
    return list(rows.order_by("-looked_at", "pk"))


def _is_due(row: Report, spent: int, now: dt.datetime) -> bool:
    return is_stale(
        asked_at=row.asked_at,
        sent_at=row.sent_at,
        has_numbers=row.as_of is not None,
        spent=spent,
        now=now,
    )


def _fill(store: Store, due: list[Report], spent: int, now: dt.datetime) -> list[Report]:
    """What is due, and whatever else of the store has grown old: a request costs the same, full or not."""
    newest = Campaign.objects.live().filter(store=store, omnisend_status__in=reports.OUT)
    newest = newest.exclude(omnisend_id="").select_related("store").order_by("-updated_at")
    reports.expect(campaign for campaign in newest[:_WHOLE_STORE] if reports.may_have(campaign))
    known = {row.pk for row in due}
    others = Report.objects.filter(store=store, sent_at__gte=now - REACHES_BACK, campaign__deleted_at=None)
    more = [row for row in others.exclude(pk__in=known).order_by("-sent_at") if _is_due(row, spent, now)]
    return (due + more)[: asking.MOST_IDS]


def _ask(store: Store, call: omnisend.Call[tuple[omnisend.Report, ...]]) -> tuple[omnisend.Report, ...]:
    """One request and never two: after a 401 the access is renewed, and the next ring asks again."""
    used = connection.credentials(store)
    try:
        return connection.client(store, deadline=budget.DEADLINE, lane=Lane.BACKGROUND).run(call)
    except omnisend.Unauthorized as no:
        if not connection.recover_from_401(store, generation=used.generation):
            raise NeedsReconnect(f"{store.name} needs to be connected again.") from no
        raise


def _meaning(store: Store, error: omnisend.OmnisendError) -> tuple[Allowance.Trouble, float]:
    """What went wrong, and for how many seconds nothing more is asked."""
    match error:
        case omnisend.RateLimited():
            return Trouble.LIMITED, error.retry_after if error.retry_after is not None else 900.0
        case omnisend.Forbidden():
            return Trouble.PERMISSION, 6 * 3600.0
        case omnisend.Unauthorized():
            return Trouble.UNREACHABLE, 15.0
        case omnisend.Refused():
            return Trouble.REFUSED, 6 * 3600.0
    failures = Allowance.objects.filter(store=store).values_list("failures", flat=True).get()
    return Trouble.UNREACHABLE, min(60.0 * 2**failures, 3600.0)


def _keep(batch: list[Report], told: dict[str, dict[str, object]], now: dt.datetime) -> None:
    """Writes what was told. Whatever Omnisend was silent about keeps its old numbers and their date."""
    for row in batch:
        columns = told.get(row.omnisend_id)
        known = columns is not None and any(value is not None for value in columns.values())
        fresh = {**columns, "as_of": now} if columns is not None and known else {}
        Report.objects.filter(pk=row.pk).update(asked_at=now, **fresh)


def _forgive_what_is_over(store: Store) -> None:
    """Somebody connected the store anew after a refusal that only this could mend."""
    row = Allowance.objects.filter(store=store, trouble__in=[Trouble.PERMISSION, Trouble.RECONNECT]).first()
    if row is not None and row.trouble_at is not None and store.connected_at > row.trouble_at:
        budget.forgive(store)
