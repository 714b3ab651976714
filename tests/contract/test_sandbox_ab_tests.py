"""A/B tests: their settings, and steering them while they run."""

import pytest

from tests.contract import examples
from tests.contract.facts_campaigns import STATUSES
from tests.contract.facts_states import AB_ALLOWED
from tests.contract.wire import UNSET, Wire

SETTINGS = "abTest.settings"


@pytest.fixture
def ab_test(template_id: str) -> examples.Body:
    return examples.ab_test(template_id)


@pytest.fixture
def ab_id(wire: Wire, ab_test: examples.Body) -> str:
    """An A/B test in draft."""
    return str(wire.call("create_campaign", body=ab_test).body["id"])


def variant_ids(wire: Wire, key: str) -> dict[str, str]:
    variants = wire.call("get_campaign", key).body["abTest"]["variants"]
    return {letter: variant["id"] for letter, variant in variants.items()}


def test_variants_have_ids_of_their_own_and_no_winner_yet(wire: Wire, ab_test: examples.Body) -> None:
    made = wire.call("create_campaign", body=ab_test).body
    variants = made["abTest"]["variants"]

    assert len({made["id"], variants["a"]["id"], variants["b"]["id"]}) == 3
    assert made["abTest"].get("result") is None
    assert not made.get("content")
    assert made["abTest"]["settings"] == ab_test["abTest"]["settings"]


def test_settings_are_replaced_whole(wire: Wire, ab_id: str, ab_test: examples.Body) -> None:
    change = examples.replaced(examples.no_change(ab_test), SETTINGS, {"testSizePercent": 100})
    changed = wire.call("update_campaign", ab_id, body=change).body

    assert changed["abTest"]["settings"] == {"testSizePercent": 100}


@pytest.mark.parametrize(("size", "good"), [(9, False), (10, True), (99, True), (101, False)])
def test_the_size_is_ten_to_a_hundred(wire: Wire, ab_test: examples.Body, size: int, good: bool) -> None:
    answer = wire.call(
        "create_campaign", body=examples.replaced(ab_test, f"{SETTINGS}.testSizePercent", size)
    )

    assert answer.status == (201 if good else 400)
    assert good or answer.fields == {f"{SETTINGS}.testSizePercent"}


@pytest.mark.parametrize("name", ["winningMetric", "decisionTime"])
def test_a_part_of_the_audience_needs_a_decision(wire: Wire, ab_test: examples.Body, name: str) -> None:
    answer = wire.call("create_campaign", body=examples.without(ab_test, f"{SETTINGS}.{name}"))

    assert answer.fields == {f"{SETTINGS}.{name}"}


@pytest.mark.parametrize(("amount", "unit"), [(169, "h"), (8, "d"), (0, "h")])
def test_a_decision_takes_at_most_a_week(wire: Wire, ab_test: examples.Body, amount: int, unit: str) -> None:
    body = examples.replaced(ab_test, f"{SETTINGS}.decisionTime", {"amount": amount, "unit": unit})

    assert wire.call("create_campaign", body=body).fields == {f"{SETTINGS}.decisionTime.amount"}


def test_text_messages_are_not_tested(wire: Wire, ab_test: examples.Body) -> None:
    assert wire.call("create_campaign", body=ab_test | {"channel": "sms"}).status in {400, 422}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", AB_ALLOWED)
def test_a_test_is_steered_in_its_statuses_alone(wire: Wire, ab_id: str, name: str, status: str) -> None:
    wire.call("send_campaign", ab_id)
    if status != "started":
        wire.sandbox.status(ab_id, status)
    chosen = {"variantID": variant_ids(wire, ab_id)["b"]}
    answer = wire.call(name, ab_id, body=chosen if name == "select_ab_test_winner" else UNSET)

    assert answer.status == (204 if status in AB_ALLOWED[name] else 409)


@pytest.mark.parametrize("name", AB_ALLOWED)
def test_an_ordinary_campaign_is_the_wrong_kind(wire: Wire, draft_id: str, name: str) -> None:
    body = {"variantID": draft_id} if name == "select_ab_test_winner" else UNSET

    assert wire.call(name, draft_id, body=body).status == 422


def test_a_test_is_stopped_resumed_and_decided_by_hand(wire: Wire, ab_id: str) -> None:
    wire.call("send_campaign", ab_id)
    for name, after in (("stop_ab_test", "stopped"), ("resume_ab_test", "started")):
        assert wire.call(name, ab_id).status == 204
        assert wire.call("get_campaign", ab_id).body["status"] == after

    winner = variant_ids(wire, ab_id)["b"]
    assert wire.call("select_ab_test_winner", ab_id, body={"variantID": winner}).status == 204
    result = wire.call("get_campaign", ab_id).body["abTest"]["result"]
    assert (result["winnerVariantID"], result["isManuallySelected"]) == (winner, True)


def test_a_winner_is_one_of_the_variants(wire: Wire, ab_id: str) -> None:
    wire.call("send_campaign", ab_id)

    for body in ({}, {"variantID": "0123456789abcdef01234567"}, {"variantID": 12}):
        assert wire.call("select_ab_test_winner", ab_id, body=body).fields == {"variantID"}


def test_the_clock_decides_when_nobody_does(wire: Wire, ab_id: str) -> None:
    wire.call("send_campaign", ab_id)
    for _ in range(3):
        wire.sandbox.clock(advance=5 * 3600)
        campaign = wire.call("get_campaign", ab_id).body

    assert campaign["status"] == "sent"
    assert campaign["abTest"]["result"]["isManuallySelected"] is False
    assert campaign["abTest"]["result"]["winnerVariantID"] in variant_ids(wire, ab_id).values()


def test_tags_are_given_for_each_variant(wire: Wire, ab_id: str) -> None:
    told = wire.call("get_utm", ab_id).body
    assert told.keys() == {"variants"}
    assert {letter: told["variants"][letter]["id"] for letter in "ab"} == variant_ids(wire, ab_id)

    own = {"source": "letter", "medium": "mail", "campaign": "autumn"}
    answer = wire.call("update_utm", ab_id, body={"variants": {"a": own, "b": own}}).body
    assert answer["variants"]["b"]["tags"] == own
    assert wire.call("update_utm", ab_id, body={"tags": own}).status == 400
