"""What is due, brand by brand: the first of every store before the second of any.

A long queue delays only itself, and costs nothing extra: the index is asked for the next store and for that
store's first few rows, never for all that is due.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from omniapp.sending.states import WORKABLE, State

_OPEN = "lease_until IS NULL AND state IN ({})".format(", ".join(f"'{state}'" for state in sorted(WORKABLE)))
_DUE = f"""
    {_OPEN} AND not_before <= %(now)s
    AND store_id <> ALL(%(closed)s::bigint[])
    AND (state <> '{State.FOLLOWING}' OR store_id <> ALL(%(patient)s::bigint[]))
"""
_PICK = f"""
    WITH RECURSIVE brand (store_id, place) AS (
        (
            SELECT store_id, 1 FROM sending_delivery
            WHERE {_DUE} AND store_id > %(after)s
            ORDER BY store_id LIMIT 1
        )
        UNION ALL
        SELECT next.store_id, brand.place + 1
        FROM brand CROSS JOIN LATERAL (
            SELECT store_id FROM sending_delivery
            WHERE {_DUE} AND store_id > brand.store_id
            ORDER BY store_id LIMIT 1
        ) AS next
        WHERE brand.place < %(most)s
    )
    SELECT due.id, brand.store_id, store.brand_id, due.state, due.turn
    FROM brand
    JOIN stores_store AS store ON store.id = brand.store_id
    CROSS JOIN LATERAL (
        SELECT id, state, row_number() OVER (ORDER BY not_before, id) AS turn FROM (
            SELECT id, state, not_before FROM sending_delivery
            WHERE {_DUE} AND store_id = brand.store_id
            ORDER BY not_before, id
            LIMIT (SELECT least(%(each)s, ceil(%(most)s::float8 / greatest(count(*), 1))::int) FROM brand)
        ) AS first
    ) AS due
    ORDER BY due.turn, due.state = '{State.FOLLOWING}', brand.place
    LIMIT %(most)s
"""  # noqa: S608
_SOONEST = f"SELECT min(not_before) FROM sending_delivery WHERE {_OPEN} AND not_before > %s"  # noqa: S608


@dataclass(frozen=True)
class Due:
    """One delivery whose turn it is, as far as a glance can tell. A claim looks again, under its lock."""

    id: int
    store: int
    brand: str
    follows: bool  # it only reads what Omnisend already has
    turn: int  # its place among those of its store


class Round:
    """Goes round the stores: each pick goes on behind the store where the one before it ended."""

    def __init__(self) -> None:
        self._after = 0

    def pick(
        self,
        now: dt.datetime,
        *,
        most: int,
        each: int,
        closed: Collection[int] = (),
        patient: Collection[int] = (),
    ) -> list[Due]:
        """Up to ``most`` of what is due, up to ``each`` of a store, the stores taking turns.

        Nothing of the stores in ``closed``, and nothing that only follows of those in ``patient``.
        """
        told = {"now": now, "most": most, "each": each, "patient": list(patient)}
        found = _ask({**told, "closed": list(closed), "after": self._after})
        stores = {due.store for due in found}
        if self._after and len(stores) < most:  # the end of the round: the rest comes from its beginning
            found += _ask({**told, "closed": [*closed, *stores], "after": 0})
            found = sorted(found, key=lambda due: (due.turn, due.follows))[:most]
        stores = {due.store for due in found}
        self._after = found[-1].store if len(stores) == most else 0
        return found


def _ask(told: dict[str, Any]) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(_PICK, told)
        return [
            Due(pk, store, brand, state == State.FOLLOWING, turn) for pk, store, brand, state, turn in cursor
        ]


def soonest(now: dt.datetime) -> dt.datetime | None:
    """When the next delivery will be due that is not due yet."""
    with connection.cursor() as cursor:
        cursor.execute(_SOONEST, [now])
        row = cursor.fetchone()
    return row[0] if row else None
