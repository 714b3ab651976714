"""Fetching what people look at, from the real local Omnisend."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from omniapp import budgets, clock
from omniapp.budgets import Lane, Wish
from omniapp.campaigns.models import Campaign
from omniapp.results import budget, fetching, reports, tasks
from omniapp.results.freshness import INTEREST
from omniapp.results.models import Allowance, Report
from omniapp.results.standing import standing
from omniapp.stores.models import Store
from tests import cast
from tests.results.sent import HOUR, REPORTS, SENT_BEFORE, ab_test, asked, booster_of, noted
from tests.sandbox_control import Sandbox

MINUTE = dt.timedelta(minutes=1)


def look(*campaigns: Campaign) -> dict[int, reports.Result]:
    return reports.look(campaigns, now=clock.now())


def travel(passed: dt.timedelta) -> Any:
    return time_machine.travel(clock.now() + passed, tick=False)


def test_what_is_looked_at_is_fetched_and_dated(sandbox: Sandbox, campaign: Campaign) -> None:
    before = look(campaign)[campaign.pk]
    assert (before.numbers, before.asked_at) == (None, None)

    tasks.fetch()

    result = look(campaign)[campaign.pk]
    assert result.numbers
    assert result.numbers.sent == 12_480
    assert result.numbers.opened
    assert result.numbers.revenue
    assert result.as_of == clock.now()
    assert len(asked(sandbox)) == 1


def test_nobody_looks_nothing_is_asked(sandbox: Sandbox, campaign: Campaign) -> None:
    assert fetching.fetch() == 0
    look(campaign)
    with travel(INTEREST + MINUTE):
        assert fetching.fetch() == 0
    assert asked(sandbox) == []


def test_fresh_numbers_are_not_asked_for_again(sandbox: Sandbox, campaign: Campaign) -> None:
    look(campaign)
    fetching.fetch()
    assert fetching.fetch() == 0
    with travel(7 * dt.timedelta(hours=1)):
        look(campaign)
        assert fetching.fetch() == 1


def test_one_request_brings_the_whole_store_along(sandbox: Sandbox, store: Store, campaign: Campaign) -> None:
    others = [noted(store, f"ca01{number:020d}") for number in (2, 3)]
    look(campaign)
    fetching.fetch()

    assert len(asked(sandbox)) == 1
    assert all(result.numbers for result in reports.of(others).values())
    assert len(reports.of(others)) == 2


def test_more_than_a_hundred_go_in_one_request(sandbox: Sandbox, store: Store, campaign: Campaign) -> None:
    look(campaign)
    Report.objects.bulk_create(
        Report(store=store, campaign=campaign, letter="", omnisend_id=f"{n:024x}", sent_at=clock.now())
        for n in range(450)
    )
    fetching.fetch()

    (request,) = asked(sandbox)
    sizes = [len(query["filters"][0]["values"]) for query in request["body"]["queries"]]
    assert sizes == [100] * 4
    assert request["status"] == 200


@pytest.mark.parametrize("included", [True, False])
def test_an_ab_tests_variants_are_counted_once(sandbox: Sandbox, store: Store, included: bool) -> None:
    sandbox.switch(ab_parent_includes_variants=included)
    key = ab_test(store, sandbox)
    sandbox.clock(advance=2 * HOUR)
    test = noted(store, key)
    with time_machine.travel(sandbox.now() + MINUTE, tick=False):
        look(test)
        fetching.fetch()
        result = look(test)[test.pk]

    assert set(result.sides) == {"a", "b"}
    assert [side.sent for side in result.sides.values()] == [1872, 1872]
    assert result.numbers
    assert result.numbers.sent == 3744
    (request,) = asked(sandbox)
    assert key not in request["body"]["queries"][0]["filters"][0]["values"]


def test_a_booster_has_numbers_of_its_own(sandbox: Sandbox, store: Store, campaign: Campaign) -> None:
    key = booster_of(store, sandbox, SENT_BEFORE)
    booster = noted(store, key)
    with time_machine.travel(sandbox.now() + MINUTE, tick=False):
        look(campaign, booster)
        fetching.fetch()
        found = look(campaign, booster)

    ours, parents = found[booster.pk].numbers, found[campaign.pk].numbers
    assert ours
    assert parents
    assert parents.sent
    assert ours.sent
    assert 0 < ours.sent < parents.sent
    assert booster.parent == campaign


@pytest.mark.parametrize("rates", ["fraction", "percent"])
def test_rates_are_never_asked_for(sandbox: Sandbox, campaign: Campaign, rates: str) -> None:
    sandbox.switch(rates=rates)
    look(campaign)
    fetching.fetch()

    (request,) = asked(sandbox)
    assert not [m for m in request["body"]["queries"][0]["metrics"] if m["name"].endswith("Rate")]


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ({"kind": "problem", "status": 429, "retryAfter": 7200}, "limited"),
        ({"kind": "problem", "status": 429}, "limited"),
        ({"kind": "problem", "status": 403, "slug": "forbidden"}, "permission"),
        ({"kind": "problem", "status": 400, "slug": "validation-failed"}, "refused"),
        ({"kind": "problem", "status": 524}, "unreachable"),
        ({"kind": "problem", "status": 503}, "unreachable"),
        ({"kind": "html", "status": 502}, "unreachable"),
        ({"kind": "cut"}, "unreachable"),
        ({"kind": "truncated"}, "unreachable"),
    ],
)
def test_whatever_goes_wrong_the_old_numbers_stay_with_their_date(
    sandbox: Sandbox, store: Store, campaign: Campaign, fault: dict[str, Any], trouble: str
) -> None:
    look(campaign)
    fetching.fetch()
    before = look(campaign)[campaign.pk]
    sandbox.fault(REPORTS, **fault)
    with travel(7 * dt.timedelta(hours=1)):
        look(campaign)
        assert fetching.fetch() == 1
        after = look(campaign)[campaign.pk]
        assert fetching.fetch() == 0, "it rests"

    assert after == before
    found = standing(store)
    assert found
    assert found.kind == trouble


def test_a_wait_of_hours_is_kept(sandbox: Sandbox, store: Store, campaign: Campaign) -> None:
    sandbox.fault(REPORTS, kind="problem", status=429, retryAfter=7200)
    look(campaign)
    fetching.fetch()
    until = Allowance.objects.get(store=store).resting_until

    assert until
    assert dt.timedelta(minutes=119) < until - budget.real_now() <= dt.timedelta(hours=2)


def test_the_minutes_limit_is_shared_and_costs_nothing_of_the_day(
    sandbox: Sandbox, store: Store, campaign: Campaign
) -> None:
    budgets.take_many([Wish(store.brand_id, REPORTS, Lane.SEND, 10)])
    look(campaign)

    assert fetching.fetch() == 0
    assert asked(sandbox) == []
    assert budget.spent_today(store) == 0
    assert standing(store) is None


def test_a_store_that_did_not_grant_it_is_not_asked(sandbox: Sandbox, db: None) -> None:
    store = cast.connected_store(sandbox, scope="brands.read campaigns.read")
    campaign = noted(store, SENT_BEFORE)
    look(campaign)

    assert fetching.fetch() == 0
    found = standing(store)
    assert found
    assert found.kind == "permission"
    assert asked(sandbox) == []


def test_connecting_anew_ends_a_rest_for_a_missing_permission(
    sandbox: Sandbox, store: Store, campaign: Campaign
) -> None:
    sandbox.fault(REPORTS, kind="problem", status=403)
    look(campaign)
    fetching.fetch()
    with travel(MINUTE):
        again = cast.connected_store(sandbox, at=clock.now())
        look(campaign)
        assert fetching.fetch() == 1
        assert standing(again) is None


def test_a_dead_access_costs_one_request_and_is_renewed(
    sandbox: Sandbox, store: Store, campaign: Campaign
) -> None:
    sandbox.fault(REPORTS, kind="problem", status=401)
    look(campaign)
    fetching.fetch()
    assert len(asked(sandbox)) == 1

    Allowance.objects.update(resting_until=None)
    assert fetching.fetch() == 1
    assert look(campaign)[campaign.pk].numbers


def test_what_omnisend_does_not_mention_stays_unknown(sandbox: Sandbox, campaign: Campaign) -> None:
    look(campaign)
    Report.objects.update(omnisend_id="0" * 24)
    fetching.fetch()
    row = Report.objects.get(omnisend_id="0" * 24)

    assert (row.as_of, row.sent) == (None, None)
    assert row.asked_at == clock.now()


def test_a_draft_has_no_results_to_look_at(store: Store, sandbox: Sandbox) -> None:
    draft = noted(store, sandbox.add_campaign()["id"])

    assert look(draft) == {}
    assert not Report.objects.exists()
