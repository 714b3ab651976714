"""What our check lets pass, Omnisend takes; and what it then has is what was reviewed."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.campaigns import check
from omniapp.campaigns.reviewed import Reviewed
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.drafts import drafts
from tests.campaigns.making import NOW
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
REAL_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    sandbox.clock(set=NOW)
    return cast.connected_store(sandbox)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=REAL_DATABASE)
def test_a_checked_draft_is_created_changed_and_read_back_unchanged(
    sandbox: Sandbox, store: Store, data: st.DataObject
) -> None:
    state = sandbox.state()
    mine = [one for one in state["segments"] if one["brandID"] == ALPINE_WOOL and one["status"] == "ready"]
    segments = [{"id": one["segmentID"], "name": one["name"]} for one in itertools.islice(mine, 2)]
    template = next(one for one in state["templates"] if one["brandID"] == ALPINE_WOOL)
    one, other = data.draw(drafts(store, segments)), data.draw(drafts(store, segments))
    for campaign in (one, other):
        campaign.template_id, campaign.sender_email, campaign.reply_to = template["id"], "", ""
        assert not [finding for finding in check.findings(campaign, now=NOW) if finding.blocks]
    first, second = Reviewed.of(one, now=NOW), Reviewed.of(other, now=NOW)
    made = connection.run(store, omnisend.calls.create_campaign(first.new_campaign()))
    assert first.differences(connection.run(store, omnisend.calls.get_campaign(made.id))) == []
    connection.run(store, omnisend.calls.update_campaign(made.id, second.changes()))
    assert second.differences(connection.run(store, omnisend.calls.get_campaign(made.id))) == []
