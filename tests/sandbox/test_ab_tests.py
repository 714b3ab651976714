"""A/B tests: two variants, a share of the audience, a winner by the clock or by hand."""

from typing import Any

import pytest

from tests.sandbox.asking import TEAM, TEMPLATE, Asking, Json, failures, letter, slug

HOUR = 3600
SETTINGS = {
    "testSizePercent": 30,
    "winningMetric": "openRate",
    "decisionTime": {"amount": 4, "unit": "h"},
}


def body_of(settings: Json | None = None, b: Json | None = None, **changes: Any) -> Json:
    """A complete A/B test; `b` changes the second variant's email."""
    email = {"subject": "One", "templateID": TEMPLATE}
    variants = {
        "a": {"content": {"email": email}},
        "b": {"content": {"email": email | {"subject": "Two"} | (b or {})}},
    }
    whole = {"type": "abTest", "channel": "email", "name": "Which", "abTest": {"variants": variants}}
    whole["abTest"] = {"settings": settings or SETTINGS, "variants": variants}
    return whole | changes


def made(app: Asking, **changes: Any) -> Json:
    answer = app.post("/campaigns", body_of(**changes))
    assert answer.status_code == 201, answer.text
    campaign: Json = answer.json()
    return campaign


def started(app: Asking, **changes: Any) -> Json:
    app.sandbox.clock(speed=0)
    campaign = made(app, **changes)
    assert app.send(campaign["id"]).status_code == 204
    return campaign


def test_variants_have_ids_content_and_senders_of_their_own(app: Asking) -> None:
    campaign = made(app)
    assert "content" not in campaign
    assert campaign["abTest"]["result"] is None
    a, b = (campaign["abTest"]["variants"][letter] for letter in "ab")
    assert len({a["id"], b["id"], campaign["id"]}) == 3
    assert a["content"]["email"]["contentID"] != b["content"]["email"]["contentID"]
    assert (b["content"]["email"]["subject"], b["content"]["email"]["senderName"]) == ("Two", "Alpine Wool")
    utm = app.get(f"/campaigns/{campaign['id']}/utm").json()
    assert utm["variants"]["b"]["id"] == b["id"]


def test_the_log_of_sends_names_both_subjects(app: Asking) -> None:
    campaign = started(app)
    logged = next(send for send in app.sandbox.sends() if send["campaignID"] == campaign["id"])
    emails = [campaign["abTest"]["variants"][letter]["content"]["email"] for letter in "ab"]
    assert logged["subject"] == " / ".join(email["subject"] for email in emails)


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"testSizePercent": 9}, {"testSizePercent", "winningMetric", "decisionTime"}),
        ({"testSizePercent": 30}, {"winningMetric", "decisionTime"}),
        ({"winningMetric": "openRate"}, {"testSizePercent", "decisionTime"}),
        (SETTINGS | {"testSizePercent": 100}, {"winningMetric", "decisionTime"}),
        (SETTINGS | {"winningMetric": "orders"}, {"winningMetric"}),
        (SETTINGS | {"decisionTime": {"amount": 169, "unit": "h"}}, {"decisionTime.amount"}),
        (SETTINGS | {"decisionTime": {"amount": 8, "unit": "d"}}, {"decisionTime.amount"}),
        (SETTINGS | {"decisionTime": {"amount": 1, "unit": "w"}}, {"decisionTime.unit"}),
    ],
)
def test_settings_are_checked(app: Asking, settings: Json, wrong: set[str]) -> None:
    found = failures(app.post("/campaigns", body_of(settings)))
    assert set(found) == {f"abTest.settings.{field}" for field in wrong}


def test_both_variants_are_needed_and_checked(app: Asking) -> None:
    body = body_of(b={"templateID": None, "senderEmail": "stranger@example.com"})
    del body["abTest"]["variants"]["a"]
    email = "abTest.variants.b.content.email"
    assert failures(app.post("/campaigns", body | letter(type="abTest"))) == {
        "abTest.variants.a": "required",
        f"{email}.templateID": "required",
        f"{email}.senderEmail": "sender_email",
        "content": "not_allowed",
    }


def test_only_email_can_be_tested(app: Asking) -> None:
    assert app.post("/campaigns", body_of(channel="sms")).status_code == 422


def test_an_update_replaces_the_test_whole_and_keeps_the_designs(app: Asking) -> None:
    before = made(app, b={"preheader": "Soft"})
    variants = {letter: {"content": {"email": {"subject": letter}}} for letter in "ab"}
    patch = {"abTest": {"settings": {"testSizePercent": 100}, "variants": variants}}
    after = app.patch(f"/campaigns/{before['id']}", patch).json()
    assert after["abTest"]["settings"] == {"testSizePercent": 100}
    old, new = (one["abTest"]["variants"]["b"] for one in (before, after))
    assert new["id"] == old["id"]
    assert new["content"]["email"]["contentID"] == old["content"]["email"]["contentID"]
    assert (new["content"]["email"]["subject"], "preheader" in new["content"]["email"]) == ("b", False)
    half = {"abTest": {"settings": SETTINGS}}
    assert failures(app.patch(f"/campaigns/{before['id']}", half)) == {"abTest.variants": "required"}


