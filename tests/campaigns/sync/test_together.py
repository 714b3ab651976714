"""Reading Omnisend's lists while something of ours is being sent there."""

import pytest
from pytest_django.fixtures import Settings

from omniapp.campaigns import sync
from omniapp.campaigns.models import Campaign, CampaignSync
from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import FINAL, Purpose, State
from tests.sending.conftest import Stage, stage

__all__ = ["stage"]


@pytest.fixture(autouse=True)
def _one_at_a_time(settings: Settings) -> None:
    settings.SYNC_CONCURRENCY = 1


def read(stage: Stage) -> None:
    """Everything, as if for the first time."""
    CampaignSync.objects.update(next_at=None, full_at=None)
    sync.drain(now=lambda: stage.now)


def over(delivery: Delivery) -> bool:
    return State(delivery.state) in FINAL


def mirror_of(stage: Stage, **campaign: object) -> Campaign:
    key = stage.sandbox.add_campaign(stage.store.brand_id, **campaign)["id"]
    read(stage)
    return Campaign.objects.get(omnisend_id=key)


@pytest.mark.parametrize("follows", [True, False])
def test_a_delivery_goes_its_way_while_lists_are_read_after_each_step(stage: Stage, follows: bool) -> None:
    stage.sandbox.switch(updated_at_follows_status=follows)
    campaign = stage.campaign(timing="at", on_date="2027-01-04", at_time="09:00")
    delivery = stage.send(campaign)
    seen: list[str] = []
    for _ in range(12):
        stage.advance(1)
        stage.step()
        before = Campaign.objects.values("locked_reason", "version", "subject").get(pk=campaign.pk)
        read(stage)
        assert Campaign.objects.values("locked_reason", "version", "subject").get(pk=campaign.pk) == before
        delivery.refresh_from_db()
        seen.append(delivery.state)

    assert seen[-1] == State.FOLLOWING
    assert delivery.remote_status == "scheduled"
    assert stage.sends() == 1
    row = Campaign.objects.live().get(omnisend_id=delivery.remote_id)
    assert (row.pk, row.mirrored) == (campaign.pk, False)


def test_a_draft_whose_answer_was_lost_is_found_though_a_list_showed_it_first(stage: Stage) -> None:
    stage.fault("create", "cut", effect="before")
    campaign = stage.campaign()
    delivery = stage.send(campaign)
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    made = stage.drafts()[0]
    Campaign.objects.filter(pk=campaign.pk).update(name="Another name meanwhile")  # so that it is mirrored
    read(stage)
    assert Campaign.objects.get(omnisend_id=made["id"]).mirrored
    Campaign.objects.filter(pk=campaign.pk).update(name="Warm socks")

    stage.work(delivery)

    assert (delivery.state, delivery.remote_id) == (State.SENT, made["id"])
    assert stage.sends() == 1
    assert Campaign.objects.live().get(omnisend_id=made["id"]).pk == campaign.pk


def test_a_copy_made_in_omnisend_can_be_written_on_and_sent_here(stage: Stage) -> None:
    theirs = mirror_of(stage, name="Their letter", status="sent")
    errand = operations.copy_in_omnisend(campaign=theirs, actor=stage.merchant, now=stage.now)
    stage.work(errand, over)

    assert errand.state == State.DONE
    copy = errand.made
    assert copy is not None
    assert (copy.mirrored, copy.locked_reason, copy.name) == (False, "", "Copy of: Their letter")
    Campaign.objects.filter(pk=copy.pk).update(subject="Ours now", version=2, sender_name="Alpine Wool")
    read(stage)
    copy.refresh_from_db()
    assert copy.subject == "Ours now"

    delivery = stage.work(stage.send(copy))
    assert (delivery.state, delivery.remote_id) == (State.SENT, copy.omnisend_id)
    told = {c["id"]: c for c in stage.sandbox.state()["campaigns"]}[copy.omnisend_id]
    assert told["content"]["email"]["subject"] == "Ours now"


def test_a_copy_whose_answer_was_lost_comes_with_the_next_reading(stage: Stage) -> None:
    theirs = mirror_of(stage, name="Their letter", status="sent")
    stage.sandbox.fault("POST /campaigns/{id}/copy", "cut", effect="before")
    errand = operations.copy_in_omnisend(campaign=theirs, actor=stage.merchant, now=stage.now)
    stage.work(errand, over)
    sync.drain(now=lambda: stage.now)

    assert errand.state == State.DONE
    assert Campaign.objects.live().filter(name="Copy of: Their letter").count() == 1


def test_a_draft_of_theirs_deleted_from_here_stays_away(stage: Stage) -> None:
    theirs = mirror_of(stage, name="Their draft")
    errand = operations.delete_in_omnisend(campaign=theirs, actor=stage.merchant, now=stage.now)
    stage.work(errand, over)
    read(stage)

    assert errand.purpose == Purpose.DELETE
    assert not Campaign.objects.live().filter(name="Their draft")


def test_one_of_ours_that_somebody_sends_in_omnisend_says_so(stage: Stage) -> None:
    campaign = stage.campaign()
    stage.work(stage.test_mail(campaign), over)
    campaign.refresh_from_db()
    stage.sandbox.status(campaign.omnisend_id, "sent")
    stage.advance(60)
    read(stage)

    campaign.refresh_from_db()
    assert (campaign.omnisend_status, campaign.mirrored) == ("sent", False)
