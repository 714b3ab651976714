"""Client and local Omnisend over real HTTP: every call of a regular campaign's life."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.sandbox_control import ALPINE_WOOL, Sandbox

REDIRECT = "http://127.0.0.1:8000/install/callback/"


@pytest.fixture
def transport() -> Iterator[omnisend.HttpTransport]:
    transport = omnisend.HttpTransport()
    yield transport
    transport.close()


@pytest.fixture
def client(sandbox: Sandbox, transport: omnisend.HttpTransport) -> omnisend.Client:
    token = sandbox.token(ALPINE_WOOL)["access_token"]
    return omnisend.Client(token, api_url=sandbox.api_url, transport=transport)


@pytest.fixture
def draft(client: omnisend.Client) -> omnisend.Campaign:
    template = client.run(calls.list_templates(limit=1)).items[0]
    email = omnisend.NewEmail(
        template_id=template.id, subject="Wool", preheader="Warm", sender_name="Alpine Wool"
    )
    content = omnisend.NewContent(email=email)
    return client.run(calls.create_campaign(omnisend.NewCampaign(name="Winter", content=content)))


def test_the_brand_behind_the_token(client: omnisend.Client) -> None:
    brand = client.run(calls.get_current_brand())
    assert (brand.brand_id, brand.name, brand.timezone) == (ALPINE_WOOL, "Alpine Wool", "Europe/Vilnius")


def test_segments_and_their_counts(client: omnisend.Client) -> None:
    segments = list(
        client.pages(
            lambda after: calls.list_segments(limit=2, sort="name", direction="asc", after=after),
        )
    )
    assert len(segments) >= 4
    assert [segment.name for segment in segments] == sorted(segment.name for segment in segments)
    first = segments[0]
    assert client.run(calls.get_segment(first.segment_id)) == first
    assert client.run(calls.get_segment_statistics(first.segment_id)).contacts_count >= 0


def test_templates_are_listed_read_imported_and_rendered(client: omnisend.Client) -> None:
    listed = list(client.pages(lambda after: calls.list_templates(limit=3, after=after)))
    assert len(listed) >= 5
    assert client.run(calls.get_template(listed[0].id)).name == listed[0].name
    page = "<html><body><p>Wool at half price</p></body></html>"
    imported = client.run(calls.import_template("Half price", page))
    assert "Wool at half price" in client.run(calls.render_template(imported.id))
    found = client.run(calls.list_templates(name_contains="half"))
    assert [template.id for template in found.items] == [imported.id]


def test_a_draft_is_changed_field_by_field(client: omnisend.Client, draft: omnisend.Campaign) -> None:
    segment = client.run(calls.list_segments(limit=1)).items[0]
    changes = omnisend.CampaignChanges(
        audience=omnisend.Audience(included_segment_ids=(segment.segment_id,)),
        content=omnisend.ContentChanges(email=omnisend.EmailChanges(subject="More wool")),
    )
    changed = client.run(calls.update_campaign(draft.id, changes))
    assert changed.content.email is not None
    assert (changed.content.email.subject, changed.content.email.preheader) == ("More wool", "Warm")
    assert changed.audience.included_segment_ids == (segment.segment_id,)
    assert client.run(calls.get_campaign(draft.id)) == changed
    assert client.run(calls.render_content(changed.content.email.content_id))


def test_utm_tags_are_set_and_reset(client: omnisend.Client, draft: omnisend.Campaign) -> None:
    default = client.run(calls.get_utm(draft.id))
    set_to = omnisend.UtmUpdate(tags=omnisend.UtmTags(campaign="winter"))
    changed = client.run(calls.update_utm(draft.id, set_to))
    assert default.tags is not None
    assert changed.tags is not None
    assert (changed.tags.campaign, changed.tags.source) == ("winter", default.tags.source)
    reset = omnisend.UtmUpdate(tags=omnisend.UtmTags(campaign="", medium="", source=""))
    assert client.run(calls.update_utm(draft.id, reset)) == default


def test_a_campaign_is_tested_scheduled_canceled_copied_and_deleted(
    client: omnisend.Client, draft: omnisend.Campaign, sandbox: Sandbox
) -> None:
    client.run(calls.send_test_email(draft.id, ["ana@agency.example"]))
    at = sandbox.now().replace(microsecond=0) + timedelta(days=2)
    when = omnisend.NewSendingSettings(strategy="scheduled", scheduled_at=at)
    client.run(calls.update_campaign(draft.id, omnisend.CampaignChanges(sending_settings=when)))
    client.run(calls.send_campaign(draft.id))
    scheduled = client.run(calls.get_campaign(draft.id))
    assert (scheduled.status, scheduled.sending_settings.scheduled_at) == ("scheduled", at)
    client.run(calls.cancel_campaign(draft.id))
    sandbox.clock(advance=60)
    assert client.run(calls.get_campaign(draft.id)).status == "canceled"
    copy = client.run(calls.copy_campaign(draft.id))
    assert (copy.status, copy.id == draft.id) == ("draft", False)
    client.run(calls.delete_campaign(copy.id))
    with pytest.raises(omnisend.NotFound):
        client.run(calls.get_campaign(copy.id))
    kept = client.pages(lambda after: calls.list_campaigns(status=["canceled"], limit=1, after=after))
    assert draft.id in [campaign.id for campaign in kept]


def test_a_second_send_is_a_conflict_with_its_words(
    client: omnisend.Client, draft: omnisend.Campaign
) -> None:
    client.run(calls.send_campaign(draft.id))
    with pytest.raises(omnisend.Conflict) as caught:
        client.run(calls.send_campaign(draft.id))
    assert caught.value.slug == "invalid-campaign-status"
    assert caught.value.request_id
    assert caught.value.detail


def test_a_refused_body_names_its_fields(client: omnisend.Client) -> None:
    with pytest.raises(omnisend.InvalidRequest) as caught:
        client.run(calls.create_campaign(omnisend.NewCampaign()))
    assert (caught.value.status, caught.value.slug) == (400, "validation-failed")
    assert "name" in {problem.field for problem in caught.value.fields}


@pytest.mark.parametrize(
    ("fault", "kind", "arrived"),
    [
        ({"kind": "problem", "status": 402}, omnisend.PaymentRequired, False),
        ({"kind": "problem", "status": 429, "retryAfter": 7}, omnisend.RateLimited, False),
        ({"kind": "problem", "status": 500}, omnisend.ServerTrouble, True),
        ({"kind": "problem", "status": 524, "effect": "before"}, omnisend.ServerTrouble, True),
        ({"kind": "cut", "effect": "before"}, omnisend.NoAnswer, True),
        ({"kind": "cut", "effect": "none"}, omnisend.NoAnswer, True),
    ],
)
def test_what_goes_wrong_while_sending(
    client: omnisend.Client,
    draft: omnisend.Campaign,
    sandbox: Sandbox,
    fault: dict[str, Any],
    kind: type[omnisend.OmnisendError],
    arrived: bool,
) -> None:
    sandbox.fault("POST /campaigns/{id}/send", **fault)
    with pytest.raises(kind) as caught:
        client.run(calls.send_campaign(draft.id))
    assert type(caught.value) is kind
    assert caught.value.may_have_arrived is arrived
    assert caught.value.retry_after == fault.get("retryAfter")
    assert len(sandbox.sends(draft.id)) == (fault.get("effect") == "before")


@pytest.mark.parametrize("kind", ["html", "empty", "truncated"])
def test_an_answer_that_is_no_document(client: omnisend.Client, sandbox: Sandbox, kind: str) -> None:
    sandbox.fault("GET /brands/current", kind)
    with pytest.raises(omnisend.OmnisendError) as caught:
        client.run(calls.get_current_brand())
    assert not caught.value.may_have_arrived
    assert client.run(calls.get_current_brand()).brand_id == ALPINE_WOOL


def test_the_whole_consent_journey(sandbox: Sandbox, transport: omnisend.HttpTransport) -> None:
    sandbox.reset(redirect_uris=[REDIRECT], switches={"token_seconds": 3600})
    oauth = omnisend.OAuth(
        "omniapp-demo",
        "omniapp-demo-secret",
        app_url=sandbox.app_url,
        redirect_uri=REDIRECT,
        transport=transport,
    )
    with pytest.raises(omnisend.GrantRefused) as caught:
        oauth.exchange("no-such-code", "v" * 43)
    assert caught.value.error == "invalid_grant"
    with httpx2.Client(trust_env=False) as browser:
        asked = browser.get(oauth.authorize_url("state-1", "v" * 43, "brands.read campaigns.read"))
    assert asked.status_code == 200
    assert parse_qs(urlsplit(str(asked.url)).query)["redirect_uri"] == [REDIRECT]

    told = sandbox.token(ALPINE_WOOL)
    grant = oauth.refresh(told["refresh_token"])
    assert grant.refresh_token
    assert grant.expires_in == 3600
    client = omnisend.Client(grant.access_token, api_url=sandbox.api_url, transport=transport)
    assert client.run(calls.get_current_brand()).brand_id == ALPINE_WOOL
    oauth.revoke(grant.access_token)
    with pytest.raises(omnisend.Unauthorized):
        client.run(calls.get_current_brand())
