"""What /metrics tells, and whom."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from omniapp import budgets, clock
from omniapp.budgets import How, Lane, Settled, Wish
from omniapp.budgets.use import Use, use
from omniapp.campaigns.models import CampaignSync
from omniapp.sending.models import DeliveryEvent, Heartbeat
from omniapp.sending.states import Reason, State, Step
from omniapp.stores import record
from omniapp.telling import feeding
from omniapp.telling.models import Choice, Kind, Message
from tests import cast
from tests.merchant.scenes import campaign, delivery
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA
from tests.telling.conftest import Desk

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-prometheus"
SEND = "POST /campaigns/{id}/send"


@pytest.fixture(autouse=True)
def _token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def ask(client: Client) -> dict[tuple[str, ...], float]:
    """Every number by its name and the values of its labels."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return {
        (
            sample.name.removeprefix("omniapp_"),
            *(value for _, value in sorted(sample.labels.items(), reverse=True)),
        ): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_reads_it_without_the_token(client: Client, settings: Settings) -> None:
    for told in (
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": TOKEN},
    ):
        assert client.get("/metrics", headers=told).status_code == 401
    assert cast.merchant_browser(client).get("/metrics").status_code == 401
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_deliveries_are_counted_by_state_and_reason(client: Client) -> None:
    store, now = cast.connected_store(), clock.now()
    held = dt.timedelta(seconds=20)
    delivery(campaign(store), State.HELD, Step.CREATE, not_before=now + held)
    delivery(campaign(store), State.CHECKING, unknown_since=now - dt.timedelta(minutes=4))
    delivery(campaign(store), State.NEEDS_PERSON, reason=Reason.PLAN)
    delivery(campaign(store), State.NEEDS_PERSON, reason=Reason.UNKNOWN)
    found = ask(client)
    assert found["deliveries", "held"] == found["deliveries", "checking"] == 1
    assert found["deliveries", "needs_person"] == 2
    assert found["deliveries", "sent"] == 0
    assert found["needs_person", "plan"] == 1
    assert found["unknown_outcomes",] == 2
    assert 239 < found["unknown_oldest_seconds",] < 300
    assert found["stores", "connected"] == 1


def test_the_oldest_due_delivery_and_the_heartbeat_have_their_age(client: Client) -> None:
    late = clock.now() - dt.timedelta(seconds=90)
    delivery(campaign(cast.connected_store()), State.HANDING_OVER, Step.SEND, not_before=late)
    found = ask(client)
    assert 89 < found["oldest_due_seconds",] < 150
    assert found["heartbeat_age_seconds",] < 60
    Heartbeat.objects.all().delete()
    assert ask(client)["heartbeat_age_seconds",] == float("inf")


def test_what_waits_to_be_told_has_its_age_until_it_is_news(client: Client) -> None:
    store, now = cast.connected_store(), clock.now()
    assert ask(client)["untold_oldest_seconds",] == 0
    for seconds in (200, 100):
        record.add(store, record.Kind.LAPSED, actor="omniapp", at=now - dt.timedelta(seconds=seconds))
    assert 199 < ask(client)["untold_oldest_seconds",] < 260
    feeding.feed(now=now)
    assert ask(client)["untold_oldest_seconds",] == 0


def test_what_nobody_accepted_yet_has_its_age_and_tomorrows_digest_has_none(client: Client) -> None:
    desk = Desk()
    ana = cast.partner(desk.store)
    Choice.objects.create(user=ana, kind=Kind.FINAL, how="digest")
    desk.moved(desk.delivery(), State.SENT)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason=Reason.PLAN)
    desk.feed()
    Message.objects.update(made_at=clock.now() - dt.timedelta(minutes=5))
    found = ask(client)
    assert found["messages_waiting",] == 1
    assert 299 < found["messages_oldest_seconds",] < 360
    Message.objects.filter(digest=True).update(tries=1)  # the mail server did not take it
    assert ask(client)["messages_waiting",] == 2
    Message.objects.update(state=Message.State.TOLD)
    found = ask(client)
    assert found["messages_waiting",] == found["messages_oldest_seconds",] == 0


def test_lists_that_nobody_reads_any_more_have_their_age(client: Client) -> None:
    now = clock.now()
    assert ask(client)["sync_oldest_due_seconds",] == 0
    for store, minutes in ((cast.connected_store(), 10), (cast.other_store(), -5), (cast.lapsed_store(), 60)):
        CampaignSync.objects.create(store=store, next_at=now - dt.timedelta(minutes=minutes))
    assert 599 < ask(client)["sync_oldest_due_seconds",] < 660


def test_refusals_of_the_last_hour_are_counted_by_slug(client: Client) -> None:
    one = delivery(campaign(cast.connected_store()), State.NEEDS_PERSON, reason=Reason.PLAN)
    told = {"delivery": one, "store": one.store, "campaign": one.campaign, "kind": "exchange"}
    for minutes, status, slug in ((1, 402, "plan-limit"), (50, 402, "plan-limit"), (70, 402, "plan-limit"),
                                  (5, 409, "not-draft"), (5, 429, ""), (5, 500, "oops")):  # fmt: skip
        at = clock.now() - dt.timedelta(minutes=minutes)
        DeliveryEvent.objects.create(**told, at=at, status=status, slug=slug)
    found = ask(client)
    refusals = {key[1:]: value for key, value in found.items() if key[0] == "refusals_last_hour"}
    assert refusals == {("402", "plan-limit"): 2, ("409", "not-draft"): 1, ("429", ""): 1}


def test_budgets_are_those_of_the_fullest_store(client: Client) -> None:
    budgets.take_many([Wish(ALPINE_WOOL, SEND, Lane.SEND, 300), Wish(HARBOR_TEA, SEND, Lane.SEND, 100)])
    spent = budgets.take_many([Wish(HARBOR_TEA, "GET /segments", Lane.SEND, 1)])[0].slots
    budgets.settle_many([Settled(spent[0], How.LIMITED)])
    assert use()["general"] == Use(fullest=0.75, stores=2, cut=0)
    found = ask(client)
    assert found["budget_used_ratio", "general"] == 0.75
    assert found["budget_stores", "general"] == 2
    assert found["budget_cut_stores", "segments"] == 1
    assert found["budget_used_ratio", "analytics"] == 0


def test_without_redis_the_rest_is_told(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    found = ask(client)
    assert found["redis_up",] == 0
    assert found["deliveries", "held"] == 0
    assert ("budget_used_ratio", "general") not in found


def test_without_the_database_it_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("alter table sending_delivery rename to away")
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        transaction.set_rollback(True)
    assert answer.status_code == 503


def test_no_number_is_found_by_reading_every_delivery_or_every_line_of_the_record(client: Client) -> None:
    cast.connected_store()
    with CaptureQueriesContext(connection) as asked:
        ask(client)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # the tables are small here
        cursor.execute("set local enable_bitmapscan = off")
        for part, index in (
            ("GROUP BY 1", "Index Only Scan using delivery_"),
            ("402", "using events_refused"),
        ):
            sql = next(
                one["sql"] for one in asked if '"sending_delivery' in one["sql"] and part in one["sql"]
            )
            cursor.execute(f"explain {sql}")
            assert index in "\n".join(row[0] for row in cursor.fetchall())
