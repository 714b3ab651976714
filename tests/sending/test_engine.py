"""The engine over a real local Omnisend: what each answer leads to, and how many sends there were."""

import datetime as dt
import uuid

import pytest

from omniapp.sending import engine, operations
from omniapp.sending.claims import claim_due, give_back_lost
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import Reason, State, Step
from omniapp.stores.models import Store
from tests import cast
from tests.sending.conftest import Stage


def followed(delivery: Delivery) -> bool:
    return delivery.state == State.FOLLOWING


def test_a_campaign_goes_from_the_click_to_sent_and_is_sent_once(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()))

    assert delivery.state == State.SENT
    assert delivery.sent_by == "us"
    assert stage.sends() == 1
    delivery.campaign.refresh_from_db()
    assert delivery.campaign.omnisend_status == "sent"


def test_the_record_keeps_what_omnisend_answered_to_each_request(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()))

    kept = delivery.events.filter(kind=DeliveryEvent.Kind.EXCHANGE).order_by("pk")
    asked = [(event.step, event.status) for event in kept]
    assert asked[0] == (Step.CREATE, 201)
    assert (Step.SEND, 204) in asked
    assert {status for step, status in asked if step == Step.LOOK} == {200}


def test_a_scheduled_campaign_is_scheduled_at_the_minute_that_was_chosen(stage: Stage) -> None:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date()
    campaign = stage.campaign(timing="at", on_date=tomorrow.isoformat(), at_time="09:00")

    delivery = stage.work(stage.send(campaign), lambda d: d.remote_status == "scheduled")

    assert delivery.differences == []
    remote = next(c for c in stage.sandbox.state()["campaigns"] if c["id"] == delivery.remote_id)
    at = dt.datetime.fromisoformat(remote["sendingSettings"]["scheduledAt"])
    assert at == dt.datetime.combine(tomorrow, dt.time(9), stage.store.tz)
    assert stage.work(delivery, turns=200).state == State.SENT


def test_nothing_leaves_before_the_hold_is_over_and_undo_leaves_nothing(stage: Stage) -> None:
    stage.store.sending_hold = 20
    stage.store.save()
    before = len(stage.sandbox.log())
    delivery = stage.send(stage.campaign())
    stage.advance(19.9)
    stage.step()
    assert len(stage.sandbox.log()) == before

    operations.undo(delivery=delivery, actor=stage.merchant, now=stage.now)
    stage.advance(60)
    stage.step()

    assert len(stage.sandbox.log()) == before
    delivery.refresh_from_db()
    assert delivery.state == State.UNDONE


def test_a_402_parks_it_until_a_person_says_so_and_then_it_goes_once(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.PLAN)
    stage.advance(7 * 24 * 3600)
    stage.step()
    assert stage.sends() == 0

    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_a_smaller_audience_after_a_402_is_a_new_review_of_the_same_remote_draft(stage: Stage) -> None:
    stage.fault("send", status=402)
    parked = stage.work(stage.send(stage.campaign()))
    campaign = parked.campaign
    campaign.refresh_from_db()
    assert campaign.locked_reason == ""
    campaign.subject, campaign.version = "Socks, again", campaign.version + 1
    campaign.save()

    delivery = stage.work(stage.send(campaign))

    assert delivery.state == State.SENT
    assert delivery.remote_id == parked.remote_id
    parked.refresh_from_db()
    assert parked.state == State.REPLACED
    remote = next(c for c in stage.sandbox.state()["campaigns"] if c["id"] == delivery.remote_id)
    assert remote["content"]["email"]["subject"] == "Socks, again"


