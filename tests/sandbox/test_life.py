"""How a campaign lives: sending, scheduling, pausing, canceling, all driven by the virtual clock."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sandbox.asking import SEGMENT, TEAM, Asking, letter, slug, text_message

HOUR, DAY = 3600, 86_400


def stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def scheduled(app: Asking, seconds: float, **more: Any) -> str:
    at = stamp(app.sandbox.now() + dt.timedelta(seconds=seconds))
    one = app.draft(sendingSettings={"strategy": "scheduled", "scheduledAt": at, **more})
    assert app.send(one).status_code == 204
    return one


def test_an_immediate_send_starts_at_once_and_is_sent_seconds_later(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    one = app.draft()
    assert app.send(one).status_code == 204
    assert app.status(one) == "started"
    app.sandbox.clock(advance=7)
    assert app.status(one) == "started"
    app.sandbox.clock(advance=1)
    campaign = app.get(f"/campaigns/{one}").json()
    assert campaign["status"] == "sent"
    assert campaign["endedAt"] > campaign["startedAt"]


def test_a_second_send_is_refused_and_one_send_is_logged(app: Asking) -> None:
    one = app.draft()
    assert app.send(one).status_code == 204
    assert slug(app.send(one)) == (409, "invalid-campaign-status")
    sends = app.sandbox.sends(one)
    assert [(send["via"], send["name"], send["type"]) for send in sends] == [("api", "Autumn", "regular")]


def test_without_the_draft_guard_every_send_is_accepted_and_logged(app: Asking) -> None:
    app.sandbox.switch(draft_guard=False)
    one = app.draft()
    assert [app.send(one).status_code for _ in range(3)] == [204, 204, 204]
    assert len(app.sandbox.sends(one)) == 3


def test_a_lag_lets_two_sends_through(app: Asking) -> None:
    app.sandbox.switch(send_lag_seconds=5.0)
    app.sandbox.clock(speed=0)
    one = app.draft()
    assert [app.send(one).status_code, app.status(one), app.send(one).status_code] == [204, "draft", 204]
    app.sandbox.clock(advance=5)
    assert app.status(one) == "started"


def test_a_scheduled_campaign_starts_at_its_time(app: Asking) -> None:
    one = scheduled(app, HOUR)
    assert app.status(one) == "scheduled"
    app.sandbox.clock(advance=HOUR + 3)
    campaign = app.get(f"/campaigns/{one}").json()
    assert campaign["status"] == "started"
    assert campaign["startedAt"] == campaign["sendingSettings"]["scheduledAt"]


def test_a_jump_over_everything_keeps_each_things_own_moment(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    one = scheduled(app, HOUR)
    app.sandbox.clock(advance=30 * DAY)
    campaign = app.get(f"/campaigns/{one}").json()
    started, ended = (dt.datetime.fromisoformat(campaign[key]) for key in ("startedAt", "endedAt"))
    assert ended - started == dt.timedelta(seconds=8)
    assert campaign["updatedAt"] == campaign["endedAt"]


def test_a_readers_local_time_takes_a_day(app: Asking) -> None:
    one = scheduled(app, HOUR, isTZOptimizationEnabled=True)
    app.sandbox.clock(advance=HOUR + 23 * HOUR)
    assert app.status(one) == "started"
    app.sandbox.clock(advance=HOUR + 10)
    assert app.status(one) == "sent"


def test_a_personalized_send_of_today_starts_with_the_next_whole_hour(app: Asking) -> None:
    app.sandbox.clock(set=dt.datetime(2027, 3, 4, 9, 20, tzinfo=dt.UTC))
    settings = {"strategy": "personalized", "scheduledAt": "2027-03-04T00:00:00Z", "optimizeFor": "opens"}
    one = app.draft(sendingSettings=settings)
    app.send(one)
    assert app.status(one) == "scheduled"
    app.sandbox.clock(set=dt.datetime(2027, 3, 4, 10, 1, tzinfo=dt.UTC))
    assert app.get(f"/campaigns/{one}").json()["startedAt"] == "2027-03-04T10:00:00Z"


def test_a_personalized_send_of_a_later_day_starts_at_the_brands_midnight(app: Asking) -> None:
    app.sandbox.clock(set=dt.datetime(2027, 3, 4, 9, 20, tzinfo=dt.UTC))
    settings = {"strategy": "personalized", "scheduledAt": "2027-03-09T12:00:00Z", "optimizeFor": "clicks"}
    one = app.draft(sendingSettings=settings)
    app.send(one)
    app.sandbox.clock(set=dt.datetime(2027, 3, 9, 1, 0, tzinfo=dt.UTC))
    midnight = dt.datetime(2027, 3, 9, tzinfo=ZoneInfo("Europe/Vilnius"))
    assert app.get(f"/campaigns/{one}").json()["startedAt"] == stamp(midnight)


def test_the_first_campaign_can_be_paused_for_a_safety_check(app: Asking) -> None:
    app.sandbox.switch(verification="always")
    one = app.draft()
    app.send(one)
    app.sandbox.clock(advance=3)
    assert app.status(one) == "paused"
    app.sandbox.clock(advance=HOUR)
    assert app.status(one) == "started"
    app.sandbox.clock(advance=10)
    assert app.status(one) == "sent"


@pytest.mark.parametrize("status", ["scheduled", "started", "paused"])
def test_a_cancel_takes_effect_a_little_later(app: Asking, status: str) -> None:
    app.sandbox.clock(speed=0)
    one = scheduled(app, DAY)
    app.sandbox.status(one, status)
    assert app.post(f"/campaigns/{one}/cancel").status_code == 204
    assert app.status(one) == status
    app.sandbox.clock(advance=2)
    assert app.status(one) == "canceled"
    app.sandbox.clock(advance=2 * DAY)
    assert app.status(one) == "canceled"


@pytest.mark.parametrize("status", ["draft", "sent", "canceled", "onHold", "error", "expired"])
def test_other_campaigns_cannot_be_canceled(app: Asking, status: str) -> None:
    one = app.draft()
    app.sandbox.status(one, status)
    assert app.post(f"/campaigns/{one}/cancel").status_code == 409


@pytest.mark.parametrize(("allowed", "answer"), [(True, 204), (False, 409)])
def test_text_messages_cannot_be_canceled_once_started(app: Asking, *, allowed: bool, answer: int) -> None:
    app.sandbox.switch(cancel_paused_sms=allowed)
    one = app.post("/campaigns", text_message()).json()["id"]
    app.send(one)
    assert app.post(f"/campaigns/{one}/cancel").status_code == 409
    app.sandbox.status(one, "paused")
    assert app.post(f"/campaigns/{one}/cancel").status_code == answer


def test_a_time_that_has_passed_is_refused_at_send(app: Asking) -> None:
    at = stamp(app.sandbox.now() + dt.timedelta(hours=1))
    one = app.draft(sendingSettings={"strategy": "scheduled", "scheduledAt": at})
    app.sandbox.clock(advance=2 * HOUR)
    assert slug(app.send(one)) == (409, "invalid-scheduled-date")
    assert app.status(one) == "draft"


def test_a_vanished_segment_is_refused_at_send(app: Asking) -> None:
    one = app.draft(audience={"includedSegmentIDs": [SEGMENT]})
    app.sandbox.vanish("segments", SEGMENT)
    assert slug(app.send(one)) == (409, "invalid-audience")


def test_an_unknown_segment_is_found_at_creation_or_only_at_send(app: Asking) -> None:
    audience = {"includedSegmentIDs": ["5e0100000000000000000099"]}
    assert app.post("/campaigns", letter(audience=audience)).status_code == 400
    app.sandbox.switch(segments_checked=False)
    assert slug(app.send(app.draft(audience=audience))) == (409, "invalid-audience")


def test_content_without_sections_is_refused_at_send(app: Asking) -> None:
    one = app.draft()
    content = app.get(f"/campaigns/{one}").json()["content"]["email"]["contentID"]
    assert app.put(f"/email-content/{content}", {"sections": []}).status_code == 200
    assert slug(app.send(one)) == (409, "invalid-email-content")


def test_a_plan_limit_refuses_what_is_larger(app: Asking) -> None:
    app.sandbox.switch(plan_limit=1_000)
    large, small = app.draft(), app.draft(audience={"includedSegmentIDs": [TEAM]})
    assert slug(app.send(large)) == (402, "payment-required")
    assert app.send(small).status_code == 204
    app.sandbox.switch(plan_limit=0)
    assert app.send(large).status_code == 204


def test_a_merchant_sending_inside_omnisend_is_logged_as_such(app: Asking) -> None:
    one = app.sandbox.add_campaign(name="By hand")["id"]
    app.sandbox.status(one, "sent")
    assert [send["via"] for send in app.sandbox.sends(one)] == ["page"]
    assert app.get(f"/campaigns/{one}").json()["content"]["email"]["subject"] == "By hand"


@pytest.mark.parametrize(("moves", "same"), [(True, False), (False, True)])
def test_updated_at_moves_with_the_status_or_not(app: Asking, *, moves: bool, same: bool) -> None:
    app.sandbox.switch(updated_at_follows_status=moves)
    one = app.draft()
    before = app.get(f"/campaigns/{one}").json()["updatedAt"]
    app.sandbox.clock(advance=60)
    app.send(one)
    assert (app.get(f"/campaigns/{one}").json()["updatedAt"] == before) is same


def test_the_clock_can_be_set_and_sped_up(app: Asking) -> None:
    moment = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    assert app.sandbox.clock(set=moment, speed=0) == moment
    assert app.sandbox.clock(advance=90) == moment + dt.timedelta(seconds=90)
    app.sandbox.clock(speed=100_000)
    before = app.sandbox.now()
    assert app.sandbox.now() - before > dt.timedelta(seconds=10)
