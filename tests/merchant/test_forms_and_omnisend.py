"""What the forms of A/B tests and boosters let pass, Omnisend takes; what it refuses, they refuse."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.merchant import typed
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.kinds import making
from tests.campaigns.making import NOW, draft
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
REAL_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NUMBERS = st.one_of(st.integers(-1, 260).map(str), st.sampled_from(["", "30 %", " 12 ", "1.5", "ten", "٣"]))
UNITS = st.sampled_from(["h", "d", "m", ""])
WORDS = st.one_of(st.text(max_size=30), st.text(min_size=240, max_size=260))


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    sandbox.clock(set=NOW)
    return cast.connected_store(sandbox)


def template(sandbox: Sandbox) -> str:
    mine = [one for one in sandbox.state()["templates"] if one["brandID"] == ALPINE_WOOL]
    return str(mine[0]["id"])


def filled_in(campaign: Campaign, posted: dict[str, str]) -> Campaign:
    """The draft as it is once that was posted. Not stored."""
    query = QueryDict(mutable=True)
    query.update(posted)
    for name, value in typed.changes(query, campaign).items():
        setattr(campaign, name, value)
    return campaign


def passes(campaign: Campaign) -> bool:
    return not any(finding.blocks for finding in check.findings(campaign, now=NOW))


def assert_taken(store: Store, campaign: Campaign, parent: str = "") -> None:
    wanted = Reviewed.of(campaign, now=NOW).new_campaign(parent_remote_id=parent)
    connection.run(store, omnisend.calls.create_campaign(wanted))


TESTS = st.fixed_dictionaries(
    {
        "test_share": NUMBERS,
        "test_mode": st.sampled_from(["part", "all", ""]),
        "decision_amount": NUMBERS,
        "decision_unit": UNITS,
        "winning_metric": st.sampled_from(["openRate", "clickRate", "orderRate"]),
        "a-subject": WORDS,
        "b-preheader": WORDS,
    }
)
RIGHT = {"test_share": "30", "decision_amount": "4", "decision_unit": "h", "winning_metric": "openRate"}


@given(posted=TESTS)
@example(posted=RIGHT | {"test_share": "10"})
@example(posted=RIGHT | {"test_share": "100"})
@example(posted=RIGHT | {"decision_amount": "168"})
@example(posted=RIGHT | {"decision_amount": "7", "decision_unit": "d"})
@settings(max_examples=40, deadline=None, suppress_health_check=REAL_DATABASE)
def test_ab_tests(sandbox: Sandbox, store: Store, posted: dict[str, str]) -> None:
    campaign = making.ab_test(store)
    for letter in "ab":
        campaign.variants[letter] = campaign.variants[letter] | {"template_id": template(sandbox)}

    filled_in(campaign, posted)

    if passes(campaign):
        assert_taken(store, campaign)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"test_share": "9"}, "test_share"),
        ({"test_share": "101"}, "test_share"),
        ({"decision_amount": "169"}, "decision_amount"),
        ({"decision_amount": "8", "decision_unit": "d"}, "decision_amount"),
        ({"decision_amount": "0"}, "decision_amount"),
        ({"a-subject": "x" * 256}, "a-subject"),
    ],
)
def test_what_omnisend_refuses_of_a_test_is_refused_at_its_field(
    store: Store, wrong: dict[str, str], field: str
) -> None:
    campaign = filled_in(making.ab_test(store), RIGHT | wrong)
    assert field in {finding.field for finding in check.findings(campaign, now=NOW) if finding.blocks}


@given(
    posted=st.fixed_dictionaries(
        {"delay_amount": NUMBERS, "delay_unit": UNITS, "subject": WORDS,
         "send_to": st.sampled_from(["nonOpeners", "nonClickers", "everybody"])}
    ),
    channel=st.sampled_from(["email", "sms"]),
)  # fmt: skip
@example(posted={"delay_amount": "0", "delay_unit": "h"}, channel="sms")
@example(posted={"delay_amount": "240", "delay_unit": "h"}, channel="email")
@example(posted={"delay_amount": "10", "delay_unit": "d"}, channel="email")
@settings(max_examples=40, deadline=None, suppress_health_check=REAL_DATABASE)
def test_boosters_of_drafts(sandbox: Sandbox, store: Store, posted: dict[str, str], channel: str) -> None:
    parent = draft(store, template_id=template(sandbox))
    remote = connection.run(
        store, omnisend.calls.create_campaign(Reviewed.of(parent, now=NOW).new_campaign())
    )
    words: dict[str, Any] = making.SMS | {"name": "Once more"} if channel == "sms" else {}

    booster = filled_in(making.attached(parent, **words), posted)

    if passes(booster):
        assert_taken(store, booster, remote.id)
