"""What reports tell of simulated readers."""

import datetime as dt
import itertools
from typing import Any

import pytest

from tests.sandbox.asking import Asking, Json, text_message
from tests.sandbox.test_ab_tests import started

HOUR = 3600
SENT_BEFORE = "ca0100000000000000000001"
COUNTS = ("sent", "failed", "openedUnique", "clickedUnique", "attributedOrders", "attributedRevenue")
RATES = ("openRate", "clickRate")


def report(app: Asking, *ids: str, **changes: Any) -> list[Json]:
    now = app.sandbox.now()
    query: Json = {
        "alias": "a",
        "metrics": [{"name": name} for name in (*COUNTS, *RATES)],
        "dimensions": [{"name": "marketingActivityID"}],
        "dateRange": {
            "interval": "custom",
            "from": (now - dt.timedelta(days=90)).isoformat(),
            "to": now.isoformat(),
        },
    }
    if ids:
        query["filters"] = [{"name": "marketingActivityID", "operator": "in", "values": list(ids)}]
    kind = changes.pop("kind", "reports")
    answer = app.post(f"/analytics/{kind}", {"queries": [query | changes]})
    assert answer.status_code == 200, answer.text
    rows: list[Json] = answer.json()[kind][0]["rows"]
    return rows


def of(app: Asking, campaign_id: str) -> Json:
    (row,) = report(app, campaign_id)
    return row


@pytest.fixture
def app(app: Asking) -> Asking:
    app.sandbox.switch(rate_limits=False)
    app.sandbox.clock(speed=0)
    return app


def sent(app: Asking, **changes: Any) -> str:
    campaign_id = app.draft(**changes)
    assert app.send(campaign_id).status_code == 204
    app.sandbox.clock(advance=10)
    return campaign_id


def test_numbers_grow_with_the_clock_and_most_opens_come_within_hours(app: Asking) -> None:
    campaign_id = sent(app)
    seen = [of(app, campaign_id)]
    for hours in (0.5, 1.5, 4, 18, 48):
        app.sandbox.clock(advance=hours * HOUR)
        seen.append(of(app, campaign_id))

    assert [row["sent"] for row in seen] == [12480] * len(seen)
    for earlier, later in itertools.pairwise(seen):
        assert all(earlier[name] <= later[name] for name in COUNTS)
    last = seen[-1]
    assert seen[3]["openedUnique"] > 0.8 * last["openedUnique"] > 0
    assert last["sent"] > last["openedUnique"] > last["clickedUnique"] > last["attributedOrders"] > 0
    assert last["attributedRevenue"] > last["attributedOrders"]


def test_the_same_campaign_always_tells_the_same(app: Asking) -> None:
    first = of(app, SENT_BEFORE)
    app.sandbox.reset(seed=7)
    again = Asking(app.sandbox)

    assert of(again, SENT_BEFORE) | {"attributedRevenue": 0} == first | {"attributedRevenue": 0}
    assert of(app=again, campaign_id="ca0100000000000000000002")["openedUnique"] != first["openedUnique"]


def test_what_was_not_sent_has_no_row(app: Asking) -> None:
    draft = app.draft()

    assert report(app, draft) == []
    assert {row["marketingActivityID"] for row in report(app)} == {f"ca01{n:020d}" for n in (1, 2, 3)}


def test_nobody_can_tell_who_opened_a_text_message(app: Asking) -> None:
    answer = app.post("/campaigns", text_message())
    app.send(answer.json()["id"])
    app.sandbox.clock(advance=6 * HOUR)
    row = of(app, answer.json()["id"])

    assert row["openedUnique"] is row["openRate"] is None
    assert row["clickedUnique"] > 0


def test_variants_answer_under_their_own_ids(app: Asking) -> None:
    campaign = started(app)
    variants = [campaign["abTest"]["variants"][one]["id"] for one in "ab"]
    app.sandbox.clock(advance=3 * HOUR)

    both = {row["marketingActivityID"]: row for row in report(app, *variants)}
    assert [both[one]["sent"] for one in variants] == [1872, 1872]
    assert both[variants[0]]["openedUnique"] != both[variants[1]]["openedUnique"]

    assert of(app, campaign["id"])["sent"] == 3744
    app.sandbox.switch(ab_parent_includes_variants=False)
    assert report(app, campaign["id"]) == []
    assert len(report(app, *variants)) == 2


def test_all_the_rest_goes_to_the_better_variant(app: Asking) -> None:
    app.sandbox.switch(ab_winner="better")
    campaign = started(app)
    variants = [campaign["abTest"]["variants"][one]["id"] for one in "ab"]
    app.sandbox.clock(advance=4 * HOUR - 60)
    ahead = max(variants, key=lambda one: of(app, one)["openedUnique"])
    app.sandbox.clock(advance=HOUR)

    result = app.get(f"/campaigns/{campaign['id']}").json()["abTest"]["result"]
    assert result["winnerVariantID"] == ahead
    assert of(app, ahead)["sent"] == 12480 - 1872


def test_a_booster_goes_to_those_who_did_not_react(app: Asking) -> None:
    parent = sent(app)
    app.sandbox.clock(advance=24 * HOUR)
    before = of(app, parent)
    at = (app.sandbox.now() + dt.timedelta(minutes=1)).isoformat()
    body = {
        "type": "booster",
        "channel": "email",
        "boosterSettings": {"campaignID": parent, "sendTo": "nonOpeners"},
        "sendingSettings": {"strategy": "scheduled", "scheduledAt": at},
    }
    booster = app.post("/campaigns", body).json()["id"]
    assert app.send(booster).status_code == 204
    app.sandbox.clock(advance=HOUR)

    waiting = before["sent"] - before["failed"] - before["openedUnique"]
    assert waiting * 0.99 < of(app, booster)["sent"] <= waiting


@pytest.mark.parametrize(("switch", "factor"), [("fraction", 1), ("percent", 100)])
def test_rates_are_fractions_or_per_cent(app: Asking, switch: str, factor: int) -> None:
    app.sandbox.switch(rates=switch)
    row = of(app, SENT_BEFORE)

    assert row["openRate"] == pytest.approx(row["openedUnique"] / row["sent"] * factor, rel=1e-4)


def test_statistics_tell_when_things_happened(app: Asking) -> None:
    campaign_id = sent(app)
    app.sandbox.clock(advance=30 * HOUR)
    now = app.sandbox.now()
    whole = of(app, campaign_id)
    rows = report(
        app,
        campaign_id,
        kind="statistics",
        dimensions=[{"name": "timestamp", "granularity": "hour"}],
        dateRange={"from": (now - dt.timedelta(days=3)).isoformat(), "to": now.isoformat()},
    )

    assert len(rows) > 20
    assert sum(row["openedUnique"] for row in rows) == whole["openedUnique"]
    assert sum(row["sent"] for row in rows) == whole["sent"]
    assert rows == sorted(rows, key=lambda row: str(row["timestamp"]))


def test_segments_share_what_their_campaign_brought(app: Asking) -> None:
    segments = ["5e0100000000000000000002", "5e0100000000000000000003"]
    campaign_id = sent(app, audience={"includedSegmentIDs": segments})
    app.sandbox.clock(advance=5 * HOUR)
    rows = report(app, campaign_id, dimensions=[{"name": "segmentID"}])

    assert [row["segmentID"] for row in rows] == segments
    assert sum(row["sent"] for row in rows) <= of(app, campaign_id)["sent"] == 2214 + 418


def test_the_filter_can_leave_out(app: Asking) -> None:
    without = [{"name": "messageChannel", "operator": "notIn", "values": ["Email"]}]

    assert report(app, filters=without) == []
