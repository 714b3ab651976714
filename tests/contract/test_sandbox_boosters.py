"""Boosters and the campaigns they follow."""

import pytest

from tests.contract import examples
from tests.contract.facts_campaigns import STATUSES
from tests.contract.facts_states import BOOSTER_PARENTS
from tests.contract.wire import Answered, Wire

DELAY = "boosterSettings.delay"


@pytest.fixture
def booster(draft_id: str) -> examples.Body:
    """A booster of a draft that is accepted."""
    return examples.booster(draft_id)


@pytest.fixture
def late(wire: Wire, draft_id: str, booster: examples.Body) -> examples.Body:
    """A booster of a campaign that was sent, accepted too."""
    wire.call("send_campaign", draft_id)
    wire.sandbox.clock(advance=86400)
    settings = examples.settings("scheduled", wire.sandbox.now())
    return examples.without(booster, DELAY) | {"sendingSettings": settings}


def create(wire: Wire, body: examples.Body) -> Answered:
    return wire.call("create_campaign", body=body)


def test_a_draft_has_one_booster_and_finds_it(wire: Wire, booster: examples.Body, draft_id: str) -> None:
    made = create(wire, booster).body

    assert made["boosterSettings"] == booster["boosterSettings"]
    for asked in ([("parentCampaignID", draft_id)], [("type", "booster"), ("parentCampaignID", draft_id)]):
        found = wire.call("list_campaigns", query=asked).body["campaigns"]
        assert [row["id"] for row in found] == [made["id"]]
    second = create(wire, booster)
    assert (second.status, second.slug) == (409, "booster-already-exists")


def test_a_canceled_booster_holds_its_place_until_deleted(wire: Wire, booster: examples.Body) -> None:
    key = create(wire, booster).body["id"]
    wire.sandbox.status(key, "canceled")
    assert create(wire, booster).slug == "booster-already-exists"

    assert wire.call("delete_campaign", key).status == 204
    assert create(wire, booster).status == 201


@pytest.mark.parametrize("status", STATUSES)
def test_a_parent_is_a_draft_or_sent(wire: Wire, draft_id: str, booster: examples.Body, status: str) -> None:
    if status != "draft":
        wire.sandbox.status(draft_id, status)
    body = booster if status == "draft" else examples.without(booster, DELAY)
    answer = create(wire, body)

    if status in BOOSTER_PARENTS:
        assert answer.status == 201
    else:
        assert (answer.status, answer.slug) == (409, "invalid-parent-status")


def test_a_parent_is_an_email_that_is_there(wire: Wire, booster: examples.Body) -> None:
    gone = create(wire, examples.replaced(booster, "boosterSettings.campaignID", "0123456789abcdef01234567"))
    assert (gone.status, gone.slug) == (404, "not-found")

    text = create(wire, examples.regular_sms()).body["id"]
    answer = create(wire, examples.replaced(booster, "boosterSettings.campaignID", text))
    assert answer.status in {400, 409, 422}


def test_the_booster_of_a_draft_has_a_delay_and_no_settings(wire: Wire, booster: examples.Body) -> None:
    without = create(wire, examples.without(booster, DELAY))
    assert without.fields == {DELAY}

    both = create(wire, booster | {"sendingSettings": examples.settings("scheduled", wire.sandbox.now())})
    assert (both.status, both.slug) == (409, "sending-settings-not-allowed")


@pytest.mark.parametrize(("amount", "unit"), [(241, "h"), (11, "d"), (0, "h"), (-1, "h")])
def test_a_delay_is_at_most_ten_days(wire: Wire, booster: examples.Body, amount: int, unit: str) -> None:
    answer = create(wire, examples.replaced(booster, DELAY, {"amount": amount, "unit": unit}))

    assert answer.fields == {f"{DELAY}.amount"}


def test_a_text_may_go_out_together_with_its_parent(wire: Wire, booster: examples.Body) -> None:
    body = examples.replaced(booster, f"{DELAY}.amount", 0) | {
        "channel": "sms",
        "content": {"sms": examples.SMS},
    }

    assert create(wire, body).body["boosterSettings"]["delay"]["amount"] == 0


def test_a_booster_waits_for_its_parent_and_then_goes_by_itself(
    wire: Wire, booster: examples.Body, draft_id: str
) -> None:
    key = create(wire, booster).body["id"]
    early = wire.call("send_campaign", key)
    assert (early.status, early.slug) == (409, "parent-not-sent")

    wire.call("send_campaign", draft_id)
    seen = []
    for _ in range(60):
        seen.append(wire.call("get_campaign", key).body["status"])
        wire.sandbox.clock(advance=3600)
    assert [*dict.fromkeys(seen)][:2] == ["draft", "scheduled"]
    assert seen[-1] == "sent"


def test_the_booster_of_a_sent_campaign_is_sent_by_a_call(wire: Wire, late: examples.Body) -> None:
    made = create(wire, late).body
    assert made["status"] == "draft"
    wire.sandbox.clock(advance=3600)
    assert wire.call("get_campaign", made["id"]).body["status"] == "draft"

    assert wire.call("send_campaign", made["id"]).status == 204
    assert wire.call("get_campaign", made["id"]).body["status"] == "scheduled"


def test_a_booster_cannot_be_copied(wire: Wire, booster: examples.Body) -> None:
    key = create(wire, booster).body["id"]

    assert wire.call("copy_campaign", key).status == 422


def test_a_boosters_parent_stays(wire: Wire, booster: examples.Body, draft_id: str) -> None:
    key = create(wire, booster).body["id"]
    wire.call("update_campaign", key, body={"boosterSettings": {"sendTo": "nonClickers"}})
    kept = wire.call("get_campaign", key).body["boosterSettings"]

    assert kept["campaignID"] == draft_id
    assert kept["sendTo"] == "nonClickers"
