"""Making news of the record, in the order of its ids, so that no line is missed and none is told twice.

Ids are drawn before they are committed: a line with a lower id may become visible after one with a higher id
was read. So a mark goes on only to where nothing can still appear: ``next_to`` is the highest id seen before
a transaction of number ``next_xid`` began, whoever drew a lower id had a lower number by then, and once every
lower number is over (the database's snapshot says so), all lines up to ``next_to`` are visible or never will
be. Lines above the mark are read again each time, and those that are news already are left out.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, Model, OuterRef, QuerySet

from omniapp import clock
from omniapp.sending.models import DeliveryEvent
from omniapp.stores.models import StoreEvent
from omniapp.telling import recipients, worth
from omniapp.telling.models import Mark, Message, News

_MOST = 200
_OVERLAP = 100  # ids read again below the mark: an id is drawn before its transaction has a number
_OLDEST = dt.timedelta(days=3)  # what is older is no news


@dataclass(frozen=True)
class _Record:
    source: News.Source
    model: type[Model]
    telling: Callable[[], QuerySet[Any]]
    news: Callable[[Any], News]


_RECORDS = (
    _Record(News.Source.DELIVERY, DeliveryEvent, worth.delivery_events, worth.of_delivery_event),
    _Record(News.Source.STORE, StoreEvent, worth.store_events, worth.of_store_event),
)


def feed(*, now: dt.datetime) -> int:
    """Makes news and its messages of what the record says since the last time; how many pieces of news."""
    return sum(_feed(record, now) for record in _RECORDS)


def oldest_untold() -> dt.datetime | None:
    """Since when something of the record waits to become news; None: nothing does."""
    marks = dict(Mark.objects.values_list("source", "read_to"))
    waiting = (_unread(record, marks.get(record.source, 0)) for record in _RECORDS)
    since = (lines.order_by().aggregate(since=Min("at"))["since"] for lines in waiting)
    return min((at for at in since if at is not None), default=None)


def _feed(record: _Record, now: dt.datetime) -> int:
    known, _ = Mark.objects.get_or_create(source=record.source)
    seen: int = record.model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    if seen <= known.read_to and not _unread(record, known.read_to).exists():
        return 0  # nothing is new, so nothing is written either
    with transaction.atomic():
        mark = Mark.objects.select_for_update(skip_locked=True).filter(source=record.source).first()
        if mark is None:
            return 0  # another process reads just now
        xid, oldest_running = _numbers()
        lines = list(_unread(record, mark.read_to)[:_MOST])
        for line in lines:
            _make(record.news(line), now)
        if oldest_running >= mark.next_xid and len(lines) < _MOST:
            mark.read_to, mark.next_to, mark.next_xid = mark.next_to, seen, xid
            mark.save()
    return len(lines)


def _numbers() -> tuple[int, int]:
    """The number of this transaction, drawn by now, and the lowest one of those that still run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id()::text::bigint, pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        xid, oldest_running = cursor.fetchone()
    return xid, oldest_running


def _unread(record: _Record, after: int) -> QuerySet[Any]:
    told = News.objects.filter(source=record.source, event=OuterRef("pk"))
    unread = record.telling().filter(pk__gt=after - _OVERLAP, at__gt=clock.now() - _OLDEST)
    return unread.exclude(Exists(told)).order_by("pk")


def _make(news: News, now: dt.datetime) -> None:
    news.made_at = now
    news.save(force_insert=True)
    Message.objects.bulk_create(recipients.messages(news, now))
