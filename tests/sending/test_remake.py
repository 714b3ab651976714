"""What an update of Omnisend's draft cannot empty is made anew."""

from typing import Any

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.remake import left_there
from omniapp.sending.states import State
from tests.campaigns.kinds.making import A, ab_test, attached, sms
from tests.campaigns.making import NOW, draft
from tests.sending.conftest import Stage

FROM: dict[str, Any] = {"sender_email": "hello@alpinewool.example"}
TAGS = {"source": "letter", "medium": "", "campaign": ""}


def reviewed(campaign: Campaign) -> Reviewed:
    return Reviewed.of(campaign, now=NOW)


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (draft(**FROM), draft(sender_email=""), ["the sender's address"]),
        (draft(sender_email=""), draft(**FROM), []),
        (draft(preheader="Soft", reply_to="a@b.example"), draft(preheader="", reply_to=""), []),
        (draft(utm=TAGS), draft(), ["the link tags"]),
        (draft(utm=TAGS), draft(utm=dict.fromkeys(TAGS, "")), []),  # named empty, they go back to the default
        (draft(utm=dict.fromkeys(TAGS, "")), draft(), []),
        (sms(image_id="f1"), sms(), ["the picture"]),
        (sms(image_id="f1"), sms(image_id="f2"), []),
        (ab_test(variants={"a": A | FROM, "b": A}), ab_test(), ["the sender's address"]),
        (ab_test(utm={"a": TAGS, "b": {}}), ab_test(), ["the link tags"]),
        (attached(subject="Last call"), attached(), ["the subject"]),
        (attached(), attached(subject="Last call"), []),
    ],
)
def test_what_an_update_would_leave(before: Campaign, after: Campaign, left: list[str]) -> None:
    assert left_there([reviewed(before)], reviewed(after)) == left


@pytest.mark.parametrize("first", ["tested", "parked"])
@pytest.mark.parametrize(("was", "becomes"), [(FROM, {"sender_email": ""}), ({"utm": TAGS}, {"utm": {}})])
def test_the_remote_draft_is_replaced_and_only_the_new_one_is_sent(
    stage: Stage, first: str, was: dict[str, Any], becomes: dict[str, Any]
) -> None:
    campaign = stage.campaign(**was)
    if first == "tested":
        old = stage.work(stage.test_mail(campaign), lambda d: d.ended_at is not None)
    else:
        stage.fault("send", status=402)
        old = stage.work(stage.send(campaign))
    campaign.refresh_from_db()
    for field, value in becomes.items():
        setattr(campaign, field, value)
    campaign.version += 1
    campaign.save()

    new = stage.work(stage.send(campaign))

    assert new.state == State.SENT
    assert new.remote_id != old.remote_id
    assert old.remote_id not in {c["id"] for c in stage.sandbox.state()["campaigns"]}
    assert stage.sends() == 1
