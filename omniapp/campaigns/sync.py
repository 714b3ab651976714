"""Keeping stores' campaigns as Omnisend has them: who is due, one run for one store, and when the next is.

A store that somebody looks at is read every minute, the others every quarter of an hour. Whoever claims a
store holds it for a lease; a run that was overtaken records nothing. No request is made in a transaction.
"""

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from omniapp import clock, omnisend
from omniapp.budgets import BudgetSpent
from omniapp.campaigns import passes, trouble
from omniapp.campaigns.models import CampaignSync
from omniapp.stores.errors import NeedsReconnect
from omniapp.stores.models import Store

LEASE = dt.timedelta(minutes=3)  # longer than the slowest run: MOST_CALLS times PATIENCE
LOOKED_AT = dt.timedelta(minutes=10)  # so long after somebody looked a store counts as looked at
WHILE_LOOKED_AT = dt.timedelta(minutes=1)
OTHERWISE = dt.timedelta(minutes=15)
FULL_EVERY = dt.timedelta(days=1)
AGAIN_SOON = dt.timedelta(seconds=15)
WAIT_WITHOUT_A_NUMBER = 60.0  # a 429 that does not say how long
Now = Callable[[], dt.datetime]
log = structlog.get_logger(__name__)


def drain(*, at_once: int = 0, seconds: float = 10.0, now: Now = clock.now) -> int:
    """Reads stores until none is due or the time is up; how many runs that were. Safe from any process."""
    at_once = at_once or settings.SYNC_CONCURRENCY
    until, runs = time.monotonic() + seconds, 0
    while claimed := claim(now(), most=2 * at_once):
        _run_all(claimed, at_once, now)
        runs += len(claimed)
        if time.monotonic() > until:
            break
    return runs


def _run_all(claimed: list[CampaignSync], at_once: int, now: Now) -> None:
    """One at a time needs no threads."""
    if at_once == 1:
        for state in claimed:
            _run_named(state, now)
        return
    with ThreadPoolExecutor(at_once, thread_name_prefix="sync") as pool:
        begun = {pool.submit(copy_context().run, _run_in_thread, state, now): state for state in claimed}
        for done in as_completed(begun):
            if error := done.exception():
                # A mistake of ours with one store: its lease will run out, and no other store waits for it.
                log.error("reading campaigns failed", store=begun[done].store.brand_id, exc_info=error)


def claim(now: dt.datetime, *, most: int) -> list[CampaignSync]:
    """Takes connected stores that are due, those first that were never read. Nobody else gets them."""
    _begin_new_stores(most)
    due = CampaignSync.objects.filter(store__state=Store.State.CONNECTED)
    due = due.filter(Q(next_at=None) | Q(next_at__lte=now), Q(leased_until=None) | Q(leased_until__lte=now))
    with transaction.atomic():
        found = due.order_by(F("next_at").asc(nulls_first=True)).select_related("store")
        claimed = list(found.select_for_update(skip_locked=True, of=("self",))[:most])
        for state in claimed:
            state.run, state.leased_until = state.run + 1, now + LEASE
        CampaignSync.objects.bulk_update(claimed, ["run", "leased_until"])
    return claimed


def _begin_new_stores(most: int) -> None:
    new = Store.objects.filter(state=Store.State.CONNECTED, campaign_sync=None)[:most]
    CampaignSync.objects.bulk_create([CampaignSync(store=store) for store in new], ignore_conflicts=True)


def _run_in_thread(state: CampaignSync, now: Now) -> None:
    try:
        _run_named(state, now)
    finally:
        connection.close()


def _run_named(state: CampaignSync, now: Now) -> None:
    with structlog.contextvars.bound_contextvars(store=state.store.brand_id):
        run(state, now=now)


def run(state: CampaignSync, *, now: Now = clock.now) -> None:
    """One claimed store. Never raises for anything Omnisend or the network does."""
    reader = passes.Reader(state.store, now)
    try:
        if state.full_at is not None:
            passes.changed(reader, state)
            passes.unfinished(reader, state)
        if state.full_at is None or state.full_at <= now() - FULL_EVERY:
            passes.full(reader, state)
    except passes.Enough:
        _record(state, reader, now(), next_at=now() + AGAIN_SOON)
    except BudgetSpent as spent:
        wait = dt.timedelta(seconds=spent.retry_after or 0)
        _record(state, reader, now(), next_at=now() + max(wait, AGAIN_SOON))
    except omnisend.RateLimited as error:
        seconds = max(error.retry_after or WAIT_WITHOUT_A_NUMBER, 1.0)
        state.wait_until = now() + dt.timedelta(seconds=seconds)
        _record(state, reader, now(), next_at=state.wait_until, why=error)
    except (omnisend.OmnisendError, NeedsReconnect) as error:
        wait = min(WHILE_LOOKED_AT * 2 ** min(state.failures, 4), OTHERWISE)
        _record(state, reader, now(), next_at=now() + wait, why=error)
    else:
        reader.changed += state.synced_at is None  # the first time even an empty list is news
        state.synced_at = now()
        _record(state, reader, now(), next_at=now() + _pause(state, now()))


def _pause(state: CampaignSync, now: dt.datetime) -> dt.timedelta:
    """Stores that nobody looks at are spread a little, so that they do not all come at once."""
    looked_at = CampaignSync.objects.filter(pk=state.pk, looked_at__gt=now - LOOKED_AT).exists()
    return WHILE_LOOKED_AT if looked_at else OTHERWISE + dt.timedelta(seconds=state.store_id % 60)


def _record(
    state: CampaignSync,
    reader: passes.Reader,
    now: dt.datetime,
    *,
    next_at: dt.datetime,
    why: Exception | None = None,
) -> None:
    columns = {
        "next_at": next_at,
        "leased_until": None,
        "wait_until": state.wait_until,
        "synced_at": state.synced_at,
        "changed_at": now if reader.changed else state.changed_at,
        "changed_since": state.changed_since,
        "full_at": state.full_at,
        "full_started_at": state.full_started_at,
        "full_cursor": state.full_cursor,
        "calls_last_run": reader.calls,
        "failures": state.failures + 1 if why else 0,
        "trouble": trouble.sentence(why) if why else "",
    }
    ours = CampaignSync.objects.filter(pk=state.pk, run=state.run).update(**columns)
    log.info(
        "campaigns read",
        calls=reader.calls,
        changed=reader.changed,
        trouble=type(why).__name__ if why else "",
        overtaken=not ours,
    )
