"""The control API: what tests and tools may do to the sandbox."""

from typing import Any

import pytest

from tests.sandbox.asking import Asking, letter, slug
from tests.sandbox_control import ALPINE_WOOL, FRESH_START, HARBOR_TEA, NORDIC_CANDLE, ControlRefused, Sandbox


def test_a_reset_forgets_everything(app: Asking) -> None:
    one = app.draft()
    app.sandbox.switch(draft_guard=False)
    app.sandbox.fault("*", status=500, times=0)
    app.sandbox.clock(speed=60)
    app.sandbox.reset(switches={"sending_seconds": 3})
    assert app.get("/campaigns").status_code == 401
    again = Asking(app.sandbox)
    assert again.get(f"/campaigns/{one}").status_code == 404
    assert app.sandbox.sends() == []


def test_the_demo_brands_are_there(fresh: Sandbox) -> None:
    state = fresh.state()
    brands = {brand["brandID"]: brand for brand in state["brands"]}
    assert [brands[key]["currency"] for key in (ALPINE_WOOL, HARBOR_TEA, NORDIC_CANDLE)] == [
        "EUR",
        "USD",
        "GBP",
    ]
    assert brands[ALPINE_WOOL]["subscribers"] == 12_480
    assert brands[FRESH_START]["senders"] == []
    owners = [thing["brandID"] for thing in state["segments"] + state["templates"]]
    assert FRESH_START not in owners
    assert owners.count(ALPINE_WOOL) == 15


def test_the_same_seed_gives_the_same_ids(fresh: Sandbox) -> None:
    def tail() -> str:
        fresh.reset(seed=7)
        return str(fresh.add_campaign(name="One")["id"])[8:]

    assert tail() == tail()


def test_brands_can_be_added_one_by_one_or_many_at_once(fresh: Sandbox) -> None:
    one = fresh.add_brand(name="Corner Shop", timezone="Asia/Tokyo", planLimit=10)
    app = Asking(fresh, one["brandID"])
    assert app.get("/brands/current").json()["timezone"] == "Asia/Tokyo"
    draft = app.draft(email={"templateID": one["templateIDs"][0]})
    assert slug(app.send(draft)) == (402, "payment-required")
    many = fresh.add_brand(count=50, segments=0)["brands"]
    assert len({brand["brandID"] for brand in many}) == 50
    assert many[0]["segmentIDs"] == []


def test_a_merchant_can_make_campaigns_in_any_status(app: Asking) -> None:
    for status in (
        "draft",
        "scheduled",
        "started",
        "sent",
        "paused",
        "onHold",
        "error",
        "expired",
        "canceled",
    ):
        one = app.sandbox.add_campaign(status=status)
        assert app.status(one["id"]) == status


def test_a_vanished_template_is_gone(app: Asking) -> None:
    app.sandbox.vanish("templates", "7e0100000000000000000001")
    assert app.post("/campaigns", letter()).status_code == 400
    with pytest.raises(ControlRefused):
        app.sandbox.vanish("templates", "7e0100000000000000000001")


@pytest.mark.parametrize(
    "switches",
    [{"no_such": 1}, {"draft_guard": "yes"}, {"verification": "sometimes"}, {"requests_per_minute": 1.5}],
)
def test_mistaken_switches_are_told_and_change_nothing(fresh: Sandbox, switches: dict[str, Any]) -> None:
    with pytest.raises(ControlRefused):
        fresh.switch(rate_limits=False, **switches)
    app = Asking(fresh)
    fresh.switch(requests_per_minute=1)
    assert [app.get("/campaigns").status_code for _ in range(2)] == [200, 429]


def test_domains_and_sending_can_be_switched_off_for_a_brand(app: Asking) -> None:
    brand = app.sandbox.add_brand(domainVerified=False, sendingEnabled=False)
    other = Asking(app.sandbox, brand["brandID"])
    one = other.draft(email={"templateID": brand["templateIDs"][0]})
    assert slug(other.send(one)) == (409, "sender_domain_unverified")
    assert other.post(f"/campaigns/{one}/test-email", {"recipients": ["a@example.com"]}).status_code == 409
