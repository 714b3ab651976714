"""Send after an outcome that was never settled: held like any other, then read before anything is asked."""

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations, outcomes, queries
from omniapp.sending.errors import TooLate
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Reason, State, Step
from omniapp.stores.models import Store
from tests.sending.conftest import Stage
from tests.sending.test_operations import unknown_for_good


def said_not_sent(stage: Stage) -> Delivery:
    delivery = unknown_for_good(stage)
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    return delivery


def send_again(stage: Stage, delivery: Delivery) -> Delivery:
    stage.store.sending_hold = 20
    stage.store.save()
    return stage.send(Campaign.objects.get(pk=delivery.campaign_id))


def says(stage: Stage, delivery: Delivery) -> Outcome:
    campaign, store = Campaign.objects.get(pk=delivery.campaign_id), Store.objects.get(pk=stage.store.pk)
    return outcomes.describe(campaign, queries.newest(campaign), store, now=stage.now)


def test_it_is_held_and_says_that_an_earlier_one_is_open(stage: Stage) -> None:
    again = send_again(stage, said_not_sent(stage))

    assert again.state == State.HELD
    assert stage.step() == 0
    outcome = says(stage, again)
    assert [action.verb for action in outcome.actions] == ["undo"]
    assert "look in Omnisend" in outcome.sentence
    assert outcome.went_out != "Nothing has left us."


def test_after_the_hold_it_is_read_first_and_sent_once(stage: Stage) -> None:
    stage.sandbox.switch(draft_guard=False)
    again = send_again(stage, said_not_sent(stage))
    asked = len(stage.sandbox.log())

    assert stage.work(again).state == State.SENT

    assert stage.sandbox.log()[asked]["method"] == "GET"
    exchanges = again.events.filter(kind=DeliveryEvent.Kind.EXCHANGE)
    assert exchanges.values_list("step", "state_before").first() == (Step.LOOK, State.CHECKING)
    assert stage.sends() == 1


def test_undone_the_earlier_one_stays_open(stage: Stage) -> None:
    """Who sends once more after that is kept from a second mail just the same."""
    stage.sandbox.switch(draft_guard=False)
    delivery = said_not_sent(stage)
    again = send_again(stage, delivery)

    operations.undo(delivery=again, actor=stage.merchant, now=stage.now)

    assert "Nothing was sent." not in says(stage, again).went_out
    stage.sandbox.status(delivery.remote_id, "sent")
    third = stage.work(send_again(stage, delivery))
    assert (third.state, third.sends, stage.sends()) == (State.SENT, 0, 0)


def test_once_the_hold_is_over_it_is_too_late_to_undo(stage: Stage) -> None:
    again = send_again(stage, said_not_sent(stage))
    stage.fault("look", status=503)
    stage.work(again, lambda d: d.state == State.CHECKING)
    with pytest.raises(TooLate):
        operations.undo(delivery=again, actor=stage.merchant, now=stage.now)


def test_nobody_working_until_its_deadline_leaves_it_unknown(stage: Stage) -> None:
    again = send_again(stage, said_not_sent(stage))
    stage.advance((again.deadline - stage.now).total_seconds() + 1)

    stage.step()

    again.refresh_from_db()
    assert (again.state, again.reason, again.step) == (State.NEEDS_PERSON, Reason.UNKNOWN, Step.LOOK)


def test_the_page_says_whose_word_it_is_that_it_was_not_sent(stage: Stage) -> None:
    outcome = says(stage, said_not_sent(stage))
    assert "said that it was not sent" in outcome.sentence
    assert outcome.went_out == "We could not find out ourselves whether it went out."
