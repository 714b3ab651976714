"""Every call the client can build, each at least once with everything it can say."""

import datetime as dt
from typing import Any

from omniapp import omnisend
from omniapp.omnisend import calls

KEY = "0123456789abcdef01234567"
OTHER = "89abcdef0123456789abcdef"
AT = dt.datetime(2026, 12, 24, 8, 30, tzinfo=dt.UTC)

AUDIENCE = omnisend.Audience(included_segment_ids=(KEY,), excluded_segment_ids=(OTHER,))
SCHEDULED = omnisend.NewSendingSettings(
    strategy="scheduled", scheduled_at=AT, is_tz_optimization_enabled=True
)
PERSONAL = omnisend.NewSendingSettings(strategy="personalized", scheduled_at=AT, optimize_for="clicks")
NOW = omnisend.NewSendingSettings(strategy="immediate")
COMPLIANCE = omnisend.NewSmsCompliance(
    stop_keyword_text="Reply STOP to opt out", unsubscribe_link_text="Unsubscribe [[unsubscribe_link]]"
)

NEW: dict[str, omnisend.NewCampaign] = {
    "regular email": omnisend.NewCampaign(
        name="Autumn",
        language="lt_LT",
        audience=AUDIENCE,
        content=omnisend.NewContent(
            email=omnisend.NewEmail(
                template_id=KEY,
                subject="Merino is back",
                preheader="All sizes",
                sender_name="Alpine Wool",
                sender_email="hello@alpinewool.example",
                reply_to_email="help@alpinewool.example",
            )
        ),
        sending_settings=SCHEDULED,
    ),
    "regular sms": omnisend.NewCampaign(
        channel="sms",
        name="Autumn by text",
        language="en_US",
        audience=AUDIENCE,
        content=omnisend.NewContent(
            sms=omnisend.NewSms(
                message="Merino is back",
                compliance=COMPLIANCE,
                image_id=KEY,
                is_link_shortening_enabled=False,
            )
        ),
        sending_settings=NOW,
    ),
    "abTest email": omnisend.NewCampaign(
        type="abTest",
        name="Which subject",
        language="en_US",
        audience=AUDIENCE,
        ab_test=omnisend.NewABTest(
            settings=omnisend.NewABTestSettings(
                test_size_percent=30,
                winning_metric="openRate",
                decision_time=omnisend.DecisionTime(amount=4, unit="h"),
            ),
            variants=omnisend.NewVariants(
                a=omnisend.NewVariant(
                    template_id=KEY,
                    subject="First",
                    preheader="One",
                    sender_name="Alpine Wool",
                    sender_email="hello@alpinewool.example",
                    reply_to_email="help@alpinewool.example",
                ),
                b=omnisend.NewVariant(template_id=OTHER, subject="Second"),
            ),
        ),
        sending_settings=PERSONAL,
    ),
    "booster email": omnisend.NewCampaign(
        type="booster",
        booster_settings=omnisend.NewBooster(
            campaign_id=KEY, send_to="nonOpeners", delay=omnisend.Delay(amount=48, unit="h")
        ),
    ),
    "booster sms": omnisend.NewCampaign(
        type="booster",
        channel="sms",
        booster_settings=omnisend.NewBooster(
            campaign_id=KEY, send_to="nonClickers", delay=omnisend.Delay(amount=0, unit="h")
        ),
        content=omnisend.NewContent(sms=omnisend.NewSms(message="Still there?", compliance=COMPLIANCE)),
    ),
}

CHANGES: dict[str, omnisend.CampaignChanges] = {
    "regular email": omnisend.CampaignChanges(
        name="Winter",
        language="en_US",
        audience=AUDIENCE,
        content=omnisend.ContentChanges(
            email=omnisend.EmailChanges(
                subject="Second",
                preheader="",
                sender_name="Wool",
                sender_email="hello@alpinewool.example",
                reply_to_email="",
            )
        ),
        sending_settings=PERSONAL,
    ),
    "regular sms": omnisend.CampaignChanges(
        content=omnisend.ContentChanges(
            sms=omnisend.SmsChanges(
                message="Shorter",
                compliance=omnisend.SmsComplianceChanges(
                    stop_keyword_text="STOP ends it", unsubscribe_link_text="[[unsubscribe_link]]"
                ),
                image_id=KEY,
                is_link_shortening_enabled=True,
            )
        ),
        sending_settings=NOW,
    ),
    "abTest email": omnisend.CampaignChanges(
        ab_test=omnisend.ABTestChanges(
            settings=omnisend.NewABTestSettings(test_size_percent=100),
            variants=omnisend.VariantsChanges(
                a=omnisend.VariantChanges(subject="First"), b=omnisend.VariantChanges(subject="Second")
            ),
        )
    ),
    "booster sms": omnisend.CampaignChanges(
        booster_settings=omnisend.BoosterChanges(delay=omnisend.Delay(amount=0, unit="h")),
        content=omnisend.ContentChanges(sms=omnisend.SmsChanges(message="Still there?")),
    ),
    "booster email": omnisend.CampaignChanges(
        booster_settings=omnisend.BoosterChanges(
            send_to="nonClickers", delay=omnisend.Delay(amount=2, unit="d")
        ),
        sending_settings=SCHEDULED,
    ),
}

