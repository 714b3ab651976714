"""What the page says and offers where what happened is not what was meant to."""

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import errand_words, operations
from omniapp.sending.errors import AlreadyOnItsWay, TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.outcomes import describe
from omniapp.sending.states import FINAL, State, Step
from tests import cast
from tests.sending.conftest import Stage
from tests.sending.test_operations import unknown_for_good


def said(stage: Stage, delivery: Delivery) -> Outcome:
    return describe(delivery.campaign, delivery, stage.store, now=stage.now)


@pytest.fixture
def theirs(stage: Stage) -> Campaign:
    """A draft of ours that the merchant sent in Omnisend, without our knowing yet."""
    campaign = stage.campaign()
    stage.work(stage.test_mail(campaign), lambda d: State(d.state) in FINAL)
    campaign.refresh_from_db()
    stage.sandbox.status(campaign.omnisend_id, "sent")
    return campaign


def test_what_went_out_before_is_not_said_to_be_what_was_reviewed_now(stage: Stage) -> None:
    stage.fault("send", "cut", effect="before")
    first = stage.work(stage.send(stage.campaign()), lambda d: d.state == State.CHECKING)
    stage.fault("look", status=500, times=0)
    stage.work(first)
    stage.sandbox.clear_faults()
    operations.checked_in_omnisend(delivery=first, was_sent=False, actor=stage.merchant, now=stage.now)
    Campaign.objects.filter(pk=first.campaign_id).update(subject="An apology", version=first.version + 1)

    second = stage.work(stage.send(Campaign.objects.get(pk=first.campaign_id)))

    told = said(stage, second)
    assert (second.state, stage.sends()) == (State.SENT, 1)
    assert told.went_out == "An earlier review of it went out once."
    assert "This one was not sent" in told.sentence
    assert "Socks for the cold weeks" in told.sentence
    assert told.tone == "warn"


def test_the_same_words_sent_before_are_not_said_to_differ(stage: Stage) -> None:
    first = unknown_for_good(stage)
    stage.sandbox.status(first.remote_id, "sent")
    operations.checked_in_omnisend(delivery=first, was_sent=False, actor=stage.merchant, now=stage.now)

    told = said(stage, stage.work(stage.send(Campaign.objects.get(pk=first.campaign_id))))

    assert told.went_out == "It went out once."
    assert "An earlier Send" in told.sentence


def test_what_the_merchant_sent_is_not_called_ours_although_it_was_unread_for_long(
    stage: Stage, theirs: Campaign
) -> None:
    stage.fault("look", status=503, times=0)
    delivery = stage.work(stage.send(theirs), turns=500)
    stage.sandbox.clear_faults()

    operations.look_again(delivery=delivery, actor=stage.merchant, now=stage.now)

    stage.work(delivery)
    assert (delivery.state, delivery.sent_by, stage.sends()) == (State.SENT, "omnisend", 0)
    assert "not by us" in said(stage, delivery).sentence


def test_while_a_conflict_is_read_it_cannot_be_stopped_and_stopping_is_not_offered(
    stage: Stage, theirs: Campaign
) -> None:
    stage.fault("look", status=503, times=0)
    delivery = stage.work(stage.send(theirs), lambda d: d.step == Step.LOOK and d.looks > 0)

    told = said(stage, delivery)

    assert "no longer a draft" in told.sentence
    assert "give-up" not in {action.verb for action in told.actions}
    with pytest.raises(TooLate):
        operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)


def test_what_waits_after_a_refused_send_is_offered_to_be_stopped_and_can_be(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))
    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.fault("patch", status=429, retryAfter=50, times=0)
    stage.work(delivery, lambda d: d.problem is not None)
    assert "give-up" in {action.verb for action in said(stage, delivery).actions}

    operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert delivery.state == State.GIVEN_UP


def test_nobody_is_said_to_have_checked_what_a_disconnected_store_takes_from_sight(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.state == State.FOLLOWING)
    stage.fault("look", status=404, slug="not-found", times=0)
    stage.work(delivery)

    operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)

    delivery.refresh_from_db()
    assert "You checked" not in said(stage, delivery).sentence


def test_a_copy_and_a_deletion_whose_answer_was_lost_are_not_said_to_be_undone(
    stage: Stage, theirs: Campaign
) -> None:
    stage.fault("find", status=503, times=0)
    stage.fault("look", status=503, times=0)
    told = []
    for path, ask in (
        ("POST /campaigns/{id}/copy", operations.copy_in_omnisend),
        ("DELETE /campaigns/{id}", operations.delete_in_omnisend),
    ):
        stage.sandbox.fault(path, "cut", effect="none")
        errand = ask(campaign=theirs, actor=stage.merchant, now=stage.now)
        stage.work(errand, lambda d: State(d.state) in FINAL, turns=300)
        Campaign.objects.filter(pk=theirs.pk).update(mirrored=True, omnisend_status="sent")
        theirs.refresh_from_db()
        told.append(describe(theirs, None, stage.store, now=stage.now, errand=errand).sentence)
        told.append(errand_words.describe(errand, now=stage.now).sentence)

    assert all("could not find out" in sentence for sentence in told)
    assert not any("did not" in sentence or "was not deleted" in sentence for sentence in told)


def test_a_test_mail_beside_a_parked_send_says_what_is_in_its_way(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))

    with pytest.raises(AlreadyOnItsWay, match="waits for a decision"):
        stage.test_mail(delivery.campaign)


def test_what_stays_a_draft_after_it_was_accepted_can_be_ended_by_who_looked(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.state == State.FOLLOWING)
    stage.sandbox.status(delivery.remote_id, "draft")
    stage.advance(400)
    stage.work(delivery)

    told = said(stage, delivery)

    assert "in part" not in told.went_out
    assert {"look-again", "was-not-sent"} <= {action.verb for action in told.actions}
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    assert Campaign.objects.get(pk=delivery.campaign_id).locked_reason == ""


def test_parked_for_a_connection_that_came_back_meanwhile_it_can_go_on(stage: Stage) -> None:
    stage.sandbox.disconnect(stage.store.brand_id)
    delivery = stage.work(stage.send(stage.campaign()))
    stage.store = cast.connected_store(stage.sandbox)  # before its answer was recorded

    assert [action.verb for action in said(stage, delivery).actions] == ["resume", "give-up"]

    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    assert stage.work(delivery).state == State.SENT
