"""Boosters: attached to a draft they are one delivery with it; of a sent campaign they are sent like any."""

import datetime as dt
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State
from tests.sending.conftest import Stage


def attached_to(parent: Campaign, stage: Stage, **content: Any) -> Campaign:
    values = {
        "type": "booster",
        "parent": parent,
        "attached": True,
        "send_to": "nonOpeners",
        "delay_amount": "48",
        "delay_unit": "h",
        "name": "Warm socks, again",
        "audience": "",
        "timing": "",
        "template_id": "",
        "template_name": "",
        "subject": "",
        "sender_name": "",
    }
    return stage.campaign(**(values | content))


def boosters_at_omnisend(stage: Stage) -> list[dict[str, Any]]:
    return [c for c in stage.sandbox.state()["campaigns"] if c["type"] == "booster"]


def test_an_attached_booster_is_made_before_its_parent_is_sent_and_schedules_itself(
    stage: Stage,
) -> None:
    parent = stage.campaign()
    booster = attached_to(parent, stage)

    delivery = stage.work(stage.send(parent))

    assert delivery.state == State.SENT
    operations_asked = [r["operation"] for r in stage.sandbox.log() if r["method"] == "POST"]
    assert operations_asked[:3] == ["POST /campaigns", "POST /campaigns", "POST /campaigns/{id}/send"]
    (remote,) = boosters_at_omnisend(stage)
    assert remote["boosterSettings"]["campaignID"] == delivery.remote_id
    following = Delivery.objects.get(campaign=booster)
    assert (following.state, following.attached) == (State.FOLLOWING, True)
    assert stage.work(following, turns=400).state == State.SENT


def test_a_booster_that_cannot_be_made_holds_its_parent_back(stage: Stage) -> None:
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    stage.sandbox.fault("POST /campaigns", skip=1, status=409, slug="invalid-parent-status")
    delivery = stage.work(stage.send(parent))
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.BOOSTER)
    assert stage.sends() == 0

    operations.send_without_booster(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert boosters_at_omnisend(stage) == []
    booster.refresh_from_db()
    assert not booster.attached


def test_a_lost_answer_to_the_boosters_creation_does_not_make_two(stage: Stage) -> None:
    parent = stage.campaign()
    attached_to(parent, stage)
    stage.sandbox.fault("POST /campaigns", "cut", skip=1, effect="before")

    delivery = stage.work(stage.send(parent))

    assert delivery.state == State.SENT
    assert len(boosters_at_omnisend(stage)) == 1


def test_when_the_parent_is_canceled_its_booster_says_so(stage: Stage) -> None:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date().isoformat()
    parent = stage.campaign(timing="at", on_date=tomorrow, at_time="09:00")
    booster = attached_to(parent, stage)
    delivery = stage.work(stage.send(parent), lambda d: d.remote_status == "scheduled")

    operations.cancel(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.work(delivery)

    following = Delivery.objects.get(campaign=booster)
    assert (following.state, following.reason) == (State.NEEDS_PERSON, Reason.PARENT)


def test_a_booster_of_a_sent_campaign_is_sent_like_any_other(stage: Stage) -> None:
    parent = stage.campaign()
    stage.work(stage.send(parent))
    parent.refresh_from_db()
    in_two_days = (stage.now + dt.timedelta(days=2)).astimezone(stage.store.tz).date().isoformat()
    booster = attached_to(
        parent, stage, attached=False, delay_amount="", timing="at", on_date=in_two_days, at_time="09:00"
    )

    delivery = stage.work(stage.send(booster), lambda d: d.remote_status == "scheduled")

    assert stage.work(delivery, turns=400).state == State.SENT
    assert stage.sends() == 2
