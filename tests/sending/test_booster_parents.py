"""What a booster's page says when the campaign it follows is canceled or deleted."""

import datetime as dt

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations, outcomes, queries
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Reason, State
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to, boosters_at_omnisend


def scheduled_with_a_booster(stage: Stage) -> tuple[Delivery, Campaign]:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date().isoformat()
    parent = stage.campaign(timing="at", on_date=tomorrow, at_time="09:00")
    booster = attached_to(parent, stage)
    return stage.work(stage.send(parent), lambda d: d.remote_status == "scheduled"), booster


def says(stage: Stage, booster: Campaign) -> Outcome:
    booster.refresh_from_db()
    return outcomes.describe(booster, queries.newest(booster), stage.store, now=stage.now)


@pytest.mark.parametrize("switch", ["stays", "deleted"])
def test_a_canceled_parent(stage: Stage, switch: str) -> None:
    stage.sandbox.switch(parent_canceled=switch)
    delivery, booster = scheduled_with_a_booster(stage)

    operations.cancel(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.work(delivery)

    outcome = says(stage, booster)
    assert outcome.title == "Needs you: its campaign"
    assert outcome.went_out == "Nothing was sent."
    assert "It is still" not in outcome.sentence
    verbs = [action.verb for action in outcome.actions]
    assert "delete-in-omnisend" in verbs
    assert "copy" not in verbs
    errand = operations.delete_in_omnisend(campaign=booster, actor=stage.merchant, now=stage.now)
    assert stage.work(errand).state == State.DONE
    assert boosters_at_omnisend(stage) == []


@pytest.mark.parametrize("switch", ["stays", "deleted"])
def test_looking_again_never_promises_a_booster_of_a_canceled_parent(stage: Stage, switch: str) -> None:
    stage.sandbox.switch(parent_canceled=switch)
    delivery, booster = scheduled_with_a_booster(stage)
    operations.cancel(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.work(delivery)

    following = Delivery.objects.get(campaign=booster)
    operations.look_again(delivery=following, actor=stage.merchant, now=stage.now)
    stage.step()

    outcome = says(stage, booster)
    assert outcome.title in {"Its campaign was not sent", "Gone with its campaign"}
    assert outcome.went_out in {"Nothing was sent.", "Nothing went out yet."}
    assert "was canceled" in outcome.sentence


@pytest.mark.parametrize("switch", ["stays", "deleted"])
def test_a_parent_deleted_in_omnisend(stage: Stage, switch: str) -> None:
    stage.sandbox.switch(parent_deleted=switch, delete_outside_draft=True)
    delivery, booster = scheduled_with_a_booster(stage)
    stage.sandbox.fault("GET /campaigns/{id}", status=404, times=0)
    stage.work(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.GONE)
    outcome = says(stage, booster)
    assert outcome.went_out == "Nothing was sent."
    assert outcome.title in {"Needs you: its campaign", "Gone with its campaign"}


def test_another_booster_in_omnisend_is_shown_and_makes_room(stage: Stage) -> None:
    parent = stage.campaign()
    stage.work(stage.send(parent))
    parent.refresh_from_db()
    booster = attached_to(parent, stage, attached=False, delay_amount="", timing="now")
    stage.sandbox.fault("POST /campaigns", status=409, slug="booster-already-exists")

    delivery = stage.work(stage.send(booster))

    outcome = says(stage, booster)
    assert outcome.title == "Needs you: another booster"
    assert [action.verb for action in outcome.actions][:2] == ["boost", "boost-anew"]
    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    assert stage.work(delivery).state == State.SENT


def test_a_parent_that_is_gone_is_named_as_the_cause(stage: Stage) -> None:
    parent = stage.campaign()
    stage.work(stage.send(parent))
    parent.refresh_from_db()
    booster = attached_to(parent, stage, attached=False, delay_amount="", timing="now")
    stage.sandbox.fault("POST /campaigns", status=404)

    stage.work(stage.send(booster))

    outcome = says(stage, booster)
    assert outcome.title == "Its campaign is gone"
    assert "restore" not in " ".join(action.label.lower() for action in outcome.actions)
