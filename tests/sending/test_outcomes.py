"""What the page says: true about what went out, with at most one primary button, in every state."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from omniapp.sending import queries
from omniapp.sending.evidence import evidence
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.outcomes import describe
from omniapp.sending.situation import Problem
from omniapp.sending.states import FINAL, LIVE, Reason, State, Step
from tests.sending.conftest import Stage


def shown(stage: Stage, delivery: Delivery | None) -> Outcome:
    campaign = delivery.campaign if delivery else stage.campaign()
    campaign.refresh_from_db()
    return describe(campaign, delivery, stage.store, now=stage.now)


def made(
    stage: Stage, state: State, step: Step = Step.SEND, campaign: dict[str, Any] | None = None, **more: Any
) -> Delivery:
    """A delivery put into a state without the way there, for its words alone."""
    delivery = stage.send(stage.campaign(**(campaign or {})))
    delivery.state, delivery.step = state, step
    values: dict[str, Any] = {
        "remote_id": "r1",
        "remote_status": "draft",
        "unknown_since": stage.now,
        "accepted_at": stage.now,
    }
    if state in FINAL:
        values["ended_at"] = stage.now
    for name, value in (values | more).items():
        setattr(delivery, name, value)
    return delivery


def verbs(outcome: Outcome) -> list[str]:
    return [action.verb for action in outcome.actions]


PARKED = [
    (reason, slug)
    for reason in Reason
    for slug in (
        ("invalid-email-content", "sender_domain_unverified", "", "new") if reason == Reason.FIX else ("",)
    )
]


@pytest.mark.parametrize("state", sorted(set(State) - {State.NEEDS_PERSON}))
def test_every_state_says_what_happened_and_has_at_most_one_primary_button(
    stage: Stage, state: State
) -> None:
    step = {State.CHECKING: Step.LOOK, State.FOLLOWING: Step.LOOK}.get(state, Step.SEND)
    outcome = shown(stage, made(stage, state, step))

    assert outcome.title
    assert outcome.sentence.endswith(".")
    assert sum(action.primary for action in outcome.actions) <= 1
    assert outcome.live == (state in LIVE)


@pytest.mark.parametrize(("reason", "slug"), PARKED)
def test_every_reason_to_ask_a_person_offers_something_to_do(stage: Stage, reason: Reason, slug: str) -> None:
    problem = dataclasses.asdict(Problem(status=409, slug=slug, detail="Omnisend's own words."))
    outcome = shown(
        stage,
        made(stage, State.NEEDS_PERSON, reason=reason, problem=problem, unknown_since=None, accepted_at=None),
    )

    assert outcome.sentence.endswith(".")
    assert sum(action.primary for action in outcome.actions) <= 1
    assert outcome.actions
    assert not outcome.live


def test_while_it_is_unknown_there_is_no_button_that_sends(stage: Stage) -> None:
    stage.fault("send", "cut")
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.state == State.CHECKING)

    outcome = shown(stage, delivery)

    assert not {"send", "resume"} & set(verbs(outcome))
    assert "do not send it again" in outcome.sentence
    assert outcome.went_out == "It may have gone out."


def test_a_402_says_that_nothing_was_sent_and_offers_three_ways_on(stage: Stage) -> None:
    stage.fault("send", status=402, detail="Your plan covers 500 emails.")
    outcome = shown(stage, stage.work(stage.send(stage.campaign())))

    assert outcome.key == "plan"
    assert outcome.went_out == "Nothing was sent."
    assert verbs(outcome)[:3] == ["omnisend", "edit", "resume"]
    assert ("Omnisend's words", "Your plan covers 500 emails.") in outcome.details
    assert not outcome.live


def test_field_errors_are_named_by_our_editors_fields(stage: Stage) -> None:
    errors = [{"field": "content.email.senderEmail", "code": "sender_email", "message": "Not verified"}]
    stage.fault("create", status=400, slug="validation-failed", errors=errors)

    outcome = shown(stage, stage.work(stage.send(stage.campaign())))

    assert outcome.field_errors == (("sender_email", "Not verified"),)
    assert outcome.sentence == "Omnisend refused it. Sender email: Not verified."
    assert outcome.actions[0].label == "Go to the first"


def test_a_429_names_the_seconds_and_keeps_the_place(stage: Stage) -> None:
    stage.fault("send", status=429, retryAfter=40)
    delivery = stage.send(stage.campaign())
    stage.work(delivery, lambda d: d.problem is not None)

    assert shown(stage, delivery).sentence == "Omnisend asks us to wait 40 s. Your place is kept."


def test_a_scheduled_campaign_names_its_time_in_the_stores_zone_and_that_it_was_read_back(
    stage: Stage,
) -> None:
    tomorrow = (stage.now + dt.timedelta(days=1)).astimezone(stage.store.tz)
    delivery = stage.send(stage.campaign(timing="at", on_date=tomorrow.date().isoformat(), at_time="09:00"))
    stage.work(delivery, lambda d: d.remote_status == "scheduled")

    outcome = shown(stage, delivery)

    assert outcome.title == "Scheduled"
    when = f"{tomorrow:%a} {tomorrow.day} {tomorrow:%b} 09:00 Vilnius"
    assert outcome.sentence == f"{when}. Read back from Omnisend: the time matches."
    assert verbs(outcome) == ["change", "cancel"]


def test_a_difference_omnisend_read_back_is_shown(stage: Stage) -> None:
    delivery = made(
        stage, State.FOLLOWING, Step.LOOK, remote_status="scheduled", differences=["Omnisend has 10:00."]
    )

    outcome = shown(stage, delivery)

    assert "differently from what you reviewed: Omnisend has 10:00." in outcome.sentence
    assert "matches" not in outcome.sentence
    assert outcome.tone == "warn"


def test_what_was_sent_in_omnisend_is_not_claimed(stage: Stage) -> None:
    outcome = shown(stage, made(stage, State.SENT, sent_by="omnisend", unknown_since=None))

    assert outcome.sentence.startswith("It was sent in Omnisend, not by us.")


def test_an_edited_parked_campaign_leads_to_a_new_review(stage: Stage) -> None:
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(stage.campaign()))
    delivery.campaign.version += 1
    delivery.campaign.save()

    assert verbs(shown(stage, delivery)) == ["review", "give-up"]


def test_a_draft_that_was_never_sent_says_so(stage: Stage) -> None:
    outcome = shown(stage, None)

    assert (outcome.title, outcome.went_out, outcome.live) == ("Draft", "Nothing was sent.", False)


def test_the_evidence_tells_each_step_once_with_omnisends_answer(stage: Stage) -> None:
    delivery = stage.work(stage.send(stage.campaign()))

    lines = evidence(delivery)

    titles = [line.title for line in lines]
    assert titles[0] == "someone with access to Alpine Wool pressed Send"
    assert titles[1:3] == ["Made the draft in Omnisend", "Asked Omnisend to send it"]
    assert lines[-1].text == "It is: Sent."
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_the_newest_delivery_of_many_campaigns_is_one_query(
    stage: Stage, django_assert_num_queries: Any
) -> None:
    campaigns = [stage.campaign(), stage.campaign(), stage.campaign()]
    first = stage.send(campaigns[0])
    with django_assert_num_queries(1):
        found = queries.newest_of(campaigns)

    assert found == {campaigns[0].pk: first}
