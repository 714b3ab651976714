"""Boosters: one for each parent, attached to a draft or made for a sent campaign."""

import datetime as dt
from typing import Any

import pytest

from tests.sandbox.asking import Asking, Json, failures, slug, text_message

HOUR, DAY = 3600, 86_400
OTHER = "7e0100000000000000000002"


def booster(parent: str, *, delay: Json | None = None, **changes: Any) -> Json:
    settings = {"campaignID": parent, "sendTo": "nonOpeners"} | ({"delay": delay} if delay else {})
    return {"type": "booster", "channel": "email", "boosterSettings": settings} | changes


def attached(app: Asking, parent: str, amount: int = 48, **changes: Any) -> str:
    answer = app.post("/campaigns", booster(parent, delay={"amount": amount, "unit": "h"}, **changes))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def sent(app: Asking) -> str:
    one = app.draft()
    app.send(one)
    app.sandbox.clock(advance=10)
    assert app.status(one) == "sent"
    return one


def in_hours(app: Asking, hours: float) -> Json:
    at = app.sandbox.now() + dt.timedelta(hours=hours)
    return {"strategy": "scheduled", "scheduledAt": at.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_a_booster_takes_over_what_it_does_not_say(app: Asking) -> None:
    parent = app.draft(email={"preheader": "Warm"})
    content = {"email": {"subject": "Did you see this?"}}
    one = app.get(f"/campaigns/{attached(app, parent, content=content)}").json()
    assert one["name"] == "Booster: Autumn"
    assert one["boosterSettings"]["delay"] == {"amount": 48, "unit": "h"}
    email = one["content"]["email"]
    assert (email["subject"], email["preheader"]) == ("Did you see this?", "Warm")
    assert email["contentID"] == app.get(f"/campaigns/{parent}").json()["content"]["email"]["contentID"]


def test_content_is_shared_with_a_draft_parent_or_not(app: Asking) -> None:
    app.sandbox.switch(booster_shares_content=False)
    parent = app.draft()
    one = app.get(f"/campaigns/{attached(app, parent)}").json()
    theirs = app.get(f"/campaigns/{parent}").json()
    assert one["content"]["email"]["contentID"] != theirs["content"]["email"]["contentID"]


def test_a_booster_can_bring_a_template_of_its_own(app: Asking) -> None:
    parent = app.draft()
    one = app.get(f"/campaigns/{attached(app, parent, content={'email': {'templateID': OTHER}})}").json()
    content = app.get(f"/email-content/{one['content']['email']['contentID']}").json()
    assert content["sections"] == app.get(f"/email-templates/{OTHER}").json()["sections"]


def test_an_attached_booster_schedules_itself_when_its_parent_is_sent(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    parent = app.draft()
    one = attached(app, parent)
    assert slug(app.send(one)) == (409, "parent-not-sent")
    app.send(parent)
    assert (app.status(parent), app.status(one)) == ("started", "draft")
    app.sandbox.clock(advance=8)
    mother, child = (app.get(f"/campaigns/{key}").json() for key in (parent, one))
    assert child["status"] == "scheduled"
    ended, due = (
        dt.datetime.fromisoformat(text)
        for text in (mother["endedAt"], child["sendingSettings"]["scheduledAt"])
    )
    assert due - ended == dt.timedelta(hours=48)
    app.sandbox.clock(advance=48 * HOUR)
    assert app.status(one) == "started"
    app.sandbox.clock(advance=8)
    assert app.status(one) == "sent"
    assert app.sandbox.sends(one) == []


def test_a_text_message_can_go_together_with_its_parent(app: Asking) -> None:
    app.sandbox.clock(speed=0)
    parent = app.draft()
    changes = {"channel": "sms", "content": text_message()["content"]}
    one = attached(app, parent, 0, **changes)
    app.send(parent)
    assert app.status(one) == "started"


def test_a_booster_of_a_sent_parent_is_sent_by_a_call(app: Asking) -> None:
    answer = app.post("/campaigns", booster(sent(app), sendingSettings=in_hours(app, 30)))
    one = answer.json()["id"]
    assert (answer.status_code, answer.json()["status"]) == (201, "draft")
    app.sandbox.clock(advance=DAY)
    assert app.status(one) == "draft"
    assert app.send(one).status_code == 204
    assert app.status(one) == "scheduled"
    assert [send["type"] for send in app.sandbox.sends(one)] == ["booster"]
    app.sandbox.clock(advance=DAY)
    assert app.status(one) == "sent"


@pytest.mark.parametrize(
    ("delay", "wrong"),
    [
        (None, {"boosterSettings.delay": "required"}),
        ({"amount": 241, "unit": "h"}, {"boosterSettings.delay.amount": "invalid_value"}),
        ({"amount": 11, "unit": "d"}, {"boosterSettings.delay.amount": "invalid_value"}),
        ({"amount": 0, "unit": "h"}, {"boosterSettings.delay.amount": "invalid_value"}),
        ({"amount": 5}, {"boosterSettings.delay.unit": "required"}),
    ],
)
def test_a_draft_parent_needs_a_good_delay(app: Asking, delay: Json | None, wrong: dict[str, str]) -> None:
    assert failures(app.post("/campaigns", booster(app.draft(), delay=delay))) == wrong


def test_settings_and_delay_exclude_each_other(app: Asking) -> None:
    body = booster(app.draft(), delay={"amount": 5, "unit": "h"}, sendingSettings=in_hours(app, 3))
    assert slug(app.post("/campaigns", body)) == (409, "sending-settings-not-allowed")
    body = booster(sent(app), delay={"amount": 5, "unit": "h"})
    assert failures(app.post("/campaigns", body)) == {"boosterSettings.delay": "not_allowed"}


@pytest.mark.parametrize(("counted", "answer"), [("parent", 400), ("now", 201)])
def test_ten_days_count_from_the_parent_or_from_now(app: Asking, counted: str, answer: int) -> None:
    app.sandbox.switch(booster_limit_from=counted)
    parent = sent(app)
    app.sandbox.clock(advance=5 * DAY)
    body = booster(parent, sendingSettings=in_hours(app, 6 * 24))
    assert app.post("/campaigns", body).status_code == answer
    app.sandbox.clock(advance=6 * DAY)
    assert app.post("/campaigns", booster(sent(app), sendingSettings=in_hours(app, 241))).status_code == 400


def test_parents_must_exist_be_regular_email_and_draft_or_sent(app: Asking) -> None:
    delay = {"amount": 5, "unit": "h"}
    missing = booster("6b0000000000000000000001", delay=delay)
    assert slug(app.post("/campaigns", missing)) == (404, "not-found")
    sms = app.post("/campaigns", text_message()).json()["id"]
    assert app.post("/campaigns", booster(sms, delay=delay)).status_code == 422
    for status in ("scheduled", "started", "canceled", "paused"):
        parent = app.draft()
        app.sandbox.status(parent, status)
        assert slug(app.post("/campaigns", booster(parent, delay=delay))) == (409, "invalid-parent-status")


def test_one_booster_for_each_parent_and_a_canceled_one_holds_the_place(app: Asking) -> None:
    parent = sent(app)
    one = app.post("/campaigns", booster(parent, sendingSettings=in_hours(app, 5))).json()["id"]
    app.send(one)
    app.post(f"/campaigns/{one}/cancel")
    app.sandbox.clock(advance=3)
    assert app.status(one) == "canceled"
    assert slug(app.post("/campaigns", booster(parent))) == (409, "booster-already-exists")
    assert app.delete(f"/campaigns/{one}").status_code == 204
    assert app.post("/campaigns", booster(parent)).status_code == 201


def test_shapes_are_checked_before_parents(app: Asking) -> None:
    body = {"type": "booster", "channel": "sms", "boosterSettings": {"sendTo": "everybody"}}
    assert failures(app.post("/campaigns", body)) == {
        "boosterSettings.campaignID": "required",
        "boosterSettings.sendTo": "invalid_value",
        "content": "required",
    }


def test_an_update_changes_everything_but_the_parent(app: Asking) -> None:
    parent, other = app.draft(), app.draft()
    one = attached(app, parent)
    settings = {"sendTo": "nonClickers", "delay": {"amount": 2, "unit": "d"}, "campaignID": other}
    answer = app.patch(f"/campaigns/{one}", {"boosterSettings": settings, "name": "Again"}).json()
    assert answer["boosterSettings"] == settings | {"campaignID": parent}
    assert answer["name"] == "Again"
    late = app.patch(f"/campaigns/{one}", {"sendingSettings": in_hours(app, 3)})
    assert slug(late) == (409, "sending-settings-not-allowed")


def test_boosters_cannot_be_copied_and_copies_of_parents_have_none(app: Asking) -> None:
    parent = app.draft()
    one = attached(app, parent)
    assert app.post(f"/campaigns/{one}/copy").status_code == 422
    twin = app.post(f"/campaigns/{parent}/copy").json()["id"]
    assert app.get("/campaigns", parentCampaignID=twin).json()["campaigns"] == []
    listed = app.get("/campaigns", parentCampaignID=parent).json()["campaigns"]
    assert [found["id"] for found in listed] == [one]


@pytest.mark.parametrize(("fate", "answer"), [("stays", 200), ("deleted", 404)])
@pytest.mark.parametrize("what", ["canceled", "deleted"])
def test_what_happens_when_the_parent_goes_is_a_switch(
    app: Asking, what: str, fate: str, answer: int
) -> None:
    app.sandbox.switch(**{f"parent_{what}": fate}, cancel_seconds=0)
    parent = app.draft()
    one = attached(app, parent)
    if what == "deleted":
        app.delete(f"/campaigns/{parent}")
    else:
        app.sandbox.switch(sending_seconds=600)
        app.send(parent)
        app.post(f"/campaigns/{parent}/cancel")
    assert app.get(f"/campaigns/{one}").status_code == answer