def test_the_clock_chooses_a_winner_at_the_decision_time(app: Asking) -> None:
    app.sandbox.switch(ab_winner="b")
    campaign = started(app)
    app.sandbox.clock(advance=4 * HOUR - 1)
    assert app.get(f"/campaigns/{campaign['id']}").json()["abTest"]["result"] is None
    app.sandbox.clock(advance=1)
    now = app.get(f"/campaigns/{campaign['id']}").json()
    assert now["status"] == "started"
    assert now["abTest"]["result"]["winnerVariantID"] == now["abTest"]["variants"]["b"]["id"]
    assert now["abTest"]["result"]["isManuallySelected"] is False
    app.sandbox.clock(advance=8)
    assert app.status(campaign["id"]) == "sent"


def test_with_everybody_in_the_test_there_is_no_winner(app: Asking) -> None:
    campaign = started(app, settings={"testSizePercent": 100})
    app.sandbox.clock(advance=8)
    now = app.get(f"/campaigns/{campaign['id']}").json()
    assert (now["status"], now["abTest"]["result"]) == ("sent", None)


def test_a_winner_can_be_chosen_by_hand_once(app: Asking) -> None:
    campaign = started(app)
    path, variant = f"/campaigns/{campaign['id']}/ab-test/winner", campaign["abTest"]["variants"]["b"]["id"]
    assert failures(app.post(path, {})) == {"variantID": "required"}
    assert failures(app.post(path, {"variantID": campaign["id"]})) == {"variantID": "invalid_value"}
    assert app.post(path, {"variantID": variant}).status_code == 204
    result = app.get(f"/campaigns/{campaign['id']}").json()["abTest"]["result"]
    assert (result["winnerVariantID"], result["isManuallySelected"]) == (variant, True)
    assert app.post(path, {"variantID": variant}).status_code == 409
    app.sandbox.clock(advance=8)
    assert app.status(campaign["id"]) == "sent"


def test_a_stopped_test_waits_until_it_is_resumed(app: Asking) -> None:
    one = started(app)["id"]
    assert app.post(f"/campaigns/{one}/ab-test/resume").status_code == 409
    assert app.post(f"/campaigns/{one}/ab-test/stop").status_code == 204
    assert app.post(f"/campaigns/{one}/ab-test/stop").status_code == 409
    app.sandbox.clock(advance=10 * HOUR)
    assert app.status(one) == "stopped"
    assert app.post(f"/campaigns/{one}/ab-test/resume").status_code == 204
    app.sandbox.clock(advance=8)
    assert app.status(one) == "sent"


@pytest.mark.parametrize(("allowed", "answer"), [(True, 204), (False, 409)])
def test_a_winner_of_a_stopped_test_is_a_switch(app: Asking, *, allowed: bool, answer: int) -> None:
    app.sandbox.switch(winner_from_stopped=allowed)
    campaign = started(app)
    app.post(f"/campaigns/{campaign['id']}/ab-test/stop")
    body = {"variantID": campaign["abTest"]["variants"]["a"]["id"]}
    assert app.post(f"/campaigns/{campaign['id']}/ab-test/winner", body).status_code == answer


@pytest.mark.parametrize("what", ["stop", "resume", "winner"])
def test_other_campaigns_are_the_wrong_kind(app: Asking, what: str) -> None:
    one = app.draft()
    assert app.post(f"/campaigns/{one}/ab-test/{what}", {"variantID": one}).status_code == 422


def test_too_few_contacts_and_empty_variants_are_refused_at_send(app: Asking) -> None:
    small = made(app, audience={"includedSegmentIDs": [TEAM]})
    assert slug(app.send(small["id"])) == (409, "audience-too-small")
    empty = made(app)
    content = empty["abTest"]["variants"]["b"]["content"]["email"]["contentID"]
    app.put(f"/email-content/{content}", {"sections": []})
    assert slug(app.send(empty["id"])) == (409, "ab-test-requires-two-variants")


def test_utm_tags_belong_to_variants(app: Asking) -> None:
    one = made(app)["id"]
    answer = app.put(f"/campaigns/{one}/utm", {"variants": {"a": {"source": "first"}}})
    assert answer.json()["variants"]["a"]["tags"]["source"] == "first"
    assert answer.json()["variants"]["b"]["tags"]["source"] == "omnisend"
    assert failures(app.put(f"/campaigns/{one}/utm", {"tags": {}})) == {
        "tags": "not_allowed",
        "variants": "required",
    }


def test_a_copy_has_variants_of_its_own_and_no_result(app: Asking) -> None:
    campaign = started(app)
    app.sandbox.clock(advance=5 * HOUR)
    twin = app.post(f"/campaigns/{campaign['id']}/copy").json()
    assert twin["abTest"]["result"] is None
    for key in "ab":
        ours, theirs = (one["abTest"]["variants"][key] for one in (campaign, twin))
        assert ours["id"] != theirs["id"]
        assert ours["content"]["email"]["contentID"] != theirs["content"]["email"]["contentID"]


def test_they_are_listed_by_their_type(app: Asking) -> None:
    one = made(app)["id"]
    app.draft()
    assert [found["id"] for found in app.get("/campaigns", type="abTest").json()["campaigns"]] == [one]
