"""Reading a store's campaigns in whole pages, never one by one.

Three passes, each with its own bound of calls:

* ``changed``: what Omnisend says has changed since the last time, oldest change first, so that a run that
  stops half way goes on from there.
* ``unfinished``: those that are not over. Whether ``updatedAt`` moves when only the status changes is not
  published, so they are read again each time; what has left that list is looked for by its creation time.
* ``full``: everything, now and then. What no page shows was deleted in Omnisend.

Source: Omnisend API 2026-03-15, List campaigns.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from omniapp import omnisend
from omniapp.budgets import Lane
from omniapp.campaigns import mirror, segment_names
from omniapp.campaigns.models import Campaign, CampaignSync
from omniapp.stores import connection
from omniapp.stores.models import Store

MOST_CALLS = 12  # of one run; a brand may make 400 a minute, for all of its applications together
PAGES_OF_A_PASS = 4
A_PAGE = 250
PATIENCE = 10.0  # seconds for one call
OVERLAP = dt.timedelta(minutes=5)  # a change may be listed a little after it was made
NOT_OVER = ("draft", "scheduled", "started", "paused", "onHold", "stopped")


class Enough(Exception):
    """The calls of this run are used up. What was read is kept; the next run goes on."""


@dataclass
class Reader:
    """The calls of one run for one store. Notes what it reads; raises Enough, and as ``connection.run``."""

    store: Store
    now: Callable[[], dt.datetime]
    calls: int = 0
    changed: int = 0

    def page(self, **filters: Any) -> omnisend.Page[omnisend.Campaign]:
        asked = self.now()
        page: omnisend.Page[omnisend.Campaign] = self._run(
            omnisend.calls.list_campaigns(limit=A_PAGE, **filters)
        )
        self.changed += mirror.note_all(self.store, page.items, now=asked, names=self._names(page.items))
        return page

    def pages(self, most: int, **filters: Any) -> Iterator[omnisend.Page[omnisend.Campaign]]:
        """At most so many pages from the beginning; ``has_more`` of the last one tells whether it was all."""
        after: str | None = None
        for _ in range(most):
            page = self.page(after=after, **filters)
            yield page
            after = page.after
            if not page.has_more or not after:
                return

    def _run(self, call: omnisend.Call[Any]) -> Any:
        if self.calls >= MOST_CALLS:
            raise Enough
        self.calls += 1
        return connection.run(self.store, call, deadline=PATIENCE, lane=Lane.BACKGROUND)

    def _names(self, remotes: tuple[omnisend.Campaign, ...]) -> dict[str, str]:
        audiences = [remote.audience for remote in remotes]
        ids = {key for one in audiences for key in (*one.included_segment_ids, *one.excluded_segment_ids)}
        try:
            return segment_names.of(self.store, ids, self._run) if ids else {}
        except (omnisend.Forbidden, omnisend.NotFound, omnisend.Unreadable):
            return {}  # names are a courtesy; the campaigns themselves are not


def changed(reader: Reader, state: CampaignSync) -> None:
    """Moves ``changed_since`` on as it reads."""
    begin = state.changed_since - OVERLAP if state.changed_since else None
    more = False
    for page in reader.pages(PAGES_OF_A_PASS, updated_at_from=begin, sort="updatedAt", direction="asc"):
        state.changed_since = _newest(state.changed_since, page, reader.now())
        more = page.has_more
    if more and state.changed_since:
        state.changed_since += OVERLAP  # go on exactly there, else the overlap is all that is ever read


def _newest(
    known: dt.datetime | None, page: omnisend.Page[omnisend.Campaign], now: dt.datetime
) -> dt.datetime | None:
    """The latest change shown so far; a time that is still to come says nothing."""
    times = [min(remote.updated_at, now) for remote in page.items if remote.updated_at]
    return max([*times, *([known] if known else [])], default=None)


def unfinished(reader: Reader, state: CampaignSync) -> None:
    """Reads what was not over when last read, and finds out what became of those that no longer are so."""
    open_here = Campaign.objects.live().filter(store=reader.store, gone_at=None, omnisend_status__in=NOT_OVER)
    known = dict(open_here.exclude(omnisend_id="").values_list("omnisend_id", "created_at"))
    if not known:
        return
    asked, complete = reader.now(), False
    for page in reader.pages(PAGES_OF_A_PASS, status=NOT_OVER, sort="createdAt", direction="desc"):
        for remote in page.items:
            known.pop(remote.id, None)
        complete = not page.has_more
    if known and complete:
        _became(reader, state, known, asked)


def _became(reader: Reader, state: CampaignSync, known: dict[str, dt.datetime], asked: dt.datetime) -> None:
    """Those that left the list are over or deleted. Read from the oldest of them on, in whole pages."""
    since = min(known.values()) - OVERLAP
    complete = False
    for page in reader.pages(PAGES_OF_A_PASS, created_at_from=since, sort="createdAt", direction="asc"):
        for remote in page.items:
            known.pop(remote.id, None)
        complete = not page.has_more
        if not known:
            return
    if complete:
        reader.changed += mirror.mark_gone(reader.store, since=asked, now=reader.now(), ids=known)
    else:
        state.full_at = None  # too far back: the full pass finds them, and once is enough


def full(reader: Reader, state: CampaignSync) -> None:
    """One pass over everything, in as many runs as it takes. Raises Enough where this run has to stop."""
    if state.full_started_at is None:
        state.full_started_at, state.full_cursor = reader.now(), ""
    newest = state.changed_since
    try:
        while True:
            page = reader.page(sort="createdAt", direction="desc", after=state.full_cursor or None)
            newest = _newest(newest, page, reader.now())
            state.full_cursor = page.after or ""
            if not page.has_more:
                break
            if not state.full_cursor:
                raise omnisend.Unreadable("the list goes on and does not say where")
    except omnisend.InvalidRequest:  # the cursor has gone stale
        state.full_started_at, state.full_cursor = None, ""
        raise
    started = state.full_started_at
    reader.changed += mirror.mark_gone(reader.store, since=started, now=reader.now())
    if state.changed_since is None and newest is not None:
        state.changed_since = min(newest, started)
    state.full_at, state.full_started_at, state.full_cursor = started, None, ""
