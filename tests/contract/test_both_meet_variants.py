"""Client and sandbox together over A/B tests and boosters."""

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.contract.client_calls import COMPLIANCE


@pytest.fixture
def template_id(client: omnisend.Client) -> str:
    return client.run(calls.list_templates(limit=1)).items[0].id


def new_test(template_id: str) -> omnisend.NewCampaign:
    settings = omnisend.NewABTestSettings(
        test_size_percent=20,
        winning_metric="clickRate",
        decision_time=omnisend.DecisionTime(amount=2, unit="h"),
    )
    variants = omnisend.NewVariants(
        a=omnisend.NewVariant(template_id=template_id, subject="First", sender_name="Alpine Wool"),
        b=omnisend.NewVariant(template_id=template_id, subject="Second", sender_name="Alpine Wool"),
    )
    return omnisend.NewCampaign(
        type="abTest",
        name="Which subject",
        ab_test=omnisend.NewABTest(settings=settings, variants=variants),
    )


def test_a_test_of_two_subjects_is_changed_steered_and_decided(
    client: omnisend.Client, template_id: str
) -> None:
    made = client.run(calls.create_campaign(new_test(template_id)))
    changes = omnisend.ABTestChanges(
        settings=omnisend.NewABTestSettings(
            test_size_percent=50,
            winning_metric="openRate",
            decision_time=omnisend.DecisionTime(amount=1, unit="d"),
        ),
        variants=omnisend.VariantsChanges(
            a=omnisend.VariantChanges(subject="One", sender_name="Alpine Wool"),
            b=omnisend.VariantChanges(subject="Two", sender_name="Alpine Wool"),
        ),
    )
    changed = client.run(calls.update_campaign(made.id, omnisend.CampaignChanges(ab_test=changes)))
    assert changed.ab_test is not None
    assert changed.ab_test.settings.test_size_percent == 50
    assert changed.ab_test.result is None
    variants = changed.ab_test.variants
    assert variants.a is not None
    assert variants.b is not None
    assert variants.b.content.email is not None
    assert variants.b.content.email.subject == "Two"

    tags = omnisend.UtmTags(source="letter", medium="mail", campaign="two")
    update = omnisend.UtmUpdate(variants=omnisend.UtmVariantsUpdate(a=tags, b=tags))
    client.run(calls.update_utm(made.id, update))
    utm = client.run(calls.get_utm(made.id))
    assert utm.variants is not None
    assert utm.variants.b == omnisend.UtmVariant(id=variants.b.id, tags=tags)

    client.run(calls.send_campaign(made.id))
    client.run(calls.stop_ab_test(made.id))
    assert client.run(calls.get_campaign(made.id)).status == "stopped"
    client.run(calls.resume_ab_test(made.id))
    client.run(calls.select_ab_test_winner(made.id, variants.b.id))
    decided = client.run(calls.get_campaign(made.id))
    assert decided.ab_test is not None
    assert decided.ab_test.result is not None
    assert decided.ab_test.result.winner_variant_id == variants.b.id


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_booster_is_made_changed_found_and_replaced(
    client: omnisend.Client, template_id: str, channel: str
) -> None:
    email = omnisend.NewEmail(template_id=template_id, subject="Merino", sender_name="Alpine Wool")
    parent = client.run(
        calls.create_campaign(omnisend.NewCampaign(name="Autumn", content=omnisend.NewContent(email=email)))
    )
    settings = omnisend.NewBooster(
        campaign_id=parent.id, send_to="nonOpeners", delay=omnisend.Delay(amount=2, unit="d")
    )
    sms = omnisend.NewSms(message="Still there?", compliance=COMPLIANCE)
    new = (
        omnisend.NewCampaign(type="booster", booster_settings=settings)
        if channel == "email"
        else omnisend.NewCampaign(
            type="booster",
            channel="sms",
            booster_settings=settings,
            content=omnisend.NewContent(sms=sms),
        )
    )
    made = client.run(calls.create_campaign(new))
    with pytest.raises(omnisend.Conflict) as caught:
        client.run(calls.create_campaign(new))
    assert caught.value.slug == "booster-already-exists"

    changes = omnisend.CampaignChanges(booster_settings=omnisend.BoosterChanges(send_to="nonClickers"))
    changed = client.run(calls.update_campaign(made.id, changes))
    assert changed.booster_settings is not None
    assert changed.booster_settings.send_to == "nonClickers"
    assert changed.booster_settings.delay == omnisend.Wait(amount=2, unit="d")
    found = client.run(calls.list_campaigns(type="booster", parent_campaign_id=parent.id))
    assert [campaign.id for campaign in found.items] == [made.id]

    client.run(calls.delete_campaign(made.id))
    assert client.run(calls.create_campaign(new)).id != made.id
