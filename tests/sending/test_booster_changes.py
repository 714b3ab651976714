"""A booster that goes with a draft is part of what is reviewed and sent: what is done to it meanwhile."""

import datetime as dt

import pytest

from omniapp.campaigns import operations as campaigns
from omniapp.campaigns.errors import NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.merchant import boost_place
from omniapp.sending import operations, outcomes, queries
from omniapp.sending.errors import AlreadyOnItsWay, ChangedMeanwhile
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Reason, State, Step
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to, boosters_at_omnisend


def held(stage: Stage) -> tuple[Delivery, Campaign]:
    stage.store.sending_hold = 20
    stage.store.save()
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    return stage.send(parent), booster


def parked(stage: Stage, *, step: str = "create", booster: bool = True) -> tuple[Delivery, Campaign]:
    """A campaign that its plan does not cover, and the booster that goes with it."""
    stage.fault(step, status=402)
    parent = stage.campaign()
    attached = attached_to(parent, stage) if booster else parent
    delivery = stage.work(stage.send(parent))
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.PLAN)
    return delivery, attached


def edit(stage: Stage, booster: Campaign) -> None:
    booster.refresh_from_db()
    campaigns.save(
        campaign=booster,
        version=booster.version,
        changes={"delay_amount": "24"},
        actor=stage.merchant,
        now=stage.now,
    )


def resume(stage: Stage, delivery: Delivery) -> Delivery:
    return operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)


def says(stage: Stage, campaign: Campaign) -> Outcome:
    campaign = Campaign.objects.get(pk=campaign.pk)
    return outcomes.describe(campaign, queries.newest(campaign), stage.store, now=stage.now)


def verbs(outcome: Outcome) -> list[str]:
    return [action.verb for action in outcome.actions]


def test_in_the_hold_it_is_locked_with_its_campaign(stage: Stage) -> None:
    delivery, booster = held(stage)

    with pytest.raises(NotEditable, match="goes with its campaign"):
        edit(stage, booster)
    place = boost_place.of(Campaign.objects.get(pk=delivery.campaign_id), now=stage.now)
    assert not place.removable
    with pytest.raises(AlreadyOnItsWay):
        boost_place.clear(Campaign.objects.get(pk=booster.pk), actor=stage.merchant, now=stage.now)
    outcome = says(stage, booster)
    assert outcome.title == "Goes with its campaign"
    assert "on its way" in outcome.sentence
    assert "edit" not in verbs(outcome)

    operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)
    edit(stage, booster)
    assert "edit" in verbs(says(stage, booster))


def test_it_is_locked_until_its_campaign_was_accepted_and_then_by_its_own_delivery(stage: Stage) -> None:
    delivery, booster = held(stage)
    for _ in range(60):
        booster.refresh_from_db()
        assert booster.locked_reason
        if Delivery.objects.filter(campaign=booster).exists():
            break
        stage.work(delivery, lambda d: True)
        stage.advance(max((delivery.not_before - stage.now).total_seconds(), 0))
        stage.step()
    delivery = stage.work(delivery)
    booster.refresh_from_db()
    assert (delivery.state, booster.locked_reason[:15]) == (State.SENT, "Omnisend has it")


def test_while_its_campaign_is_unknown_it_is_locked_too(stage: Stage) -> None:
    delivery, booster = held(stage)
    stage.fault("send", "cut", effect="before")
    stage.fault("look", status=500, times=0)
    delivery = stage.work(delivery)
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.UNKNOWN)
    with pytest.raises(NotEditable):
        edit(stage, booster)


def test_edited_while_parked_it_needs_a_review_and_goes_as_edited(stage: Stage) -> None:
    delivery, booster = parked(stage, step="send")

    edit(stage, booster)

    with pytest.raises(ChangedMeanwhile):
        resume(stage, delivery)
    outcome = says(stage, delivery.campaign)
    assert "review" in verbs(outcome)
    assert "resume" not in verbs(outcome)
    again = stage.work(stage.send(Campaign.objects.get(pk=delivery.campaign_id)))
    assert again.state == State.SENT
    (remote,) = boosters_at_omnisend(stage)
    assert remote["boosterSettings"]["delay"] == {"amount": 24, "unit": "h"}


