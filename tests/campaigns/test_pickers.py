"""Templates and segments from a real local Omnisend: found, empty, failing, kept."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from omniapp import omnisend
from omniapp.campaigns import pickers, preview
from omniapp.stores.models import Store
from tests import cast
from tests.budgets.waits import end_waits
from tests.campaigns.making import NOW
from tests.sandbox_control import ALPINE_WOOL, FRESH_START, Sandbox

pytestmark = pytest.mark.django_db
LIST_TEMPLATES, LIST_SEGMENTS = "GET /email-templates", "GET /segments"
COUNT, RENDER = "GET /segments/{segmentID}/statistics", "POST /email-templates/{id}/render"


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


def asked(sandbox: Sandbox, operation: str) -> int:
    return sum(request["operation"] == operation for request in sandbox.log())


def owned(sandbox: Sandbox, what: str) -> list[dict[str, Any]]:
    return [one for one in sandbox.state()[what] if one["brandID"] == ALPINE_WOOL]


def test_templates_are_listed_and_kept_for_a_minute(sandbox: Sandbox, store: Store) -> None:
    listing = pickers.templates(store)
    assert listing.state == "ready"
    assert len(listing.items) == len(owned(sandbox, "templates"))
    assert pickers.templates(store) == listing
    assert asked(sandbox, LIST_TEMPLATES) == 1


def test_templates_are_found_by_a_part_of_their_name(sandbox: Sandbox, store: Store) -> None:
    first, *_ = pickers.templates(store).items
    found = pickers.templates(store, search=first.name[1:6].upper())
    assert first in found.items
    assert pickers.templates(store, search="no such template").state == "empty"


def test_segments_have_counts_and_archived_ones_are_left_out(sandbox: Sandbox, store: Store) -> None:
    listing = pickers.segments(store, now=NOW)
    assert listing.state == "ready"
    assert [item.name for item in listing.items] == sorted(item.name for item in listing.items)
    assert all(item.status != "archived" for item in listing.items)
    counted = [item for item in listing.items if item.count is not None]
    assert {item.counted_at for item in counted} == {NOW}
    ids = [item.id for item in counted[:2]]
    expected = sum(item.count or 0 for item in counted[:2])
    assert pickers.known_reach(store, ids) == pickers.Reach(expected, NOW)
    assert asked(sandbox, COUNT) == len(listing.items)


def test_a_store_without_anything_has_empty_lists(sandbox: Sandbox) -> None:
    fresh = cast.connect(FRESH_START, sandbox)
    assert pickers.templates(fresh).state == "empty"
    assert pickers.segments(fresh, now=NOW).state == "empty"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "problem", "status": 500}, "answered with an error (500)"),
        ({"kind": "problem", "status": 429, "retryAfter": 40}, "40 s"),
        ({"kind": "problem", "status": 403, "slug": "forbidden"}, "Reconnect the store"),
        ({"kind": "cut", "effect": "none"}, "did not answer in time"),
        ({"kind": "html", "status": 200}, "could not be read"),
    ],
)
def test_a_failing_list_says_why_and_is_not_kept(
    sandbox: Sandbox, store: Store, fault: dict[str, Any], words: str
) -> None:
    for operation in (LIST_TEMPLATES, LIST_SEGMENTS):
        sandbox.fault(operation, **fault)
    for ask in (pickers.templates, partial(pickers.segments, now=NOW)):
        listing = ask(store)
        assert listing.state == "failing"
        assert words in listing.sentence or "error" in listing.sentence
        end_waits()
    assert pickers.templates(store).state == "ready"
    assert pickers.segments(store, now=NOW).state == "ready"


def test_a_store_that_lost_its_access_says_so(sandbox: Sandbox) -> None:
    lapsed = cast.lapsed_store(sandbox)
    assert "Reconnect" in pickers.templates(lapsed).sentence
    assert "Reconnect" in pickers.segments(lapsed, now=NOW).sentence
    assert pickers.reach(lapsed, ["c1"], now=NOW) is None


def test_a_count_that_fails_leaves_the_others(sandbox: Sandbox, store: Store) -> None:
    sandbox.fault(COUNT, "problem", status=500)
    listing = pickers.segments(store, now=NOW)
    unknown = [item for item in listing.items if item.count is None]
    assert len(unknown) == 1
    assert pickers.known_reach(store, [unknown[0].id]) is None
    reach = pickers.reach(store, [unknown[0].id], now=NOW + dt.timedelta(minutes=1))
    assert reach is not None
    assert reach.at == NOW + dt.timedelta(minutes=1)


def test_names_of_what_was_listed_are_known(sandbox: Sandbox, store: Store) -> None:
    template, segment = pickers.templates(store).items[0], pickers.segments(store, now=NOW).items[0]
    sandbox.clear_log()
    assert pickers.template(store, template.id) == template
    assert pickers.segment(store, segment.id).name == segment.name
    assert sandbox.log() == []


def test_names_of_others_are_asked_for(sandbox: Sandbox, store: Store) -> None:
    template, segment = owned(sandbox, "templates")[0], owned(sandbox, "segments")[0]
    assert pickers.template(store, template["id"]).name == template["name"]
    assert pickers.segment(store, segment.get("segmentID") or segment["id"]).name == segment["name"]


def test_nobody_sees_the_template_of_another_store(sandbox: Sandbox, store: Store) -> None:
    pickers.templates(store)
    with pytest.raises(omnisend.NotFound):
        pickers.template(cast.other_store(sandbox), owned(sandbox, "templates")[0]["id"])


def test_a_rendering_is_kept(sandbox: Sandbox, store: Store) -> None:
    template = pickers.templates(store).items[0]
    html = preview.rendered(store, template.id)
    assert "<html" in html
    assert preview.rendered(store, template.id) == html
    assert asked(sandbox, RENDER) == 1
