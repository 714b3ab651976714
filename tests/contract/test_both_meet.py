"""Client and sandbox together, each exchange held against the facts on its way."""

import datetime as dt

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.contract.client_calls import QUERIES
from tests.contract.facts import OPERATIONS
from tests.contract.test_client_requests import NOT_IN_THE_CLIENT
from tests.contract.watched import Watched
from tests.sandbox_control import ALPINE_WOOL, Sandbox

IMAGES = {name for name in OPERATIONS if "image" in name}  # they meet in test_images


def test_the_whole_journey_of_a_campaign(client: omnisend.Client, watched: Watched, sandbox: Sandbox) -> None:
    brand = client.run(calls.get_current_brand())
    assert brand.brand_id == ALPINE_WOOL
    segments = list(client.pages(lambda after: calls.list_segments(limit=2, after=after)))
    for segment in segments:
        assert client.run(calls.get_segment(segment.segment_id)) == segment
        assert client.run(calls.get_segment_statistics(segment.segment_id)).contacts_count >= 0
    imported = client.run(calls.import_template("Hand made", "<p>Hand made</p>"))
    templates = list(client.pages(lambda after: calls.list_templates(limit=3, after=after)))
    assert imported.id in {template.id for template in templates}
    assert client.run(calls.get_template(imported.id)).name == "Hand made"
    assert "Hand made" in client.run(calls.render_template(imported.id))

    at = (sandbox.now() + dt.timedelta(days=2)).replace(microsecond=0)
    made = client.run(
        calls.create_campaign(
            omnisend.NewCampaign(
                name="Autumn",
                language="lt_LT",
                audience=omnisend.Audience(
                    included_segment_ids=(segments[0].segment_id,),
                    excluded_segment_ids=(segments[1].segment_id,),
                ),
                content=omnisend.NewContent(
                    email=omnisend.NewEmail(
                        template_id=imported.id, subject="Merino is back", sender_name="Alpine Wool"
                    )
                ),
            )
        )
    )
    changed = client.run(
        calls.update_campaign(
            made.id,
            omnisend.CampaignChanges(
                content=omnisend.ContentChanges(email=omnisend.EmailChanges(preheader="All sizes")),
                sending_settings=omnisend.NewSendingSettings(strategy="scheduled", scheduled_at=at),
            ),
        )
    )
    assert changed.sending_settings.scheduled_at == at
    assert changed.audience == made.audience
    assert made.content.email is not None
    assert "Hand made" in client.run(calls.render_content(made.content.email.content_id))
    update = omnisend.UtmUpdate(tags=omnisend.UtmTags(source="letter", medium="mail", campaign="autumn"))
    assert client.run(calls.update_utm(made.id, update)).tags == update.tags
    assert client.run(calls.get_utm(made.id)).tags == update.tags
    client.run(calls.send_test_email(made.id, ["ana@alpinewool.example"]))

    client.run(calls.send_campaign(made.id))
    assert client.run(calls.get_campaign(made.id)).status == "scheduled"
    with pytest.raises(omnisend.Conflict) as caught:
        client.run(calls.update_campaign(made.id, omnisend.CampaignChanges(name="Too late")))
    assert caught.value.slug == "campaign-not-editable"
    copy = client.run(calls.copy_campaign(made.id))
    assert copy.content.email is not None
    assert copy.content.email.subject == "Merino is back"
    client.run(calls.cancel_campaign(made.id))
    client.run(calls.delete_campaign(copy.id))
    found = client.run(calls.list_campaigns(name_contains="Autumn", channel=["email"], sort="name"))
    assert made.id in {campaign.id for campaign in found.items}
    (report, _) = client.run(calls.analytics_report(QUERIES))
    assert report.rows == ()  # it was never sent
    ab_test = {"stop_ab_test", "resume_ab_test", "select_ab_test_winner"}
    assert set(watched.seen) == OPERATIONS.keys() - ab_test - NOT_IN_THE_CLIENT - IMAGES


def test_a_text_campaign(client: omnisend.Client) -> None:
    compliance = omnisend.NewSmsCompliance(
        stop_keyword_text="Reply STOP to opt out", unsubscribe_link_text="[[unsubscribe_link]]"
    )
    sms = omnisend.NewSms(message="Merino is back", compliance=compliance)
    made = client.run(
        calls.create_campaign(
            omnisend.NewCampaign(channel="sms", name="By text", content=omnisend.NewContent(sms=sms))
        )
    )
    changes = omnisend.SmsChanges(message="Back in stock")
    changed = client.run(
        calls.update_campaign(made.id, omnisend.CampaignChanges(content=omnisend.ContentChanges(sms=changes)))
    )

    assert changed.content.sms is not None
    assert changed.content.sms.message == "Back in stock"
    client.run(calls.send_campaign(made.id))


def test_every_filter_of_the_campaigns_list(client: omnisend.Client, sandbox: Sandbox) -> None:
    now = sandbox.now()
    page = client.run(
        calls.list_campaigns(
            name_contains="x" * 300,
            status=["draft", "sent"],
            channel=["email", "push"],
            type="booster",
            parent_campaign_id="0123456789abcdef01234567",
            created_at_from=now - dt.timedelta(days=300),
            created_at_to=now,
            updated_at_from=now - dt.timedelta(days=300),
            updated_at_to=now,
            sort="updatedAt",
            direction="asc",
            limit=250,
        )
    )

    assert page.items == ()


def test_refusals_come_through_whole(client: omnisend.Client) -> None:
    wrong = omnisend.NewCampaign(
        name="Autumn",
        content=omnisend.NewContent(
            email=omnisend.NewEmail(
                template_id="0123456789abcdef01234567",
                subject="Merino is back",
                sender_name="Alpine Wool",
                sender_email="hello@elsewhere.example",
            )
        ),
    )
    with pytest.raises(omnisend.InvalidRequest) as caught:
        client.run(calls.create_campaign(wrong))
    told = {problem.field for problem in caught.value.fields}

    assert told == {"content.email.templateID", "content.email.senderEmail"}
    assert caught.value.request_id is not None
    with pytest.raises(omnisend.NotFound):
        client.run(calls.get_campaign("0123456789abcdef01234567"))
