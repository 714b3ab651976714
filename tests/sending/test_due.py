"""What is picked: store by store, a share of each, and for the same price however much is due."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from omniapp.sending.due import Round, soonest
from omniapp.sending.models import Delivery
from omniapp.sending.states import State
from omniapp.stores.models import Store
from tests.bench import seeding

pytestmark = pytest.mark.django_db


def due(stores: list[Store], *counts: int, at: dt.datetime) -> list[Delivery]:
    wanted = zip(stores, counts, strict=True)
    return seeding.prepared((store, at) for store, count in wanted for _ in range(count))


def test_the_first_of_every_store_comes_before_the_second_of_any() -> None:
    now = timezone.now()
    first, second, third = stores = seeding.stores(3)
    due(stores, 9, 1, 2, at=now)

    picked = Round().pick(now, most=6, each=3)
    assert [one.turn for one in picked] == [1, 1, 1, 2, 2]
    assert {one.store for one in picked[:3]} == {first.pk, second.pk, third.pk}


def test_rounds_go_on_behind_the_last_store_and_leave_none_out() -> None:
    now = timezone.now()
    stores = seeding.stores(7)
    due(stores, *[1] * 7, at=now)
    turns = Round()

    picked = [one.store for _ in range(4) for one in turns.pick(now, most=2, each=1)]
    assert set(picked) == {store.pk for store in stores}


def test_closed_and_patient_stores_are_left_out() -> None:
    now = timezone.now()
    closed, patient, other = stores = seeding.stores(3)
    due(stores, 2, 2, 2, at=now)
    following = Delivery.objects.filter(store=patient).first()
    assert following is not None
    Delivery.objects.filter(pk=following.pk).update(state=State.FOLLOWING, accepted_at=now)

    picked = Round().pick(now, most=9, each=9, closed=[closed.pk], patient=[patient.pk])
    assert {one.store for one in picked} == {patient.pk, other.pk}
    assert following.pk not in [one.id for one in picked]


def test_nothing_is_picked_before_its_time_and_the_soonest_is_known() -> None:
    now = timezone.now()
    (store,) = seeding.stores(1)
    (later,) = due([store], 1, at=now + dt.timedelta(seconds=1))
    assert Round().pick(now, most=9, each=9) == []
    assert soonest(now) == later.not_before
    assert [one.id for one in Round().pick(later.not_before, most=9, each=9)] == [later.pk]


def test_picking_looks_at_no_more_pages_when_thousands_are_due() -> None:
    now = timezone.now()
    stores = seeding.stores(50)
    due(stores, *[2] * 50, at=now)
    few = pages(now)
    due(stores, *[58] * 50, at=now)
    assert pages(now) < 2 * few


def pages(now: dt.datetime) -> int:
    """How many pages PostgreSQL looks at for one pick."""
    with CaptureQueriesContext(connection) as queries:
        assert len(Round().pick(now, most=40, each=20)) == 40
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {queries.captured_queries[-1]['sql']}")
        answer: Any = cursor.fetchone()[0]
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