TAGS = omnisend.UtmTags(source="letter", medium="mail", campaign="autumn")
UTM: dict[str, omnisend.UtmUpdate] = {
    "regular": omnisend.UtmUpdate(tags=TAGS),
    "abTest": omnisend.UtmUpdate(variants=omnisend.UtmVariantsUpdate(a=TAGS, b=omnisend.UtmTags(source=""))),
}

QUERIES = (
    omnisend.ReportQuery(
        alias="campaigns-1",
        metrics=("sent", "openedUnique", "attributedRevenue"),
        dimensions=(omnisend.Dimension(name="marketingActivityID"),),
        filters=(omnisend.Filter(name="marketingActivityID", values=(KEY, OTHER)),),
        date_range=omnisend.DateRange(since=AT - dt.timedelta(days=30), until=AT),
    ),
    omnisend.ReportQuery(
        alias="by day",
        metrics=("totalOrders", "clickRate"),
        dimensions=(
            omnisend.Dimension(name="timestamp", granularity="day"),
            omnisend.Dimension(name="messageChannel"),
        ),
        filters=(omnisend.Filter(name="messageChannel", operator="notIn", values=("Push",)),),
        date_range=omnisend.DateRange(interval="last30Days"),
    ),
)

PLAIN: dict[str, omnisend.Call[Any]] = {
    "get_current_brand": calls.get_current_brand(),
    "list_campaigns": calls.list_campaigns(
        name_contains="Autumn",
        status=["draft", "sent"],
        channel=["email", "sms"],
        type="regular",
        parent_campaign_id=KEY,
        created_at_from=AT,
        created_at_to=AT,
        updated_at_from=AT,
        updated_at_to=AT,
        sort="updatedAt",
        direction="asc",
        limit=250,
        after="cursor",
    ),
    "get_campaign": calls.get_campaign(KEY),
    "delete_campaign": calls.delete_campaign(KEY),
    "send_campaign": calls.send_campaign(KEY),
    "cancel_campaign": calls.cancel_campaign(KEY),
    "copy_campaign": calls.copy_campaign(KEY),
    "get_utm": calls.get_utm(KEY),
    "stop_ab_test": calls.stop_ab_test(KEY),
    "resume_ab_test": calls.resume_ab_test(KEY),
    "list_segments": calls.list_segments(sort="name", direction="desc", limit=50, before="cursor"),
    "get_segment": calls.get_segment(KEY),
    "get_segment_statistics": calls.get_segment_statistics(KEY),
    "list_templates": calls.list_templates(
        name_contains="Autumn", sort="createdAt", direction="asc", limit=100, after="cursor"
    ),
    "get_template": calls.get_template(KEY),
    "render_template": calls.render_template(KEY),
    "render_content": calls.render_content(KEY),
    "list_images": calls.list_images(
        name_contains="Socks", sort="createdAt", direction="asc", limit=250, after="cursor"
    ),
    "get_image": calls.get_image(KEY),
    "upload_image": calls.upload_image("socks.png", "image/png", b"\x89PNG", name="Socks"),
}

WITH_BODY: dict[str, dict[str, omnisend.Call[Any]]] = {
    "create_campaign": {kind: calls.create_campaign(new) for kind, new in NEW.items()},
    "update_campaign": {kind: calls.update_campaign(KEY, changes) for kind, changes in CHANGES.items()},
    "update_utm": {kind: calls.update_utm(KEY, update) for kind, update in UTM.items()},
    "send_test_email": {"any": calls.send_test_email(KEY, ["ana@alpinewool.example", "bo@harbor.example"])},
    "select_ab_test_winner": {"any": calls.select_ab_test_winner(KEY, OTHER)},
    "analytics_report": {"any": calls.analytics_report(QUERIES)},
    "upload_image_from": {"any": calls.upload_image_from("https://alpinewool.example/socks.png", "Socks")},
    "import_template": {"any": calls.import_template("Hand made", "<p>Hand made</p>")},
}

CALLS: list[tuple[str, str, omnisend.Call[Any]]] = [
    *((name, "", call) for name, call in PLAIN.items()),
    *((name, kind, call) for name, kinds in WITH_BODY.items() for kind, call in kinds.items()),
]
