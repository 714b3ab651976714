"""What happens in Omnisend appears here, in few calls."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from omniapp import budgets
from omniapp.budgets import How, Lane, Settled, Wish
from omniapp.campaigns import mapped, passes, sync
from omniapp.campaigns.models import Campaign, CampaignSync
from tests import cast
from tests.budgets.waits import end_waits
from tests.campaigns.making import stored_draft
from tests.campaigns.sync.conftest import Reading
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, NORDIC_CANDLE, Sandbox

LIST = "GET /campaigns"
STATUSES = ["scheduled", "started", "paused", "sent", "canceled", "onHold", "error", "expired", "stopped"]


def test_the_first_reading_brings_everything_in_one_call(reading: Reading) -> None:
    state = reading.run(after=0)

    assert reading.calls() == [LIST]
    assert (state.calls_last_run, state.failures, state.trouble) == (1, 0, "")
    assert state.full_at is not None
    there = {c["id"] for c in reading.sandbox.state()["campaigns"] if c["brandID"] == reading.store.brand_id}
    rows = Campaign.objects.all()
    assert {row.omnisend_id for row in rows} == there
    assert {(row.origin, row.mirrored, row.locked_reason) for row in rows} == {
        ("omnisend", True, mapped.MADE_THERE)
    }


def test_only_the_first_of_empty_lists_is_news(reading: Reading) -> None:
    for one in reading.sandbox.state()["campaigns"]:
        reading.sandbox.remove_campaign(one["id"])
    first = reading.run(after=0)

    assert not Campaign.objects.exists()
    assert first.changed_at is not None
    assert reading.run().changed_at == first.changed_at


def test_a_reading_that_finds_nothing_new_is_one_call_and_writes_nothing(read: Reading) -> None:
    before = list(Campaign.objects.order_by("pk").values_list("pk", "updated_at", "version"))
    state = read.run()

    assert read.calls() == [LIST]
    assert state.calls_last_run == 1
    assert list(Campaign.objects.order_by("pk").values_list("pk", "updated_at", "version")) == before


def test_a_campaign_made_in_omnisend_appears_with_its_content(read: Reading) -> None:
    segments = [s["id"] if "id" in s else s["segmentID"] for s in read.sandbox.state()["segments"]][:2]
    key = read.made(
        name="Blanket week",
        audience={"includedSegmentIDs": segments[:1], "excludedSegmentIDs": segments[1:]},
        content={"email": {"subject": "Blankets!", "preheader": "Warm ones"}},
    )
    state = read.run()

    row = read.row(key)
    assert (row.name, row.subject, row.preheader, row.sender_name) == (
        "Blanket week", "Blankets!", "Warm ones", "Alpine Wool",
    )  # fmt: skip
    assert [chosen["id"] for chosen in row.included] == segments[:1]
    assert row.included[0]["name"] not in ("", mapped.UNNAMED)
    assert (row.omnisend_status, row.timing, row.audience) == ("draft", "now", "segments")
    assert row.content_id
    assert read.calls() == [LIST, "GET /segments", LIST]
    assert state.changed_at is not None


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_that_changes_in_omnisend_changes_here(read: Reading, status: str) -> None:
    keys = [read.made(name=f"Letter {number}") for number in range(6)]
    read.run()
    for key in keys:
        read.sandbox.status(key, status)
    read.run(after=1000 if status not in ("scheduled", "started", "paused") else 0.5)
    if status in ("scheduled", "started", "paused"):  # they go on by themselves
        CampaignSync.objects.update(next_at=None)
        read.run(after=0.5)

    assert {read.row(key).omnisend_status for key in keys} == {status}
    assert len(read.calls()) <= 3  # never one for each


def test_what_is_edited_in_omnisend_is_edited_here(read: Reading) -> None:
    key = read.made(name="Before")
    read.run()
    read.sandbox.edit_campaign(key, name="After", content={"email": {"subject": "Anew"}})
    read.run()

    assert (read.row(key).name, read.row(key).subject) == ("After", "Anew")


def test_a_draft_deleted_in_omnisend_is_found_gone_at_once(read: Reading) -> None:
    key, other = read.made(name="Going"), read.made(name="Staying")
    read.run()
    read.sandbox.remove_campaign(key)
    read.run()

    assert read.row(key).gone_at is not None
    assert read.row(key).name == "Going"
    assert read.row(other).gone_at is None
    assert read.calls() == [LIST] * 3


def test_a_sent_campaign_deleted_in_omnisend_is_found_gone_within_a_day(read: Reading) -> None:
    key = Campaign.objects.filter(omnisend_status="sent").values_list("omnisend_id", flat=True)[0]
    read.sandbox.remove_campaign(key)
    read.run()
    assert read.row(key).gone_at is None
    read.run(after=24 * 3600)

    assert read.row(key).gone_at is not None
    assert Campaign.objects.exclude(gone_at=None).count() == 1


def test_a_booster_finds_the_campaign_it_follows(read: Reading) -> None:
    parent = read.made(name="Parent", status="sent")
    booster = read.made(
        name="Booster",
        type="booster",
        boosterSettings={"campaignID": parent, "sendTo": "nonOpeners"},
        sendingSettings={"strategy": "immediate"},
    )
    read.run()

    row = read.row(booster)
    assert (row.type, row.parent, row.send_to, row.attached) == (
        "booster",
        read.row(parent),
        "nonOpeners",
        False,
    )


def test_an_ab_test_comes_with_both_variants(read: Reading) -> None:
    template = read.sandbox.state()["templates"][0]["id"]
    sides = {
        side: {"content": {"email": {"subject": f"Side {side}", "senderName": "Us", "templateID": template}}}
        for side in "ab"
    }
    key = read.made(
        name="Which one",
        type="abTest",
        abTest={
            "settings": {
                "testSizePercent": 30,
                "winningMetric": "openRate",
                "decisionTime": {"amount": 4, "unit": "h"},
            },
            "variants": sides,
        },
    )  # fmt: skip
    read.run()

    row = read.row(key)
    assert row.type == "abTest"
    assert (row.variants["a"]["subject"], row.variants["b"]["subject"]) == ("Side a", "Side b")
    assert (row.test_share, row.winning_metric, row.decision_amount) == ("30", "openRate", "4")


def test_a_campaign_of_ours_only_learns_what_omnisend_has(read: Reading) -> None:
    key = read.made(name="Omnisend's name for it")
    mine = stored_draft(read.store, name="Our name for it", omnisend_id=key, omnisend_status="draft")
    read.run()
    read.sandbox.status(key, "sent")
    read.run()

    mine.refresh_from_db()
    assert (mine.name, mine.mirrored, mine.locked_reason, mine.version) == ("Our name for it", False, "", 1)
    assert mine.omnisend_status == "sent"
    assert mine.omnisend_data["name"] == "Omnisend's name for it"
    assert mine.listed_at is not None


def test_a_young_draft_with_the_name_of_ours_waits_until_we_know(reading: Reading) -> None:
    stored_draft(reading.store, name="Winter wool")
    reading.run(after=0)
    key = reading.made(name="Winter wool")
    reading.run(after=961)
    assert Campaign.objects.filter(omnisend_id=key).count() == 1

    key = reading.made(name="Winter wool")
    CampaignSync.objects.update(next_at=None)
    reading.run(after=60)
    assert not Campaign.objects.filter(omnisend_id=key)


def test_a_store_with_many_campaigns_is_read_in_several_runs(reading: Reading) -> None:

    for number in range(5):
        reading.made(name=f"Letter {number}")
    small = pytest.MonkeyPatch()
    small.setattr(passes, "A_PAGE", 2)
    small.setattr(passes, "MOST_CALLS", 3)
    try:
        state = reading.run(after=0)
        assert (state.calls_last_run, state.full_at) == (3, None)
        assert Campaign.objects.count() == 6
        state = reading.run(after=16)
    finally:
        small.undo()

    assert state.full_at is not None
    assert Campaign.objects.filter(gone_at=None).count() == 8


def test_omnisend_asks_us_to_wait_and_we_wait(read: Reading) -> None:
    read.sandbox.fault(LIST, status=429, slug="rate-limit-exceeded", retryAfter=120)
    state = read.run()
    assert state.wait_until is not None
    assert state.next_at == state.wait_until
    assert "wait" in state.trouble
    assert read.calls() == [LIST]

    read.run(after=60)
    assert read.calls() == []
    end_waits()
    state = read.run(after=65)
    assert (read.calls(), state.trouble, state.failures) == ([LIST], "", 0)


def test_a_used_up_budget_is_no_trouble_and_the_run_goes_on_later(read: Reading) -> None:
    wish = Wish(read.store.brand_id, LIST, Lane.SEND, 400)
    slots = budgets.take_many([wish])[0].slots
    state = read.run()
    assert (read.calls(), state.trouble, state.failures) == ([], "", 0)
    assert state.next_at is not None
    assert state.next_at > read.now()

    budgets.settle_many([Settled(slot, How.NOT_WRITTEN) for slot in slots])
    assert read.run().synced_at is not None
    assert read.calls() != []


@pytest.mark.parametrize("kind", ["html", "cut", "truncated", "empty"])
def test_a_senseless_answer_is_tried_again_later_and_marks_nothing_gone(read: Reading, kind: str) -> None:
    read.sandbox.fault(LIST, kind)
    state = read.run()
    assert state.failures == 1
    assert state.trouble
    assert state.next_at is not None
    assert state.next_at > read.now()

    assert read.run().failures == 0
    assert not Campaign.objects.exclude(gone_at=None)


def test_a_store_that_needs_reconnecting_is_not_asked(reading: Reading) -> None:
    cast.lapsed_store(reading.sandbox)
    reading.sandbox.clear_log()
    sync.drain(now=reading.now)

    assert {request["brandID"] for request in reading.sandbox.log()} == {reading.store.brand_id}


def test_a_store_that_fails_does_not_keep_others_waiting(reading: Reading) -> None:
    other = cast.other_store(reading.sandbox)
    reading.sandbox.disconnect(reading.store.brand_id)
    reading.run(after=0)

    assert CampaignSync.objects.get(store=reading.store).trouble
    assert CampaignSync.objects.get(store=other).synced_at is not None
    reading.store.refresh_from_db()
    assert reading.store.state == "needs_reconnect"


def test_a_store_is_claimed_once(reading: Reading) -> None:
    now = reading.now()
    first, second = sync.claim(now, most=10), sync.claim(now, most=10)

    assert [state.store for state in first] == [reading.store]
    assert second == []
    assert len(sync.claim(now + sync.LEASE + dt.timedelta(seconds=1), most=10)) == 1


def test_a_run_that_was_overtaken_records_nothing(reading: Reading) -> None:
    (slow,) = sync.claim(reading.now(), most=1)
    CampaignSync.objects.update(run=7, trouble="Somebody else's words")
    sync.run(slow, now=reading.now)

    assert CampaignSync.objects.get().trouble == "Somebody else's words"


@pytest.mark.django_db(transaction=True)
def test_several_workers_read_every_store_once(sandbox: Sandbox, settings: Settings) -> None:
    settings.SYNC_CONCURRENCY = 4
    stores = [cast.connect(brand, sandbox) for brand in (ALPINE_WOOL, HARBOR_TEA, NORDIC_CANDLE)]
    sandbox.clear_log()
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(lambda _: _drain(sandbox), range(2)))

    asked = [request["brandID"] for request in sandbox.log() if request["operation"] == LIST]
    assert sorted(asked) == sorted(store.brand_id for store in stores)


def _drain(sandbox: Sandbox) -> None:
    try:
        sync.drain(now=sandbox.now)
    finally:
        connection.close()
