"""A draft that was deleted in Omnisend before it was sent: from our copy the whole of it is made again."""

import pytest

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State
from tests.sending.conftest import Stage
from tests.sending.test_boosters import attached_to, boosters_at_omnisend

TAGS = {"source": "letter", "medium": "email", "campaign": "socks"}


def resume(stage: Stage, delivery: Delivery) -> Delivery:
    return stage.work(operations.resume(delivery=delivery, actor=stage.merchant, now=stage.now))


@pytest.mark.parametrize("switch", ["stays", "deleted"])
def test_its_link_tags_and_its_booster_are_made_again(stage: Stage, switch: str) -> None:
    stage.sandbox.switch(parent_deleted=switch)
    parent = stage.campaign(utm=TAGS)
    booster = attached_to(parent, stage)
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(parent))
    gone = delivery.boost_id
    stage.sandbox.remove_campaign(delivery.remote_id)
    Campaign.objects.filter(pk__in=[parent.pk, booster.pk]).update(gone_at=stage.now)  # the lists showed it
    delivery = resume(stage, delivery)
    assert (delivery.state, delivery.reason) == (State.NEEDS_PERSON, Reason.GONE)

    delivery = resume(stage, delivery)

    assert delivery.state == State.SENT
    tagged = [r["path"] for r in stage.sandbox.log() if r["method"] == "PUT"]
    assert [delivery.remote_id in path for path in tagged] == [False, True]
    (remote,) = [b for b in boosters_at_omnisend(stage) if b["id"] != gone]
    assert remote["boosterSettings"]["campaignID"] == delivery.remote_id
    followed = Delivery.objects.get(campaign=booster)
    assert (followed.state, followed.remote_id) == (State.FOLLOWING, remote["id"])
    booster.refresh_from_db()
    assert (booster.omnisend_id, booster.gone_at) == (remote["id"], None)


def test_what_was_changed_in_omnisend_meanwhile_is_brought_back_to_what_was_reviewed(stage: Stage) -> None:
    parent = stage.campaign(utm=TAGS)
    attached_to(parent, stage)
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(parent))
    asked = len(stage.sandbox.log())

    resume(stage, delivery)

    wrote = [(r["method"], r["operation"]) for r in stage.sandbox.log()[asked:] if r["method"] != "GET"]
    assert [method for method, _ in wrote] == ["PATCH", "PUT", "PATCH", "POST"]


def test_a_booster_alone_that_was_deleted_in_omnisend_is_made_again(stage: Stage) -> None:
    parent = stage.campaign()
    attached_to(parent, stage)
    stage.fault("send", status=402)
    delivery = stage.work(stage.send(parent))
    stage.sandbox.remove_campaign(delivery.boost_id)

    delivery = resume(stage, delivery)

    assert delivery.state == State.SENT
    assert [b["id"] for b in boosters_at_omnisend(stage)] == [delivery.boost_id]
