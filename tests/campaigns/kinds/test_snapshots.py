"""One snapshot for every kind: what it holds, what it asks for, what it finds different, how it reads."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from omniapp import omnisend
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from tests.campaigns.kinds.drafts import every_kind
from tests.campaigns.kinds.making import PARENT_ID, A, B, ab_test, attached, following, sent, sms
from tests.campaigns.kinds.remote import ADDRESS, remote
from tests.campaigns.making import NOW, draft

MAKE: dict[str, Callable[..., Campaign]] = {
    "sms": sms,
    "ab": ab_test,
    "attached": attached,
    "following": following,
}
AB_EMAIL = "abTest__variants__b__content__email__"
SMS_TEXT = "content__sms__"


def of(kind: str, **content: Any) -> Reviewed:
    return Reviewed.of(MAKE[kind](**content), now=NOW)


def body(new: omnisend.NewCampaign | omnisend.CampaignChanges | omnisend.UtmUpdate) -> dict[str, Any]:
    return new.model_dump(mode="json", by_alias=True, exclude_none=True)


@given(every_kind())
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_every_kind_that_passes_the_check_is_built_kept_and_read_back(campaign: Campaign) -> None:
    snapshot = Reviewed.of(campaign, now=NOW)
    assert Reviewed.model_validate_json(snapshot.model_dump_json()) == snapshot
    assert Reviewed.model_validate(snapshot.model_dump(mode="json")) == snapshot
    assert snapshot.differences(remote(snapshot)) == []
    assert snapshot.passed(NOW) is False
    assert snapshot.sentence(campaign.store).startswith("Alpine Wool ")
    assert (snapshot.utm_update() is None) == (campaign.utm == {})


def test_an_sms_has_a_message_and_no_email() -> None:
    new = body(of("sms", image_id="e10000000000000000000001").new_campaign())
    assert new["channel"] == "sms"
    assert new["content"] == {
        "sms": {
            "message": "Sale until midnight: alpinewool.shop/sale",
            "compliance": {
                "stopKeywordText": "Reply STOP to opt out",
                "unsubscribeLinkText": "Unsubscribe [[unsubscribe_link]]",
            },
            "imageID": "e10000000000000000000001",
            "isLinkShorteningEnabled": True,
        }
    }
    assert of("sms").template_id == ""
    assert (
        "imageID" not in body(of("sms").changes())["content"]["sms"]
    )  # taken out by a new draft, not a change


def test_an_ab_test_has_variants_and_no_content_and_is_changed_whole() -> None:
    snapshot = of("ab", variants={"a": A, "b": B | {"reply_to": ADDRESS}})
    new, changes = body(snapshot.new_campaign()), body(snapshot.changes())
    settings = {
        "testSizePercent": 30,
        "winningMetric": "openRate",
        "decisionTime": {"amount": 4, "unit": "h"},
    }
    assert new["abTest"]["settings"] == changes["abTest"]["settings"] == settings
    assert "content" not in new
    assert "content" not in changes
    assert new["abTest"]["variants"]["b"]["content"]["email"]["templateID"] == B["template_id"]
    assert changes["abTest"]["variants"]["a"]["content"]["email"] == {
        "subject": A["subject"],
        "preheader": A["preheader"],
        "senderName": A["sender_name"],
        "replyToEmail": "",
    }
    assert snapshot.template_id == "b10000000000000000000001+b10000000000000000000002"


def test_sending_to_all_names_neither_metric_nor_time() -> None:
    settings = body(of("ab", test_share="100").new_campaign())["abTest"]["settings"]
    assert settings == {"testSizePercent": 100}


def test_an_attached_booster_has_a_delay_and_no_settings() -> None:
    snapshot = of("attached")
    new, changes = body(snapshot.new_campaign(parent_remote_id=PARENT_ID)), body(snapshot.changes())
    delay = {"amount": 48, "unit": "h"}
    assert new["boosterSettings"] == {"campaignID": PARENT_ID, "sendTo": "nonOpeners", "delay": delay}
    assert changes["boosterSettings"] == {"sendTo": "nonOpeners", "delay": delay}
    for given_ in (new, changes):
        assert not {"sendingSettings", "audience", "content"} & given_.keys()
    with pytest.raises(Incomplete):
        snapshot.new_campaign()


def test_a_following_booster_has_a_time_and_knows_its_parent() -> None:
    new = body(of("following").new_campaign())
    assert new["boosterSettings"] == {"campaignID": PARENT_ID, "sendTo": "nonOpeners"}
    assert new["sendingSettings"] == {"strategy": "scheduled", "scheduledAt": "2026-11-22T07:00:00Z"}


def test_a_boosters_own_words_come_by_a_change_unless_it_has_a_template() -> None:
    kept = of("attached", subject="Once more")
    assert "content" not in body(kept.new_campaign(parent_remote_id=PARENT_ID))
    assert body(kept.changes())["content"] == {"email": {"subject": "Once more"}}
    own = of("attached", subject="Once more", template_id="b10000000000000000000003")
    email = body(own.new_campaign(parent_remote_id=PARENT_ID))["content"]["email"]
    assert email == {"templateID": "b10000000000000000000003", "subject": "Once more"}
    assert (kept.template_id, own.template_id) == ("", "b10000000000000000000003")


def test_a_booster_has_its_parents_language() -> None:
    snapshot = Reviewed.of(attached(draft(language="lt_LT"), language="en_US"), now=NOW)
    assert snapshot.language == "lt_LT"
    assert snapshot.differences(remote(snapshot, language="en_US")) == []


def test_a_design_that_only_omnisend_has_can_be_changed_but_not_made_anew() -> None:
    snapshot = Reviewed.of(draft(origin="omnisend", omnisend_id="d7", template_id=""), now=NOW)
    assert snapshot.template_id == ""
    assert snapshot.changes().content is not None
    with pytest.raises(Incomplete):
        snapshot.new_campaign()


TAGS = {"source": "news", "medium": "", "campaign": "sale"}


def test_link_tags_are_plain_or_by_variant_or_none() -> None:
    assert of("sms").utm_update() is None
    update = of("sms", utm=TAGS).utm_update()
    assert update is not None
    assert body(update) == {"tags": TAGS}
    update = of("ab", utm={"a": TAGS, "b": {"campaign": "b"}}).utm_update()
    assert update is not None
    assert body(update) == {"variants": {"a": TAGS, "b": {"source": "", "medium": "", "campaign": "b"}}}


@pytest.mark.parametrize(
    ("kind", "content", "changes"),
    [
        ("sms", {}, {f"{SMS_TEXT}isLinkShorteningEnabled": None}),
        ("sms", {"message": "One\ntwo"}, {f"{SMS_TEXT}message": "One\r\ntwo "}),
        ("sms", {}, {f"{SMS_TEXT}imageID": ""}),
        ("ab", {"decision_amount": "48"}, {"abTest__settings__decisionTime": {"amount": 2, "unit": "d"}}),
        ("ab", {"test_share": "100"}, {"abTest__settings__winningMetric": "openRate"}),
        ("ab", {}, {f"{AB_EMAIL}replyToEmail": ADDRESS}),
        ("attached", {}, {"content": {"email": {"subject": "Winter wool is here", "senderName": "X"}}}),
        ("attached", {}, {"audience": {"includedSegmentIDs": ["c1"]}}),
        (
            "attached",
            {},
            {"sendingSettings": {"strategy": "scheduled", "scheduledAt": "2026-11-29T08:00:00Z"}},
        ),
        ("attached", {}, {"boosterSettings__delay": {"amount": 2, "unit": "d"}}),
    ],
)
def test_what_omnisend_fills_in_is_no_difference(
    kind: str, content: dict[str, Any], changes: dict[str, Any]
) -> None:
    snapshot = of(kind, **content)
    assert snapshot.differences(remote(snapshot, **changes)) == []


IMAGE = {"image_id": "e10000000000000000000001", "image_name": "hat.jpg"}


@pytest.mark.parametrize(
    ("kind", "content", "changes", "word"),
    [
        ("sms", {}, {"content": None}, "message"),
        ("sms", {}, {f"{SMS_TEXT}message": "Another"}, "“Another”"),
        ("sms", {}, {f"{SMS_TEXT}compliance__stopKeywordText": "STOP"}, "US and Canada"),
        ("sms", {}, {f"{SMS_TEXT}compliance__unsubscribeLinkText": "x"}, "unsubscribe text"),
        ("sms", {}, {f"{SMS_TEXT}isLinkShorteningEnabled": False}, "shortening"),
        ("sms", IMAGE, {f"{SMS_TEXT}imageID": None}, "hat.jpg”; Omnisend has none"),
        ("sms", {}, {f"{SMS_TEXT}imageID": "e9"}, "nothing; Omnisend has one"),
        ("sms", {"message": "a" * 500}, {f"{SMS_TEXT}message": "a" * 400 + "b" * 100}, "bbbb"),
        ("ab", {}, {f"{AB_EMAIL}subject": "Other"}, "variant B subject"),
        ("ab", {}, {f"{AB_EMAIL}preheader": "Other"}, "variant B preheader"),
        ("ab", {}, {f"{AB_EMAIL}senderName": "Other"}, "variant B sender name"),
        ("ab", {}, {f"{AB_EMAIL}replyToEmail": "x@y.example"}, "variant B reply address"),
        ("ab", {}, {"abTest__variants__a": None}, "variant A subject"),
        ("ab", {}, {"abTest": None}, "variant A subject"),
        ("ab", {}, {"abTest__settings__testSizePercent": 31}, "“30 %”; Omnisend has “31 %”"),
        ("ab", {}, {"abTest__settings__winningMetric": "clickRate"}, "“opens”; Omnisend has “clicks”"),
        ("ab", {}, {"abTest__settings__decisionTime__unit": "d"}, "“4 hours”; Omnisend has “4 days”"),
        ("ab", {}, {"abTest__settings__decisionTime": None}, "“4 hours”; Omnisend has nothing"),
        ("attached", {"subject": "Mine"}, {"content__email__subject": "Other"}, "“Mine”"),
        ("attached", {}, {"boosterSettings__sendTo": "nonClickers"}, "did not click"),
        ("attached", {}, {"boosterSettings__delay__amount": 47}, "“48 hours”; Omnisend has “47 hours”"),
        ("attached", {}, {"boosterSettings": None}, "campaign it follows"),
        ("following", {}, {"boosterSettings__campaignID": "d9"}, "another campaign"),
        ("following", {}, {"sendingSettings__scheduledAt": "2026-11-22T08:00:00Z"}, "10:00"),
    ],
)
def test_a_real_difference_is_named(
    kind: str, content: dict[str, Any], changes: dict[str, Any], word: str
) -> None:
    snapshot = of(kind, **content)
    differences = snapshot.differences(remote(snapshot, **changes))
    assert differences
    assert word in differences[0]


TO_THEM = "to those who did not open “Winter wool”"


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        (
            "sms",
            {},
            "sends the text message “Sale until midnight: alpinewool.shop/sale” "
            "to everyone subscribed, as soon as you press Send.",
        ),
        (
            "sms",
            IMAGE | {"message": "Hat"},
            "sends the text message “Hat”, with the image hat.jpg for the US and Canada, "
            "to everyone subscribed, as soon as you press Send.",
        ),
        (
            "ab",
            {},
            "tests the emails A “Winter wool is here” and B “Your feet will thank you” from Alpine Wool (the "
            "store's own sender address) on everyone subscribed, as soon as you press Send: "
            "15 % get A, 15 % get B; after 4 hours the better one by opens goes to the other 70 %.",
        ),
        ("attached", {}, f"sends the same email once more {TO_THEM}, 48 hours after that was sent."),
        (
            "attached",
            {"subject": "Last call", "send_to": "nonClickers"},
            "sends the email “Last call” as a booster to those who did not click in “Winter wool”, "
            "48 hours after that was sent.",
        ),
        (
            "attached",
            {
                "channel": "sms",
                "message": "Hi",
                "stop_text": "STOP",
                "unsubscribe_text": "[[unsubscribe_link]]",
            }
            | {"delay_amount": "0"},
            f"sends the text message “Hi” as a booster {TO_THEM}, together with it.",
        ),
        (
            "following",
            {},
            f"sends the same email once more {TO_THEM}, on Sun 22 Nov 2026 at 09:00 Vilnius time.",
        ),
    ],
)
def test_review_is_one_sentence(kind: str, content: dict[str, Any], sentence: str) -> None:
    campaign = MAKE[kind](**content)
    assert Reviewed.of(campaign, now=NOW).sentence(campaign.store) == f"Alpine Wool {sentence}"


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        ("sms", {"message": ""}, "message"),
        ("sms", {"stop_text": ""}, "stop_text"),
        ("sms", {"audience": ""}, "audience"),
        ("ab", {"variants": {"a": A}}, "b-subject"),
        ("ab", {"variants": {"a": A, "b": B | {"template_id": ""}}}, "b-template_id"),
        ("ab", {"test_share": "some"}, "test_share"),
        ("ab", {"decision_amount": ""}, "decision_amount"),
        ("ab", {"winning_metric": ""}, "winning_metric"),
        ("attached", {"send_to": ""}, "send_to"),
        ("attached", {"delay_amount": ""}, "delay_amount"),
        ("following", {"parent": sent(omnisend_id="")}, "parent"),
        ("following", {"on_date": ""}, "timing"),
    ],
)
def test_an_incomplete_draft_has_no_snapshot(kind: str, content: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete, match=field):
        of(kind, **content)
