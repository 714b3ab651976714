"""Test mails, copies and deletions: asked for once, and over with whatever is answered."""

import datetime as dt

import pytest
from django.conf import settings

from omniapp.sending import operations
from omniapp.sending.claims import claim_due
from omniapp.sending.errors import AlreadyOnItsWay, NotReady
from omniapp.sending.models import Delivery
from omniapp.sending.states import FINAL, State, Step
from tests.sending.conftest import Stage

REFUSALS = [(402, ""), (409, "sender_domain_unverified"), (422, "not-supported")]
COPY = "POST /campaigns/{id}/copy"
TEST_MAIL = "POST /campaigns/{id}/test-email"


def asked_for(stage: Stage) -> list[dict[str, object]]:
    return [r for r in stage.sandbox.log() if r["operation"] == TEST_MAIL]


def over(delivery: Delivery) -> bool:
    return State(delivery.state) in FINAL


def test_a_test_mail_goes_once_from_a_draft_without_audience_or_time(stage: Stage) -> None:
    campaign = stage.campaign(audience="", timing="")

    delivery = stage.test_mail(campaign)
    stage.work(delivery, over)

    assert delivery.state == State.DONE
    assert len(asked_for(stage)) == 1
    assert delivery.recipients == []  # addresses are not kept


def test_after_a_test_mail_the_same_remote_draft_is_sent_as_reviewed(stage: Stage) -> None:
    campaign = stage.campaign(audience="", timing="")
    tested = stage.test_mail(campaign)
    stage.work(tested, over)
    campaign.refresh_from_db()
    campaign.audience, campaign.timing, campaign.version = "everyone", "now", 2
    campaign.save()

    delivery = stage.work(stage.send(campaign))

    assert delivery.state == State.SENT
    assert delivery.remote_id == tested.remote_id
    assert stage.sends() == 1


@pytest.mark.parametrize(("status", "slug"), REFUSALS)
def test_a_refused_test_mail_is_over_and_keeps_its_reason(stage: Stage, status: int, slug: str) -> None:
    stage.sandbox.fault(TEST_MAIL, status=status, slug=slug)
    campaign = stage.campaign()

    delivery = stage.test_mail(campaign)
    stage.work(delivery, over)

    assert delivery.state == State.REFUSED
    assert delivery.problem["status"] == status
    assert stage.work(stage.send(campaign)).state == State.SENT


def test_a_test_mail_whose_answer_was_lost_is_not_repeated(stage: Stage) -> None:
    stage.sandbox.fault(TEST_MAIL, "cut", effect="before")

    delivery = stage.test_mail(stage.campaign())
    stage.work(delivery, over)

    assert (delivery.state, delivery.ever_unknown) == (State.DONE, True)
    assert len(asked_for(stage)) == 1


def test_a_test_mail_whose_worker_died_is_not_repeated(stage: Stage) -> None:
    delivery = stage.test_mail(stage.campaign())
    stage.work(delivery, lambda d: d.step == Step.TEST)
    (claim,) = claim_due(stage.now, most=1)
    assert claim.step == Step.TEST

    stage.advance(61)
    stage.work(delivery, over)

    assert (delivery.state, delivery.ever_unknown) == (State.DONE, True)
    assert asked_for(stage) == []


def copies(stage: Stage) -> int:
    return len([r for r in stage.sandbox.log() if r["operation"] == COPY])


def test_a_copy_that_did_not_arrive_is_said_to_be_none_only_after_the_quiet_time(stage: Stage) -> None:
    campaign = stage.work(stage.send(stage.campaign())).campaign
    campaign.refresh_from_db()
    stage.sandbox.fault(COPY, "cut", effect="none")
    asked_at = stage.now

    delivery = operations.copy_in_omnisend(campaign=campaign, actor=stage.merchant, now=stage.now)
    stage.work(delivery, over)

    assert (delivery.state, copies(stage)) == (State.REFUSED, 1)
    assert stage.now >= asked_at + dt.timedelta(seconds=settings.SENDING_QUIET)


def test_a_copy_that_turns_up_late_is_found_and_not_asked_for_again(stage: Stage) -> None:
    campaign = stage.work(stage.send(stage.campaign())).campaign
    campaign.refresh_from_db()
    stage.sandbox.fault(COPY, "late", seconds=100)

    delivery = operations.copy_in_omnisend(campaign=campaign, actor=stage.merchant, now=stage.now)
    stage.work(delivery, over)

    assert (delivery.state, copies(stage)) == (State.DONE, 1)
    assert [draft["name"] for draft in stage.drafts()].count("Copy of: Warm socks") == 1


def test_a_test_mail_and_a_send_never_meet(stage: Stage) -> None:
    campaign = stage.campaign()
    stage.test_mail(campaign)

    with pytest.raises(AlreadyOnItsWay):
        stage.send(campaign)


@pytest.mark.parametrize("recipients", [[], [""], ["no address"], [f"{n}@example.com" for n in range(6)]])
def test_senseless_addresses_are_refused(stage: Stage, recipients: list[str]) -> None:
    with pytest.raises(NotReady):
        operations.send_test(
            campaign=stage.campaign(), recipients=recipients, actor=stage.merchant, now=stage.now
        )


def test_deleting_at_omnisend_deletes_here_once_it_is_gone_there(stage: Stage) -> None:
    campaign = stage.campaign()
    tested = stage.test_mail(campaign)
    stage.work(tested, over)
    campaign.refresh_from_db()
    stage.fault("delete", "cut", effect="before")

    delivery = operations.delete_in_omnisend(campaign=campaign, actor=stage.merchant, now=stage.now)
    stage.work(delivery, over)

    assert delivery.state == State.DONE
    campaign.refresh_from_db()
    assert campaign.deleted_at is not None
    assert tested.remote_id not in {c["id"] for c in stage.sandbox.state()["campaigns"]}