@pytest.mark.parametrize("step", ["create", "send"])
def test_taken_away_while_parked_it_does_not_go(stage: Stage, step: str) -> None:
    delivery, booster = parked(stage, step=step)
    booster.refresh_from_db()

    boost_place.clear(booster, actor=stage.merchant, now=stage.now)
    errand = queries.newest_copy_or_deletion(booster)
    if errand is not None:
        with pytest.raises((AlreadyOnItsWay, ChangedMeanwhile)):
            resume(stage, delivery)
        stage.work(errand)

    with pytest.raises(ChangedMeanwhile):
        resume(stage, delivery)
    again = stage.work(stage.send(Campaign.objects.get(pk=delivery.campaign_id)))
    assert (again.state, again.booster) == (State.SENT, None)
    assert boosters_at_omnisend(stage) == []


def test_added_while_parked_it_is_reviewed_before_it_goes(stage: Stage) -> None:
    delivery, parent = parked(stage, booster=False)
    parent.refresh_from_db()

    booster = campaigns.boost(parent=parent, actor=stage.merchant, now=stage.now)

    with pytest.raises(ChangedMeanwhile):
        resume(stage, delivery)
    again = stage.work(stage.send(Campaign.objects.get(pk=parent.pk)))
    assert (again.state, again.booster) == (State.SENT, booster)
    assert len(boosters_at_omnisend(stage)) == 1


def test_edited_after_the_review_it_is_not_sent(stage: Stage) -> None:
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    edit(stage, booster)
    with pytest.raises(ChangedMeanwhile):
        operations.send(campaign=parent, version=parent.version, actor=stage.merchant, now=stage.now)


def test_nothing_is_asked_about_it_beside_its_campaign(stage: Stage) -> None:
    """The booster's own place is free, so only its campaign's can keep a deletion away."""
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    delivery = stage.work(stage.send(parent), lambda d: d.step == Step.SEND)
    booster.refresh_from_db()
    assert booster.omnisend_id

    with pytest.raises(AlreadyOnItsWay):
        operations.delete_in_omnisend(campaign=booster, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert len(boosters_at_omnisend(stage)) == 1


def test_its_campaign_is_not_sent_while_it_is_being_deleted(stage: Stage) -> None:
    delivery, booster = parked(stage, step="send")
    operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)
    booster.refresh_from_db()
    errand = operations.delete_in_omnisend(campaign=booster, actor=stage.merchant, now=stage.now)

    with pytest.raises(AlreadyOnItsWay):
        stage.send(Campaign.objects.get(pk=delivery.campaign_id))

    stage.work(errand)
    again = stage.work(stage.send(Campaign.objects.get(pk=delivery.campaign_id)))
    assert (again.state, again.booster) == (State.SENT, None)


def test_one_that_was_deleted_in_omnisend_is_not_sent_in_place_of_a_newer_one(stage: Stage) -> None:
    parent = stage.campaign()
    attached_to(parent, stage, gone_at=stage.now, omnisend_id="a" * 24, name="Gone")
    newer = attached_to(parent, stage, name="Newer")
    assert stage.send(parent).booster == newer


def test_one_whose_campaign_ended_at_once_is_not_locked_for_good(stage: Stage) -> None:
    delivery, booster = held(stage)
    stage.work(delivery, lambda d: d.step == Step.SEND)
    stage.sandbox.status(delivery.remote_id, "canceled")

    assert stage.work(delivery).state == State.CANCELED

    outcome = says(stage, booster)
    assert (outcome.title, outcome.went_out) == ("Needs you: its campaign", "Nothing was sent.")
    assert "delete-in-omnisend" in verbs(outcome)


def test_one_that_was_left_behind_promises_nothing(stage: Stage) -> None:
    parent = stage.campaign(omnisend_id="b" * 24, omnisend_status="sent", omnisend_read_at=stage.now)
    booster = attached_to(parent, stage)
    outcome = says(stage, booster)
    assert "without this booster" in outcome.sentence
    assert "goes out by itself" not in outcome.sentence
    assert verbs(outcome) == ["boost-anew"]


def test_what_is_watched_is_what_was_reviewed(stage: Stage) -> None:
    """A late yes to what a person had stopped: the booster may have been edited since."""
    parent = stage.campaign()
    booster = attached_to(parent, stage)
    delivery = stage.work(stage.send(parent), lambda d: d.step == Step.SEND)
    version = booster.version
    Campaign.objects.filter(pk=booster.pk).update(version=version + 1)
    stage.advance(dt.timedelta(seconds=1).total_seconds())
    stage.work(delivery)
    assert Delivery.objects.get(campaign=booster).version == version