@pytest.mark.parametrize("slug", ["invalid-email-content", "invalid-audience", "sender_domain_unverified"])
def test_a_known_conflict_is_parked_with_its_cause_and_recovers(stage: Stage, slug: str) -> None:
    stage.fault("send", status=409, slug=slug)
    delivery = stage.work(stage.send(stage.campaign()))
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.FIX)
    assert delivery.problem["slug"] == slug
    assert uuid.UUID(delivery.problem["request_id"])

    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_a_campaign_somebody_sent_in_omnisend_meanwhile_is_followed_and_not_called_ours(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    stage.sandbox.status(delivery.remote_id, "started")

    delivery = stage.work(delivery, followed)

    assert delivery.sent_by == "omnisend"


def test_a_remote_draft_that_was_deleted_is_restored_from_our_copy(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    stage.fault("send", status=404, slug="not-found")
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.GONE

    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_a_429_waits_as_long_as_it_says_and_keeps_its_place(stage: Stage) -> None:
    stage.fault("send", status=429, slug="rate-limit-exceeded", retryAfter=40)
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.problem is not None)
    assert (delivery.not_before - stage.now).total_seconds() == pytest.approx(40, abs=1)
    stage.advance(39)
    stage.step()
    assert stage.sends() == 0

    assert stage.work(delivery).state == State.SENT


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "cut", "effect": "before"},
        {"kind": "problem", "status": 500, "effect": "before"},
        {"kind": "problem", "status": 503, "effect": "before"},
        {"kind": "problem", "status": 524, "effect": "before"},
        {"kind": "html", "status": 502, "effect": "before"},
        {"kind": "late", "seconds": 3},
    ],
)
def test_a_lost_answer_to_a_send_that_arrived_is_settled_by_reading(
    stage: Stage, fault: dict[str, object]
) -> None:
    stage.sandbox.switch(draft_guard=False)
    stage.sandbox.fault("POST /campaigns/{id}/send", **fault)  # type: ignore[arg-type]
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)

    delivery = stage.work(delivery)

    assert delivery.state == State.SENT
    assert stage.sends() == 1


@pytest.mark.parametrize(
    "fault", [{"kind": "cut"}, {"kind": "problem", "status": 500}, {"kind": "problem", "status": 524}]
)
def test_a_lost_answer_to_a_send_that_did_not_arrive_asks_a_person_after_the_quiet_time(
    stage: Stage, fault: dict[str, object]
) -> None:
    stage.sandbox.fault("POST /campaigns/{id}/send", **fault)  # type: ignore[arg-type]
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)
    unknown_since = delivery.unknown_since
    assert unknown_since is not None

    delivery = stage.work(delivery)

    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.NOT_ARRIVED)
    assert stage.now >= unknown_since + dt.timedelta(seconds=300)
    assert stage.sends() == 0
    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_a_lost_answer_to_a_creation_adopts_the_draft_that_was_made(stage: Stage) -> None:
    drafts = len(stage.drafts())
    stage.fault("create", "cut", effect="before")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)

    delivery = stage.work(delivery)

    assert delivery.state == State.SENT
    assert len(stage.drafts()) == drafts
    creations = [r for r in stage.sandbox.log() if r["operation"] == "POST /campaigns"]
    assert len(creations) == 1


def test_a_lost_answer_to_a_creation_that_did_not_arrive_makes_it_anew_after_the_quiet_time(
    stage: Stage,
) -> None:
    stage.fault("create", "cut")

    delivery = stage.work(stage.send(stage.campaign()))

    assert delivery.state == State.SENT
    assert stage.sends() == 1


def test_a_merchants_own_draft_of_the_same_name_is_never_taken(stage: Stage) -> None:
    theirs = stage.sandbox.add_campaign(
        stage.store.brand_id, name="Warm socks", content={"email": {"subject": "Mine"}}
    )
    stage.fault("create", "cut")

    delivery = stage.work(stage.send(stage.campaign()))

    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.DOUBTFUL)
    operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now)
    delivery = stage.work(delivery)
    assert delivery.state == State.SENT
    assert delivery.remote_id != theirs["id"]


