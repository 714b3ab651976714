"""What the page says and offers where what happened is not what was meant to."""

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.errors import TooLate
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.outcomes import describe
from omniapp.sending.states import FINAL, State, Step
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
