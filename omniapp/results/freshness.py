"""How old numbers may grow before they are asked for again: those of young campaigns change fast. Pure."""

import datetime as dt

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
#: Omnisend reports on twelve months at most; a little less, since nobody says how it counts them.
REACHES_BACK = dt.timedelta(days=364)
#: How long somebody's look at a page keeps its numbers fresh.
INTEREST = dt.timedelta(minutes=15)

_AGES = (  # this long after the sending, numbers may be so old
    (HOUR, dt.timedelta(minutes=5)),
    (DAY, dt.timedelta(minutes=10)),
    (3 * DAY, HOUR),
    (14 * DAY, 6 * HOUR),
)
_PACES = (  # after so many requests in a day, no younger than so old
    (20, dt.timedelta(minutes=30)),
    (34, 2 * HOUR),
)
_NOTHING_YET = dt.timedelta(minutes=2)


def may_age(since_sent: dt.timedelta, *, spent: int, has_numbers: bool) -> dt.timedelta:
    """How old the last asking may be; ``spent``: the day's requests so far, so that a day's budget lasts."""
    age = next((age for until, age in _AGES if since_sent < until), DAY)
    if not has_numbers:
        age = min(age, _NOTHING_YET)
    return max([age, *(pace for after, pace in _PACES if spent >= after)])


def is_stale(
    *,
    asked_at: dt.datetime | None,
    sent_at: dt.datetime | None,
    has_numbers: bool,
    spent: int,
    now: dt.datetime,
) -> bool:
    """Whether to ask again. What was never asked for is stale, unless it lies beyond Omnisend's reach."""
    since_sent = now - sent_at if sent_at else DAY
    if since_sent > REACHES_BACK:
        return False
    if asked_at is None:
        return True
    return now - asked_at >= may_age(since_sent, spent=spent, has_numbers=has_numbers)