def test_another_template_replaces_the_remote_draft(stage: Stage) -> None:
    stage.fault("send", status=409, slug="invalid-email-content")
    first = stage.work(stage.send(stage.campaign()))
    campaign = first.campaign
    campaign.refresh_from_db()
    campaign.template_id, campaign.version = stage.templates[1], campaign.version + 1
    campaign.save()

    second = stage.work(stage.send(campaign))

    assert second.state == State.SENT
    assert second.remote_id != first.remote_id
    assert first.remote_id not in {c["id"] for c in stage.sandbox.state()["campaigns"]}
    assert stage.sends() == 1


def test_a_merchant_who_disconnects_parks_it_and_reconnecting_lets_it_go_on(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.sandbox.disconnect(stage.store.brand_id)
    delivery = stage.work(delivery)
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.RECONNECT)
    assert Store.objects.get(pk=stage.store.pk).state == Store.State.NEEDS_RECONNECT

    store = cast.connected_store(stage.sandbox)
    operations.store_reconnected(store=store, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_canceling_what_is_scheduled_is_asked_of_omnisend_and_read_back(stage: Stage) -> None:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz).date()
    delivery = stage.send(stage.campaign(timing="at", on_date=tomorrow.isoformat(), at_time="09:00"))
    stage.work(delivery, lambda d: d.remote_status == "scheduled")

    operations.cancel(delivery=delivery, actor=stage.merchant, now=stage.now)

    assert stage.work(delivery).state == State.CANCELED


def test_a_worker_that_dies_after_its_claim_leaves_an_unknown_that_is_read(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    claims = claim_due(stage.now, most=1)
    assert [claim.step for claim in claims] == [Step.SEND]

    stage.advance(61)
    assert give_back_lost(stage.now) == 1

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == (State.CHECKING, None)
    delivery = stage.work(delivery)
    assert delivery.reason == Reason.NOT_ARRIVED
    assert stage.sends() == 0


def test_a_worker_that_slept_past_its_lease_does_not_send(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    (claim,) = claim_due(stage.now, most=1)

    stage.advance(45)  # less than a request's deadline is left of the lease
    exchanged = engine.perform(claim, lambda: stage.now)
    engine.record(exchanged)

    assert stage.sends() == 0
    delivery.refresh_from_db()
    assert (delivery.state, delivery.step) == (State.HANDING_OVER, Step.SEND)
    assert stage.work(delivery).state == State.SENT


def test_a_yes_that_comes_after_the_lease_was_lost_still_counts(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.SEND)
    (claim,) = claim_due(stage.now, most=1)
    exchanged = engine.perform(claim, lambda: stage.now)
    stage.advance(61)
    give_back_lost(stage.now)

    engine.record(exchanged)

    delivery.refresh_from_db()
    assert delivery.state == State.FOLLOWING
    assert delivery.events.filter(kind=DeliveryEvent.Kind.LATE).count() == 1
    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_a_doubled_bell_changes_nothing(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    first = claim_due(stage.now, most=10)
    assert len(first) == 1
    assert claim_due(stage.now, most=10) == []
    for claim in first:
        engine.record(engine.perform(claim, lambda: stage.now))

    assert stage.work(delivery).state == State.SENT
    assert stage.sends() == 1


def test_what_nobody_handed_over_in_time_is_not_sent_and_says_so(stage: Stage) -> None:
    delivery = stage.send(stage.campaign())
    stage.advance(3601)

    stage.step()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.LATE)
    assert [r for r in stage.sandbox.log() if r["operation"] == "POST /campaigns"] == []


def test_every_exchange_stands_in_the_record_with_its_request_id_and_no_token(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))

    events = list(delivery.events.all())
    refused = [e for e in events if e.status == 402]
    assert [bool(uuid.UUID(e.request_id)) for e in refused] == [True]
    assert refused[0].path == f"/campaigns/{delivery.remote_id}/send"
    with pytest.raises(TypeError):
        events[0].save()


def test_what_omnisend_says_can_always_be_stored(stage: Stage) -> None:
    stage.fault("send", status=409, slug="x" * 300, detail="a\x00b" * 400)

    delivery = stage.work(stage.send(stage.campaign()))

    assert delivery.state == State.NEEDS_PERSON
    assert "\x00" not in delivery.problem["detail"]
