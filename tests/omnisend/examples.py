"""Every call the package can build, with as many arguments as each takes."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from omniapp import omnisend
from omniapp.omnisend import calls

ID = "68beca12d2e99b0c8d19fd5e"
OTHER = "68beca12d2e99b0c8d19fd5f"
NOON = datetime(2026, 12, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))

AUDIENCE = omnisend.Audience(included_segment_ids=(ID,), excluded_segment_ids=(OTHER,))
SCHEDULED = omnisend.NewSendingSettings(
    strategy="scheduled", scheduled_at=NOON, is_tz_optimization_enabled=True
)
PERSONAL = omnisend.NewSendingSettings(strategy="personalized", scheduled_at=NOON, optimize_for="orders")
EMAIL = omnisend.NewEmail(
    template_id=ID,
    subject="Wool for winter",
    preheader="Warm hands",
    sender_name="Alpine Wool",
    sender_email="hello@alpinewool.example",
    reply_to_email="help@alpinewool.example",
)
SMS = omnisend.NewSms(
    message="Wool for winter",
    compliance=omnisend.NewSmsCompliance(
        stop_keyword_text="Reply STOP to end", unsubscribe_link_text="End: [[unsubscribe_link]]"
    ),
    image_id=ID,
    is_link_shortening_enabled=False,
)
WAIT = omnisend.Delay(amount=2, unit="d")
AB_SETTINGS = omnisend.NewABTestSettings(
    test_size_percent=20,
    winning_metric="clickRate",
    decision_time=omnisend.DecisionTime(amount=4, unit="h"),
)
VARIANT = omnisend.NewVariant(
    template_id=ID,
    subject="Wool",
    preheader="Warm",
    sender_name="Alpine Wool",
    sender_email="hello@alpinewool.example",
    reply_to_email="help@alpinewool.example",
)

REGULAR = omnisend.NewCampaign(
    name="Winter",
    language="lt_LT",
    audience=AUDIENCE,
    content=omnisend.NewContent(email=EMAIL),
    sending_settings=SCHEDULED,
)
TEXT = omnisend.NewCampaign(channel="sms", name="Winter", content=omnisend.NewContent(sms=SMS))
BOOSTER = omnisend.NewCampaign(
    type="booster",
    booster_settings=omnisend.NewBooster(campaign_id=ID, send_to="nonOpeners", delay=WAIT),
)
AB_TEST = omnisend.NewCampaign(
    type="abTest",
    name="Winter",
    ab_test=omnisend.NewABTest(settings=AB_SETTINGS, variants=omnisend.NewVariants(a=VARIANT, b=VARIANT)),
)

EMAIL_CHANGES = omnisend.CampaignChanges(
    name="Winter sale",
    language="en_US",
    audience=AUDIENCE,
    content=omnisend.ContentChanges(
        email=omnisend.EmailChanges(
            subject="Wool",
            preheader="",
            sender_name="Alpine",
            sender_email="hello@alpinewool.example",
            reply_to_email="",
        )
    ),
    sending_settings=PERSONAL,
)
SMS_CHANGES = omnisend.CampaignChanges(
    content=omnisend.ContentChanges(
        sms=omnisend.SmsChanges(
            message="Wool",
            compliance=omnisend.SmsComplianceChanges(stop_keyword_text="STOP ends it"),
            image_id=ID,
            is_link_shortening_enabled=True,
        )
    )
)
BOOSTER_CHANGES = omnisend.CampaignChanges(
    booster_settings=omnisend.BoosterChanges(send_to="nonClickers", delay=WAIT)
)
AB_CHANGES = omnisend.CampaignChanges(
    ab_test=omnisend.ABTestChanges(
        settings=AB_SETTINGS,
        variants=omnisend.VariantsChanges(
            a=omnisend.VariantChanges(subject="One", reply_to_email=""),
            b=omnisend.VariantChanges(sender_name="Two"),
        ),
    )
)
TAGS = omnisend.UtmTags(campaign="winter", medium="", source="letters")
UTM_VARIANTS = omnisend.UtmUpdate(variants=omnisend.UtmVariantsUpdate(a=TAGS, b=omnisend.UtmTags()))


def every_call() -> list[omnisend.Call[Any]]:
    """All operations, those with different bodies several times."""
    return [
        calls.get_current_brand(),
        calls.list_campaigns(),
        calls.list_campaigns(
            name_contains="Wool & más" * 30,
            status=["draft", "onHold"],
            channel=["email", "push"],
            type="booster",
            parent_campaign_id=ID,
            created_at_from=NOON,
            created_at_to=NOON,
            updated_at_from=NOON.astimezone(UTC),
            updated_at_to=NOON.replace(microsecond=5),
            sort="updatedAt",
            direction="asc",
            limit=250,
            after="abc=/+",
        ),
        calls.get_campaign(ID),
        *(calls.create_campaign(new) for new in (REGULAR, TEXT, BOOSTER, AB_TEST)),
        *(
            calls.update_campaign(ID, changes)
            for changes in (EMAIL_CHANGES, SMS_CHANGES, BOOSTER_CHANGES, AB_CHANGES)
        ),
        calls.delete_campaign(ID),
        calls.send_campaign(ID),
        calls.cancel_campaign(ID),
        calls.copy_campaign(ID),
        calls.send_test_email(ID, ["ana@agency.example", "jo@agency.example"]),
        calls.get_utm(ID),
        calls.update_utm(ID, omnisend.UtmUpdate(tags=TAGS)),
        calls.update_utm(ID, UTM_VARIANTS),
        calls.stop_ab_test(ID),
        calls.resume_ab_test(ID),
        calls.select_ab_test_winner(ID, OTHER),
        calls.list_segments(sort="name", direction="desc", limit=50, before="abc"),
        calls.get_segment(ID),
        calls.get_segment_statistics(ID),
        calls.list_templates(name_contains="sale", sort="name", direction="asc", limit=100, after="abc"),
        calls.get_template(ID),
        calls.import_template("Winter", "<html><body>Wool</body></html>"),
        calls.render_template(ID),
        calls.render_content(ID),
    ]
