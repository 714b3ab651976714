"""How often one store may ask for reports in a day. Omnisend allows 55 in 24 hours, over all apps.

The minute's limit is kept with all the others (omniapp.budgets). A day's count must outlive Redis.

We take less, and look back a little further than it does: we stamp a request when it is allowed, Omnisend
counts it when it arrives, which may be as late as its deadline. The last of a day are kept for campaigns
whose numbers nobody has seen yet. Time is the database's, never a virtual clock: the limits are real.
"""

import datetime as dt

from django.db import connection, transaction

from omniapp.results.models import Allowance
from omniapp.stores.models import Store

DEADLINE = 25.0  # seconds for one request, connecting included
SLACK = 10.0
PER_DAY, DAY = 50, 24 * 3600.0 + DEADLINE + SLACK
FOR_FIRST_LOOKS = 8
LEASE = dt.timedelta(seconds=2 * DEADLINE)


def allows(spent: list[float], now: float, *, first_look: bool) -> bool:
    """Whether one more request may leave at ``now``, after those at the seconds ``spent``."""
    day = sum(stamp > now - DAY for stamp in spent)
    return day < PER_DAY - (0 if first_look else FOR_FIRST_LOOKS)


def spent_today(store: Store) -> int:
    """How many requests the last 24 hours took."""
    row = Allowance.objects.filter(store=store).first()
    since = real_now().timestamp() - DAY
    return sum(stamp > since for stamp in row.spent) if row else 0


def claim(store: Store, *, first_look: bool) -> bool:
    """Takes one request out of the budget, before it is made. False: not now, or somebody else is asking.

    A True is paired with ``settle`` or ``give_back``; if its process dies, the lease ends by itself and what
    was taken is spent.
    """
    Allowance.objects.get_or_create(store=store)
    with transaction.atomic():
        row = Allowance.objects.select_for_update().get(store=store)
        now = real_now()
        resting = row.resting_until is not None and row.resting_until > now
        busy = row.busy_until is not None and row.busy_until > now
        if resting or busy or not allows(row.spent, now.timestamp(), first_look=first_look):
            return False
        row.spent = [stamp for stamp in row.spent if stamp > now.timestamp() - DAY] + [now.timestamp()]
        row.busy_until = now + LEASE
        row.save(update_fields=["spent", "busy_until"])
    return True


def settle(
    store: Store,
    trouble: Allowance.Trouble = Allowance.Trouble.NONE,
    *,
    rest: float = 0.0,
    at: dt.datetime | None = None,
    detail: str = "",
) -> None:
    """Writes how a claimed request went: nothing more is asked for ``rest`` seconds."""
    with transaction.atomic():
        row = Allowance.objects.select_for_update().get(store=store)
        row.busy_until = None
        row.trouble, row.trouble_at, row.detail = trouble, at if trouble else None, detail[:500]
        row.resting_until = real_now() + dt.timedelta(seconds=rest) if rest else None
        row.failures = min(row.failures + 1, 20) if trouble else 0
        row.save()


def give_back(store: Store, *, rest: float) -> None:
    """Takes back a claim whose request was not made; the next one may come after ``rest`` seconds."""
    with transaction.atomic():
        row = Allowance.objects.select_for_update().get(store=store)
        row.spent, row.busy_until = row.spent[:-1], None
        row.resting_until = real_now() + dt.timedelta(seconds=rest)
        row.save(update_fields=["spent", "busy_until", "resting_until"])


def forgive(store: Store) -> None:
    """Ends a rest early: what it was for is over, such as a permission that was missing."""
    Allowance.objects.filter(store=store).update(resting_until=None, trouble="", trouble_at=None, detail="")


def real_now() -> dt.datetime:
    """The moment it is, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment
