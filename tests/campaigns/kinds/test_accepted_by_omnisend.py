"""What our check lets pass of any kind, Omnisend takes; and what it then has is what was reviewed."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.kinds import drafts
from tests.campaigns.making import NOW, draft
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
REAL_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    sandbox.clock(set=NOW)
    sandbox.switch(rate_limits=False)  # many examples in a minute are ours, not a merchant's
    return cast.connected_store(sandbox)


def assert_agreed(store: Store, one: Campaign, other: Campaign, parent: str = "") -> None:
    """``one`` is made, read back, given its tags, and changed into ``other``."""
    first, second = Reviewed.of(one, now=NOW), Reviewed.of(other, now=NOW)
    made = connection.run(store, omnisend.calls.create_campaign(first.new_campaign(parent_remote_id=parent)))
    if first.differences(connection.run(store, omnisend.calls.get_campaign(made.id))):
        assert first.booster  # its own words come by a change
        connection.run(store, omnisend.calls.update_campaign(made.id, first.changes()))
    assert first.differences(connection.run(store, omnisend.calls.get_campaign(made.id))) == []
    tags = first.utm_update()
    if tags:
        connection.run(store, omnisend.calls.update_utm(made.id, tags))
    if first.sms and second.sms and first.sms.image_id and not second.sms.image_id:
        return  # an image is not taken out by a change: the draft is made anew
    connection.run(store, omnisend.calls.update_campaign(made.id, second.changes()))
    assert second.differences(connection.run(store, omnisend.calls.get_campaign(made.id))) == []


def of_alpine_wool(sandbox: Sandbox, what: str) -> list[dict[str, Any]]:
    return [one for one in sandbox.state()[what] if one["brandID"] == ALPINE_WOOL]


def segments(sandbox: Sandbox) -> list[dict[str, str]]:
    ready = (one for one in of_alpine_wool(sandbox, "segments") if one["status"] == "ready")
    return [{"id": one["segmentID"], "name": one["name"]} for one in itertools.islice(ready, 2)]


def settled(campaign: Campaign, template: str) -> Campaign:
    """With a template that is there and the store's own sender."""
    for email in campaign.variants.values():
        email |= {"template_id": template, "sender_email": "", "reply_to": ""}
    campaign.sender_email = campaign.reply_to = ""
    campaign.template_id = campaign.template_id and template
    return campaign


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=REAL_DATABASE)
def test_text_messages(sandbox: Sandbox, store: Store, data: st.DataObject) -> None:
    written = drafts.text_messages(store, segments(sandbox)).filter(drafts.passes)
    assert_agreed(store, data.draw(written), data.draw(written))


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=REAL_DATABASE)
def test_ab_tests(sandbox: Sandbox, store: Store, data: st.DataObject) -> None:
    template = of_alpine_wool(sandbox, "templates")[0]["id"]
    written = drafts.ab_tests(store, segments(sandbox)).filter(drafts.passes)
    assert_agreed(store, settled(data.draw(written), template), settled(data.draw(written), template))


@pytest.mark.parametrize("status", ["draft", "sent"])
@given(data=st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=REAL_DATABASE)
def test_boosters(sandbox: Sandbox, store: Store, status: str, data: st.DataObject) -> None:
    template = of_alpine_wool(sandbox, "templates")[0]["id"]
    parent = draft(store, template_id=template)
    made = connection.run(store, omnisend.calls.create_campaign(Reviewed.of(parent, now=NOW).new_campaign()))
    if status == "sent":
        sandbox.status(made.id, status)
    parent.omnisend_id, parent.omnisend_status = made.id, status
    written = drafts.boosters(parent, of_draft=status == "draft").filter(drafts.passes)
    one = data.draw(written)
    other = data.draw(written.filter(lambda campaign: campaign.channel == one.channel))
    assert_agreed(
        store, settled(one, template), settled(other, template), made.id if status == "draft" else ""
    )
