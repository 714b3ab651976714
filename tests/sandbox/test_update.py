"""Updating drafts, copying, deleting, UTM, test emails."""

import datetime as dt

import pytest

from tests.sandbox.asking import SEGMENT, Asking, failures, letter, slug, text_message

SOON = dt.timedelta(days=2)


def test_content_is_merged_field_by_field(app: Asking) -> None:
    one = app.draft(email={"preheader": "Warm", "replyToEmail": "support@alpinewool.example"})
    app.patch(f"/campaigns/{one}", {"content": {"email": {"subject": "New"}}})
    email = app.get(f"/campaigns/{one}").json()["content"]["email"]
    assert (email["subject"], email["preheader"]) == ("New", "Warm")
    assert email["replyToEmail"] == "support@alpinewool.example"


def test_an_empty_reply_address_clears_it(app: Asking) -> None:
    one = app.draft(email={"replyToEmail": "support@alpinewool.example"})
    answer = app.patch(f"/campaigns/{one}", {"content": {"email": {"replyToEmail": ""}}})
    assert "replyToEmail" not in answer.json()["content"]["email"]


def test_the_template_cannot_be_changed(app: Asking) -> None:
    one = app.draft()
    before = app.get(f"/campaigns/{one}").json()["content"]["email"]["contentID"]
    other = {"content": {"email": {"templateID": "7e0100000000000000000002"}}}
    after = app.patch(f"/campaigns/{one}", other).json()["content"]["email"]["contentID"]
    assert after == before


def test_sending_settings_are_replaced_whole(app: Asking) -> None:
    at = (app.sandbox.now() + SOON).strftime("%Y-%m-%dT%H:%M:%SZ")
    one = app.draft(
        sendingSettings={"strategy": "scheduled", "scheduledAt": at, "isTZOptimizationEnabled": True}
    )
    answer = app.patch(f"/campaigns/{one}", {"sendingSettings": {"strategy": "immediate"}})
    assert answer.json()["sendingSettings"] == {"strategy": "immediate", "isTZOptimizationEnabled": False}
    wrong = failures(app.patch(f"/campaigns/{one}", {"sendingSettings": {"scheduledAt": at}}))
    assert wrong["sendingSettings.strategy"] == "required"


def test_the_whole_campaign_is_validated_again(app: Asking) -> None:
    at = (app.sandbox.now() + SOON).strftime("%Y-%m-%dT%H:%M:%SZ")
    one = app.draft(sendingSettings={"strategy": "scheduled", "scheduledAt": at})
    app.sandbox.clock(advance=3 * 86_400)
    wrong = failures(app.patch(f"/campaigns/{one}", {"name": "Later"}))
    assert wrong == {"sendingSettings.scheduledAt": "invalid_value"}


@pytest.mark.parametrize(("how", "kept"), [("replace", []), ("merge", [SEGMENT])])
def test_an_audience_is_replaced_or_merged_as_the_switch_says(app: Asking, how: str, kept: list[str]) -> None:
    app.sandbox.switch(patch_audience=how)
    one = app.draft(audience={"includedSegmentIDs": [SEGMENT]})
    other = "5e0100000000000000000003"
    answer = app.patch(f"/campaigns/{one}", {"audience": {"excludedSegmentIDs": [other]}})
    assert answer.json()["audience"] == {"includedSegmentIDs": kept, "excludedSegmentIDs": [other]}


def test_only_drafts_can_be_changed(app: Asking) -> None:
    one = app.draft()
    app.send(one)
    assert slug(app.patch(f"/campaigns/{one}", {"name": "Late"})) == (409, "campaign-not-editable")
    assert slug(app.put(f"/campaigns/{one}/utm", {"tags": {}})) == (409, "campaign-not-editable")


def test_a_copy_is_a_new_draft_with_its_own_content(app: Asking) -> None:
    one = app.draft()
    app.send(one)
    copy = app.post(f"/campaigns/{one}/copy")
    assert copy.status_code == 201
    twin, original = copy.json(), app.get(f"/campaigns/{one}").json()
    assert (twin["name"], twin["status"]) == ("Copy of: Autumn", "draft")
    assert twin["content"]["email"]["contentID"] != original["content"]["email"]["contentID"]
    assert "startedAt" not in twin


def test_drafts_can_be_deleted_and_others_as_the_switches_say(app: Asking) -> None:
    draft, sent = app.draft(), app.draft()
    app.send(sent)
    assert app.delete(f"/campaigns/{draft}").status_code == 204
    assert app.get(f"/campaigns/{draft}").status_code == 404
    assert app.delete(f"/campaigns/{draft}").status_code == 404
    assert app.delete(f"/campaigns/{sent}").status_code == 409
    app.sandbox.switch(delete_missing="no-content", delete_outside_draft=True)
    assert app.delete(f"/campaigns/{draft}").status_code == 204
    assert app.delete(f"/campaigns/{sent}").status_code == 204


def test_utm_tags_fall_back_to_their_defaults(app: Asking) -> None:
    one = app.draft()
    defaults = {"source": "omnisend", "medium": "email", "campaign": f"campaign: Autumn ({one})"}
    assert app.get(f"/campaigns/{one}/utm").json() == {"tags": defaults}
    answer = app.put(f"/campaigns/{one}/utm", {"tags": {"source": "letter"}})
    assert answer.json() == {"tags": defaults | {"source": "letter"}}
    app.put(f"/campaigns/{one}/utm", {"tags": {"source": ""}})
    assert app.get(f"/campaigns/{one}/utm").json() == {"tags": defaults}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"tags": "required"}),
        ({"tags": {}, "variants": {}}, {"variants": "not_allowed"}),
        ({"tags": {"medium": "x" * 251}}, {"tags.medium": "too_long"}),
    ],
)
def test_utm_updates_are_checked(app: Asking, body: dict[str, object], wrong: dict[str, str]) -> None:
    assert failures(app.put(f"/campaigns/{app.draft()}/utm", body)) == wrong


def test_test_emails_go_to_one_to_five_addresses(app: Asking) -> None:
    one = app.draft()
    path = f"/campaigns/{one}/test-email"
    assert app.post(path, {"recipients": ["ana@example.com"]}).status_code == 204
    assert failures(app.post(path, {})) == {"recipients": "required"}
    assert failures(app.post(path, {"recipients": []})) == {"recipients": "invalid_value"}
    assert failures(app.post(path, {"recipients": ["a@example.com"] * 6})) == {"recipients": "invalid_value"}
    assert failures(app.post(path, {"recipients": ["ana"]})) == {"recipients.0": "invalid_format"}
    sms = app.post("/campaigns", text_message()).json()["id"]
    assert app.post(f"/campaigns/{sms}/test-email", {"recipients": ["a@example.com"]}).status_code == 422


def test_ids_must_be_hexadecimal_and_known(app: Asking) -> None:
    assert failures(app.get("/campaigns/letter")) == {"id": "invalid_format"}
    assert slug(app.get("/campaigns/6b0000000000000000000001")) == (404, "not-found")
    assert slug(app.patch("/campaigns/6b0000000000000000000001", letter())) == (404, "not-found")
