"""Every call for a store takes a slot first, and says how it went."""

import pytest
from pytest_django.fixtures import Settings

from omniapp import budgets, omnisend
from omniapp.budgets import BudgetSpent, Lane, Wish, transport
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.budgets.waits import end_waits
from tests.sandbox_control import Sandbox

pytestmark = pytest.mark.django_db
LIST = "GET /segments"
SEGMENTS = omnisend.calls.list_segments()


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


@pytest.fixture
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.0)


def left(store: Store, operation: str = LIST) -> int:
    """How many more there are; takes them."""
    return len(budgets.take_many([Wish(store.brand_id, operation, Lane.SEND, 1000)])[0].slots)


def asked(sandbox: Sandbox) -> int:
    return len([request for request in sandbox.log() if request["operation"] == LIST])


def test_a_call_takes_one_slot_of_each_limit(store: Store) -> None:
    connection.run(store, SEGMENTS)

    assert left(store) == 99
    assert left(store, "GET /campaigns") == 300


@pytest.mark.usefixtures("_no_patience")
def test_without_a_slot_nothing_is_asked(sandbox: Sandbox, store: Store) -> None:
    left(store)

    with pytest.raises(BudgetSpent) as full:
        connection.run(store, SEGMENTS)
    assert full.value.retry_after is not None
    assert 1 <= full.value.retry_after <= 60
    assert not full.value.may_have_arrived
    assert asked(sandbox) == 0


@pytest.mark.usefixtures("_no_patience")
def test_background_reads_stop_while_people_may_go_on(sandbox: Sandbox, store: Store) -> None:
    budgets.take_many([Wish(store.brand_id, LIST, Lane.SEND, 85)])

    with pytest.raises(BudgetSpent):
        connection.run(store, SEGMENTS, lane=Lane.BACKGROUND)
    connection.run(store, SEGMENTS)
    assert asked(sandbox) == 1


def test_somebody_who_clicked_waits_a_moment_for_a_slot(
    sandbox: Sandbox, store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 60.0)
    settings.BUDGET_MINUTE = 0.2
    settings.SENDING_LEASE = 0.1
    left(store)

    connection.run(store, SEGMENTS)
    assert asked(sandbox) == 1


def test_what_could_not_be_reached_costs_nothing(store: Store, settings: Settings) -> None:
    settings.OMNISEND_API_URL = "http://127.0.0.1:9/api"
    with pytest.raises(omnisend.NotReached):
        connection.run(store, SEGMENTS)

    assert left(store) == 100


def test_a_lost_answer_keeps_its_slot(sandbox: Sandbox, store: Store) -> None:
    sandbox.fault(LIST, kind="cut")
    with pytest.raises(omnisend.NoAnswer):
        connection.run(store, SEGMENTS)

    assert left(store) == 99


def test_a_renewed_access_asks_twice_and_counts_twice(sandbox: Sandbox, store: Store) -> None:
    sandbox.fault(LIST, kind="problem", status=401)
    connection.run(store, SEGMENTS)

    assert left(store) == 98


@pytest.mark.usefixtures("_no_patience")
def test_after_a_429_nobody_asks_until_it_is_time_and_then_for_less(sandbox: Sandbox, store: Store) -> None:
    sandbox.fault(LIST, kind="problem", status=429, retryAfter=40)
    with pytest.raises(omnisend.RateLimited) as no:
        connection.run(store, SEGMENTS)
    assert not isinstance(no.value, BudgetSpent)

    with pytest.raises(BudgetSpent) as full:
        connection.run(store, SEGMENTS)
    assert full.value.retry_after is not None
    assert 30 < full.value.retry_after <= 40
    assert asked(sandbox) == 1
    end_waits()
    connection.run(store, SEGMENTS)


def test_the_brand_read_of_an_install_counts_too(store: Store) -> None:
    budgets.note(store.brand_id, "GET /brands/current")

    assert left(store, "GET /campaigns") == 399
