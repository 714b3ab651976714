"""A change whose answer was lost may still be applied. What goes out is what was reviewed, all the same."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations, outcomes
from omniapp.sending.claims import claim_due
from omniapp.sending.errors import TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.states import FINAL, Reason, State, Step
from tests import cast
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to, boosters_at_omnisend

QUIET = dt.timedelta(seconds=300)


def asked(stage: Stage, operation: str) -> int:
    return len([r for r in stage.sandbox.log() if r["operation"] == operation])


def at_omnisend(stage: Stage, delivery: Delivery) -> dict[str, Any]:
    found: dict[str, Any] = next(
        c for c in stage.sandbox.state()["campaigns"] if c["id"] == delivery.remote_id
    )
    return found


def edited(delivery: Delivery, **content: Any) -> Campaign:
    campaign = Campaign.objects.get(pk=delivery.campaign_id)
    for name, value in (content | {"version": campaign.version + 1}).items():
        setattr(campaign, name, value)
    campaign.save()
    return campaign


def parked_with_a_draft(stage: Stage) -> Delivery:
    """Refused at the send, so that Omnisend has a draft of it."""
    stage.fault("send", status=402)
    parked = stage.work(stage.send(stage.campaign()))
    assert parked.reason == Reason.PLAN
    return parked


def with_a_stray(stage: Stage, *, arrives_after: float) -> Delivery:
    """Parked after a change to "Second" whose answer was lost, and which Omnisend applies so much later."""
    first = parked_with_a_draft(stage)
    stage.fault("patch", "late", seconds=arrives_after)
    stage.fault("send", status=402)
    return stage.work(stage.send(edited(first, subject="Second")))


def test_what_an_earlier_review_may_still_write_is_waited_for_before_another_is_sent(stage: Stage) -> None:
    lost = with_a_stray(stage, arrives_after=200)
    assert lost.stray_at is not None

    delivery = stage.send(edited(lost, subject="Third"))

    assert delivery.state == State.HELD
    assert delivery.hold_until == lost.stray_at + QUIET
    outcome = outcomes.describe(delivery.campaign, delivery, stage.store, now=stage.now)
    assert "an earlier change of this draft was lost" in outcome.sentence
    delivery = stage.work(delivery)
    assert delivery.state == State.SENT
    assert at_omnisend(stage, delivery)["content"]["email"]["subject"] == "Third"
    assert stage.sends() == 1


def test_the_same_words_are_not_waited_for(stage: Stage) -> None:
    lost = with_a_stray(stage, arrives_after=200)

    resumed = operations.resume(delivery=lost, actor=stage.merchant, now=stage.now)

    assert resumed.not_before == stage.now
    assert stage.work(resumed).state == State.SENT
    assert at_omnisend(stage, resumed)["content"]["email"]["subject"] == "Second"


def test_a_delivery_that_waits_for_a_stray_goes_on_waiting_when_it_is_resumed(stage: Stage) -> None:
    lost = with_a_stray(stage, arrives_after=299)
    delivery = stage.send(edited(lost, subject="Third"))
    stage.sandbox.disconnect(stage.store.brand_id)
    Delivery.objects.filter(pk=delivery.pk).update(not_before=stage.now)  # as if nobody had waited
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.RECONNECT
    store = cast.connected_store(stage.sandbox)

    operations.store_reconnected(store=store, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert lost.stray_at is not None
    assert (delivery.state, delivery.not_before) == (State.HANDING_OVER, lost.stray_at + QUIET)
    outcome = outcomes.describe(delivery.campaign, delivery, store, now=stage.now)
    assert "We wait for that" in outcome.sentence
    assert stage.work(delivery).state == State.SENT
    assert at_omnisend(stage, delivery)["content"]["email"]["subject"] == "Third"


def test_a_change_that_arrived_although_its_answer_was_lost_is_not_asked_for_again(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    stage.fault("patch", "cut", effect="before")

    delivery = stage.work(stage.send(edited(first, subject="Second")))

    assert delivery.state == State.SENT
    assert asked(stage, "PATCH /campaigns/{id}") == 1
    assert at_omnisend(stage, delivery)["content"]["email"]["subject"] == "Second"


def test_a_change_that_is_lost_each_time_ends_with_a_person(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    stage.fault("patch", status=500, times=0)

    delivery = stage.work(stage.send(edited(first, subject="Second")), turns=400)

    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.LATE)
    assert asked(stage, "PATCH /campaigns/{id}") < 100


def test_a_change_under_way_when_the_store_was_disconnected_is_waited_for_too(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    delivery = stage.send(edited(first, subject="Second"))
    (claim,) = claim_due(stage.now, most=1)
    assert claim.step == Step.PATCH

    operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert delivery.stray_at == claim.lease_until
    stage.store = cast.connected_store(stage.sandbox)
    again = stage.send(edited(delivery, subject="Third"))
    assert again.hold_until == claim.lease_until + QUIET


def test_a_replaced_draft_is_read_before_it_is_removed_and_a_lost_removal_is_read_again(
    stage: Stage,
) -> None:
    first = parked_with_a_draft(stage)
    stage.fault("delete", "cut", effect="before")

    delivery = stage.work(stage.send(edited(first, template_id=stage.templates[1])))

    assert delivery.state == State.SENT
    assert asked(stage, "DELETE /campaigns/{id}") == 1
    assert first.remote_id not in {c["id"] for c in stage.sandbox.state()["campaigns"]}


def test_a_replaced_draft_that_somebody_worked_on_in_omnisend_stays(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    stage.sandbox.edit_campaign(first.remote_id, name="Keep this")

    delivery = stage.work(stage.send(edited(first, template_id=stage.templates[1])))

    assert delivery.state == State.SENT
    assert first.remote_id in {c["id"] for c in stage.drafts()}


def test_a_replaced_draft_that_somebody_sent_in_omnisend_stops_the_new_one(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    stage.sandbox.status(first.remote_id, "scheduled")

    delivery = stage.work(stage.send(edited(first, template_id=stage.templates[1])))

    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.DIFFERS)
    assert asked(stage, "DELETE /campaigns/{id}") == 0
    assert stage.sends() == 0


def test_lost_link_tags_are_set_again_only_while_it_is_read_as_a_draft(stage: Stage) -> None:
    stage.sandbox.fault("PUT /campaigns/{id}/utm", "cut", effect="none")
    delivery = stage.send(stage.campaign(utm={"campaign": "socks"}))
    stage.work(delivery, lambda d: d.step == Step.READ_BACK)
    stage.sandbox.status(delivery.remote_id, "scheduled")

    delivery = stage.work(delivery, lambda d: d.state != State.HANDING_OVER)

    assert (delivery.state, delivery.sent_by) == (State.FOLLOWING, "omnisend")
    assert asked(stage, "PUT /campaigns/{id}/utm") == 1


def test_without_the_booster_means_that_none_is_left_to_send_itself(stage: Stage) -> None:
    parent = stage.campaign()
    attached_to(parent, stage)
    delivery = stage.send(parent)
    stage.work(delivery, lambda d: d.boost_id != "")
    Delivery.objects.filter(pk=delivery.pk).update(
        state=State.NEEDS_PERSON, reason=Reason.BOOSTER, lease_until=None
    )
    assert len(boosters_at_omnisend(stage)) == 1

    operations.send_without_booster(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert boosters_at_omnisend(stage) == []


def test_a_deletion_whose_answer_was_lost_is_read_before_it_is_asked_for_again(stage: Stage) -> None:
    first = parked_with_a_draft(stage)
    stage.fault("delete", "cut", effect="before")

    deletion = operations.delete_in_omnisend(
        campaign=Campaign.objects.get(pk=first.campaign_id), actor=stage.merchant, now=stage.now
    )
    stage.work(deletion, lambda d: State(d.state) in FINAL)

    assert deletion.state == State.DONE
    assert asked(stage, "DELETE /campaigns/{id}") == 1


def test_a_steering_whose_answer_was_lost_is_not_overtaken_by_another(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.FOLLOWING)
    Delivery.objects.filter(pk=delivery.pk).update(
        stray_at=stage.now, remote_status="started", shown={"abTest": {"variants": {}}}
    )

    with pytest.raises(TooLate, match="may still take effect"):
        operations.stop_test(delivery=delivery, actor=stage.merchant, now=stage.now)

    later = stage.now + QUIET
    assert operations.stop_test(delivery=delivery, actor=stage.merchant, now=later).step == Step.STOP
