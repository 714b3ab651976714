"""A/B tests: followed to an automatic winner, or steered by hand."""

import datetime as dt

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.errors import TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.states import State
from tests.sending.conftest import Stage


def ab_test(stage: Stage) -> Campaign:
    variant = {"preheader": "", "sender_name": "Alpine Wool", "sender_email": "", "reply_to": ""}
    a = variant | {"subject": "Warm socks", "template_id": stage.templates[0], "template_name": "First"}
    b = variant | {"subject": "Cold feet?", "template_id": stage.templates[1], "template_name": "Second"}
    return stage.campaign(
        type="abTest",
        variants={"a": a, "b": b},
        test_share="30",
        winning_metric="openRate",
        decision_amount="4",
        decision_unit="h",
    )


def running(stage: Stage) -> Delivery:
    return stage.work(stage.send(ab_test(stage)), lambda d: d.remote_status == "started")


def test_a_test_runs_to_the_winner_omnisend_chooses(stage: Stage) -> None:
    delivery = running(stage)

    stage.work(delivery, turns=600)

    assert delivery.state == State.SENT
    result = delivery.shown["abTest"]["result"]
    ids = {variant["id"] for variant in delivery.shown["abTest"]["variants"].values()}
    assert result["winnerVariantID"] in ids
    assert result["isManuallySelected"] is False
    assert stage.sends() == 1


def test_a_winner_chosen_by_hand_is_the_one_omnisend_takes(stage: Stage) -> None:
    delivery = running(stage)

    operations.choose_winner(delivery=delivery, variant="b", actor=stage.merchant, now=stage.now)
    stage.work(delivery, turns=100)

    result = delivery.shown["abTest"]["result"]
    assert result["winnerVariantID"] == delivery.shown["abTest"]["variants"]["b"]["id"]
    assert result["isManuallySelected"] is True


def test_a_stopped_test_waits_until_it_is_resumed(stage: Stage) -> None:
    delivery = running(stage)
    operations.stop_test(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.work(delivery, lambda d: d.remote_status == "stopped")
    stage.advance(24 * 3600)
    stage.step()
    delivery.refresh_from_db()
    assert delivery.remote_status == "stopped"

    operations.resume_test(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery, turns=600).state == State.SENT


def test_a_campaign_without_a_test_cannot_be_steered_like_one(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.remote_status == "started")

    with pytest.raises(TooLate):
        operations.choose_winner(delivery=delivery, variant="a", actor=stage.merchant, now=stage.now)


def test_a_test_that_decides_after_days_is_not_called_overdue_before(stage: Stage) -> None:
    campaign = ab_test(stage)
    Campaign.objects.filter(pk=campaign.pk).update(decision_amount="6", decision_unit="d")
    campaign.refresh_from_db()
    delivery = stage.work(stage.send(campaign), lambda d: d.remote_status == "started")
    later(stage, delivery, hours=6 * 24 - 1)
    assert delivery.state == State.FOLLOWING

    operations.choose_winner(delivery=delivery, variant="a", actor=stage.merchant, now=stage.now)

    assert stage.work(delivery, turns=100).state == State.SENT


def later(stage: Stage, delivery: Delivery, *, hours: float) -> None:
    """So many hours on, as if every look since had shown the same."""
    at = stage.now + dt.timedelta(hours=hours)
    Delivery.objects.filter(pk=delivery.pk).update(not_before=at)
    stage.advance(hours * 3600)
    stage.step()
    delivery.refresh_from_db()
