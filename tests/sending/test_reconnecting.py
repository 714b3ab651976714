"""A disconnect ends only our following of what Omnisend has; connected again, it goes on."""

import pytest

from omniapp import omnisend
from omniapp.campaigns import mirror
from omniapp.campaigns.models import Campaign
from omniapp.sending import claims, engine, operations, outcomes, queries
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import Reason, State, Step
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to
from tests.sending.test_operations import unknown_for_good


def disconnect(stage: Stage) -> None:
    operations.store_disconnected(store=stage.store, actor=stage.merchant, now=stage.now)
    Store.objects.filter(pk=stage.store.pk).update(state=Store.State.DISCONNECTED)


def reconnect(stage: Stage, *, after: float = 60) -> None:
    stage.advance(after)
    cast.connected_store(stage.sandbox)
    operations.store_reconnected(store=stage.store, actor=stage.merchant, now=stage.now)


def says(stage: Stage, delivery: Delivery) -> Outcome:
    campaign, store = Campaign.objects.get(pk=delivery.campaign_id), Store.objects.get(pk=stage.store.pk)
    return outcomes.describe(campaign, queries.newest(campaign), store, now=stage.now)


def read_the_lists(stage: Stage, delivery: Delivery) -> None:
    stage.advance(60)
    store = Store.objects.get(pk=stage.store.pk)
    shown = connection.run(store, omnisend.calls.get_campaign(delivery.remote_id))
    mirror.note(store, shown, now=stage.now)


def scheduled(stage: Stage, *, booster: bool = False) -> Delivery:
    campaign = stage.campaign(**stage.in_hours(15))
    if booster:
        attached_to(campaign, stage)
    return stage.work(stage.send(campaign), lambda d: d.remote_status == "scheduled")


def test_a_store_that_was_away_twice_follows_each_campaign_again_once(stage: Stage) -> None:
    delivery = scheduled(stage)
    for _ in range(2):
        disconnect(stage)
        reconnect(stage)
    told = delivery.events.filter(note="the store was reconnected")
    assert told.count() == 2


def test_what_is_scheduled_is_followed_again_and_can_be_canceled(stage: Stage) -> None:
    delivery = scheduled(stage)
    disconnect(stage)
    away = says(stage, delivery)
    assert [action.verb for action in away.actions] == ["reconnect", "copy"]
    assert "while Omnisend had it" in away.sentence

    reconnect(stage)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.ended_at) == (State.FOLLOWING, None)
    read_the_lists(stage, delivery)
    outcome = says(stage, delivery)
    assert "not from here" not in outcome.sentence
    assert "cancel" in [action.verb for action in outcome.actions]
    operations.cancel(delivery=delivery, actor=stage.merchant, now=stage.now)
    assert stage.work(delivery).state == State.CANCELED


def test_its_booster_is_followed_again_too(stage: Stage) -> None:
    delivery = scheduled(stage, booster=True)
    disconnect(stage)
    reconnect(stage)
    following = Delivery.objects.get(attached=True)
    assert (following.state, following.booster) == (State.FOLLOWING, None)
    assert stage.work(delivery, turns=100).state == State.SENT


def test_what_never_arrived_is_found_out_and_waits_for_a_person(stage: Stage) -> None:
    stage.fault("send", "cut", effect="none")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    disconnect(stage)
    assert "before we knew" in says(stage, delivery).sentence
    assert says(stage, delivery).went_out == "We could not find out ourselves whether it went out."
    delivery.refresh_from_db()
    delivery.campaign.refresh_from_db()
    assert "may already be on its way" in delivery.campaign.locked_reason

    reconnect(stage)

    delivery = stage.work(delivery)
    assert (delivery.state, delivery.reason, stage.sends()) == (State.NEEDS_PERSON, Reason.NOT_ARRIVED, 0)
    delivery.campaign.refresh_from_db()
    assert delivery.campaign.locked_reason == ""


def test_a_send_under_way_at_the_disconnect_is_found_out(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()), lambda d: d.step == Step.SEND)
    [claim] = claims.claim_due(stage.now, most=1)
    answer = engine.perform(claim, lambda: stage.now)
    disconnect(stage)
    engine.record(answer)
    delivery.refresh_from_db()
    assert (delivery.state, stage.sends()) == (State.UNFOLLOWED, 1)

    reconnect(stage)

    delivery = stage.work(delivery)
    assert (delivery.state, delivery.sent_by, stage.sends()) == (State.SENT, "us", 1)


@pytest.mark.parametrize("after", [60.0, 7200.0])
def test_nothing_is_sent_by_itself_after_it(stage: Stage, after: float) -> None:
    """Clicked again while an earlier send was open, and disconnected in the hold of that click."""
    first = unknown_for_good(stage)
    operations.checked_in_omnisend(delivery=first, was_sent=False, actor=stage.merchant, now=stage.now)
    again = stage.send(Campaign.objects.get(pk=first.campaign_id))
    disconnect(stage)
    again.refresh_from_db()
    assert again.state == State.UNFOLLOWED

    reconnect(stage, after=after)

    again = stage.work(again)
    assert (again.state, again.reason, stage.sends()) == (State.NEEDS_PERSON, Reason.LATE, 0)


def test_what_a_person_saw_sent_and_deleted_stays_ended(stage: Stage) -> None:
    delivery = scheduled(stage)
    stage.fault("look", status=404, slug="not-found", times=0)
    delivery = stage.work(delivery, turns=200)
    assert delivery.reason == Reason.GONE
    operations.checked_in_omnisend(delivery=delivery, was_sent=True, actor=stage.merchant, now=stage.now)
    disconnect(stage)
    reconnect(stage)
    delivery.refresh_from_db()
    assert delivery.state == State.UNFOLLOWED


def test_connecting_once_more_changes_nothing(stage: Stage) -> None:
    delivery = scheduled(stage)
    disconnect(stage)
    reconnect(stage)
    delivery.refresh_from_db()
    fence = delivery.fence
    reconnect(stage)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.fence) == (State.FOLLOWING, fence)


def test_what_went_out_though_a_person_said_no_may_be_ours(stage: Stage) -> None:
    delivery = unknown_for_good(stage)
    stage.sandbox.status(delivery.remote_id, "sent")
    operations.checked_in_omnisend(delivery=delivery, was_sent=False, actor=stage.merchant, now=stage.now)
    read_the_lists(stage, delivery)
    outcome = says(stage, delivery)
    assert "not from here" not in outcome.sentence
    assert "may be what we sent" in outcome.sentence


def test_what_was_stopped_here_and_sent_there_is_not_ours(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))
    operations.give_up(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.sandbox.status(delivery.remote_id, "sent")
    read_the_lists(stage, delivery)
    assert "not from here" in says(stage, delivery).sentence
