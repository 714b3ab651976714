"""Telling what waits: at least once, one message to one recipient at a time, and no recipient waits long for
another.

A claim is one committed UPDATE with a lease; a worker that dies leaves a lease that runs out, and the message
is told again under the same id. All of this follows the real time, as receivers do.
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from omniapp.sending.mistakes import MISTAKES
from omniapp.telling import mailing, posting, recipients
from omniapp.telling.models import Message
from omniapp.telling.said import Said

#: Seconds until the next try, by how many there were; the last one repeats.
PACE = (5, 30, 120, 600, 1800, 3600)
TRIED_FOR = dt.timedelta(days=3)
_THREADS = 6
_RUN = dt.timedelta(seconds=15)
Clock = Callable[[], dt.datetime]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """Messages to one recipient in our hands until ``lease_until``: one, or a day's digest."""

    messages: list[Message]
    lease_until: dt.datetime


def real_time() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def run(now: Clock = real_time) -> None:
    """Tells what is due, several recipients at a time."""
    begun = now()
    due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=begun)
    threads = len(due.values("pk")[:_THREADS])
    if threads:
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(copy_context().run, _work, now, begun + _RUN) for _ in range(threads)]:
                done.result()


def _work(now: Clock, end: dt.datetime) -> None:
    try:
        while now() < end and tell_one(now):
            pass
    finally:
        connection.close()


def tell_one(now: Clock = real_time) -> bool:
    """Claims what is due first, tells it and records that; whether there was anything."""
    claim = _claim(now())
    if claim is None:
        return False
    theirs = [message for message in claim.messages if recipients.still(message)]
    lost = [message for message in claim.messages if message not in theirs]
    _write(replace(claim, messages=lost), state=Message.State.DROPPED)
    if not theirs:
        return True
    claim = replace(claim, messages=theirs)
    with structlog.contextvars.bound_contextvars(**_names(theirs[0])):
        said = _told(claim, now())
        if not said.accepted:
            trouble = said.trouble.replace(theirs[0].mail_address, "…")
            log.warning("not told", status=said.status, trouble=trouble)
        _record(claim, said, now())
    return True


def _told(claim: Claim, now: dt.datetime) -> Said:
    first = claim.messages[0]
    try:
        return posting.post(first, now=now) if first.webhook else mailing.mail(claim.messages)
    except (*MISTAKES, ImproperlyConfigured):
        # Of ours, with one message (or its key is gone): it is tried again later, and no other waits for it.
        log.exception("telling failed")
        return Said(False, trouble="omniapp itself failed with it; its log says how.")


def _names(first: Message) -> dict[str, Any]:
    """For the log; without the address of who is no account."""
    news, to = first.news, first.to if first.user or first.webhook else "the store's address"
    names = {"message": first.pk, "to": to, "tries": first.tries}
    names |= {"store": news.store.brand_id} if news.store else {}
    return names | ({"delivery": news.delivery_id} if news.delivery_id else {})


def _claim(now: dt.datetime) -> Claim | None:
    """What is due first, of those who are told nothing at this moment."""
    in_hand = Message.objects.filter(state=Message.State.WAITING, lease_until__gt=now)
    others = in_hand.filter(to=OuterRef("to"))
    due = Message.objects.filter(~Exists(others), state=Message.State.WAITING, due_at__lte=now)
    while True:
        with transaction.atomic():
            first = due.select_for_update(skip_locked=True).order_by("due_at", "id").first()
            if first is None:
                return None
            # Two may have found one recipient free at the same moment.
            if _alone(first.to) and not in_hand.filter(to=first.to).exists():
                return _taken(first, now)


def _alone(to: str) -> bool:
    """Whether nobody else is claiming for this recipient, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('telling'), hashtext(%s))", [to])
        (alone,) = cursor.fetchone()
    return bool(alone)


def _taken(first: Message, now: dt.datetime) -> Claim:
    lease_until = now + dt.timedelta(seconds=settings.TELLING_LEASE)
    rows = Message.objects.filter(pk=first.pk)
    if first.digest:  # the same set at every try, so that a digest told again is the same one
        rows = Message.objects.filter(to=first.to, digest=True, due_at=first.due_at)
    rows = rows.filter(state=Message.State.WAITING)
    rows.update(lease_until=lease_until, tries=F("tries") + 1, tried_at=now)
    claimed = rows.select_related("news__store", "news__delivery", "user", "webhook__user", "webhook__store")
    return Claim(list(claimed.order_by("id")), lease_until)


def _record(claim: Claim, said: Said, now: dt.datetime) -> None:
    answer: dict[str, Any] = {"status": said.status, "trouble": said.trouble}
    if said.accepted:
        _write(claim, state=Message.State.TOLD, **answer)  # a late yes counts too
        return
    first = claim.messages[0]
    again = now + dt.timedelta(seconds=PACE[min(first.tries, len(PACE)) - 1])
    over = again - first.made_at > TRIED_FOR
    state = Message.State.FAILED if over else Message.State.WAITING
    if _write(claim, ours=True, state=state, due_at=again, **answer):
        # Nothing else for them before that: a receiver that is down is not knocked at for every event.
        others = Message.objects.filter(to=first.to, state=Message.State.WAITING, digest=first.digest)
        others.filter(due_at__lt=again).update(due_at=again)


def _write(claim: Claim, *, ours: bool = False, **columns: Any) -> int:
    rows = Message.objects.filter(pk__in=[m.pk for m in claim.messages], state=Message.State.WAITING)
    if ours:
        rows = rows.filter(lease_until=claim.lease_until)
    return rows.update(lease_until=None, **columns)
