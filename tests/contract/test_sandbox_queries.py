"""Lists: what may be asked, and reading them page by page."""

import pytest
from _pytest.mark.structures import ParameterSet

from tests.contract import examples
from tests.contract.facts import OPERATIONS
from tests.contract.model import Operation, Query
from tests.contract.wire import QueryPairs, Wire

LISTS = [operation for operation in OPERATIONS.values() if operation.paging]
every_list = pytest.mark.parametrize("operation", LISTS, ids=str)


def of_kind(kind: str) -> list[ParameterSet]:
    return [
        pytest.param(operation, query, id=f"{operation}-{query.name}")
        for operation in LISTS
        for query in operation.query
        if ("choice" if query.choices else query.kind) == kind
    ]


def _asked(query: Query, value: str) -> QueryPairs:
    # A direction is only allowed beside a sort.
    return [("sort", "name")] * (query.name == "direction") + [(query.name, value)]


@pytest.mark.parametrize(("operation", "query"), of_kind("choice"))
def test_every_published_choice_is_accepted_and_no_other(
    wire: Wire, operation: Operation, query: Query
) -> None:
    for choice in query.choices:
        assert wire.call(operation.name, query=_asked(query, choice)).status == 200, choice

    refused = wire.call(operation.name, query=_asked(query, "sideways"))
    assert refused.status == 400
    assert refused.fields == {query.name}


@every_list
def test_a_parameter_that_is_not_published_is_refused(wire: Wire, operation: Operation) -> None:
    answer = wire.call(operation.name, query=[("offset", "10")])

    assert answer.status == 400
    assert answer.fields == {"offset"}


@every_list
def test_the_page_size_keeps_its_range(wire: Wire, operation: Operation) -> None:
    paging = operation.paging
    assert paging
    for size in (1, paging.most):
        assert wire.call(operation.name, query=[("limit", str(size))]).body["paging"]["limit"] == size
    for limit in ("0", "-1", str(paging.most + 1), "many", "1.5", ""):
        answer = wire.call(operation.name, query=[("limit", limit)])
        assert answer.status == 400, limit
        assert answer.fields == {"limit"}


@every_list
def test_the_page_size_has_its_default(wire: Wire, operation: Operation) -> None:
    assert operation.paging
    assert wire.call(operation.name).body["paging"]["limit"] == operation.paging.default


@every_list
def test_both_cursors_at_once_and_made_up_cursors_are_refused(wire: Wire, operation: Operation) -> None:
    _enough_campaigns(wire)
    pages = _read(wire, operation, 1)
    middle = pages[1]["paging"]["cursors"]
    both = wire.call(operation.name, query=[("after", middle["after"]), ("before", middle["before"])])

    assert both.status == 400
    assert wire.call(operation.name, query=[("after", "made-up")]).status == 400


@every_list
def test_pages_forward_and_back_tell_every_row_once(wire: Wire, operation: Operation) -> None:
    _enough_campaigns(wire)
    assert operation.paging
    whole = wire.call(operation.name).body[operation.paging.rows]
    pages = _read(wire, operation, 2)

    assert [row for page in pages for row in page[operation.paging.rows]] == whole
    assert [page["paging"]["hasMore"] for page in pages] == [True] * (len(pages) - 1) + [False]
    assert pages[0]["paging"]["cursors"]["before"] is None
    assert pages[-1]["paging"]["cursors"]["after"] is None

    before = pages[1]["paging"]["cursors"]["before"]
    back = wire.call(operation.name, query=[("limit", "2"), ("before", before)]).body
    assert back[operation.paging.rows] == pages[0][operation.paging.rows]


@every_list
def test_a_sort_changed_while_paging_is_refused(wire: Wire, operation: Operation) -> None:
    _enough_campaigns(wire)
    first = wire.call(operation.name, query=[("limit", "1"), ("sort", "name"), ("direction", "asc")]).body
    after = first["paging"]["cursors"]["after"]
    changed = [("limit", "1"), ("sort", "createdAt"), ("direction", "asc"), ("after", after)]

    assert wire.call(operation.name, query=changed).status == 400


def test_a_filter_changed_while_paging_is_refused(wire: Wire) -> None:
    _enough_campaigns(wire)
    asked = [("limit", "1"), ("status", "draft")]
    after = wire.call("list_campaigns", query=asked).body["paging"]["cursors"]["after"]

    assert wire.call("list_campaigns", query=[*asked, ("after", after)]).status == 200
    changed = [("limit", "1"), ("status", "sent"), ("after", after)]
    assert wire.call("list_campaigns", query=changed).status == 400


def test_a_direction_needs_a_sort(wire: Wire) -> None:
    assert wire.call("list_campaigns", query=[("direction", "asc")]).fields == {"direction"}


@pytest.mark.parametrize(("operation", "query"), of_kind("time"))
def test_times_are_rfc_3339(wire: Wire, operation: Operation, query: Query) -> None:
    assert wire.call(operation.name, query=[(query.name, "2026-01-01T00:00:00Z")]).status == 200
    assert wire.call(operation.name, query=[(query.name, "yesterday")]).fields == {query.name}


@pytest.mark.parametrize("name", ["list_campaigns", "list_templates"])
def test_part_of_a_name_is_at_most_200_characters(wire: Wire, name: str) -> None:
    assert wire.call(name, query=[("nameContains", "x" * 200)]).status == 200
    assert wire.call(name, query=[("nameContains", "x" * 201)]).fields == {"nameContains"}


def test_repeated_filters_are_alternatives(wire: Wire) -> None:
    _enough_campaigns(wire)
    keys = [row["id"] for row in wire.call("list_campaigns", query=[("status", "draft")]).body["campaigns"]]
    for key, status in zip(keys, ("sent", "canceled"), strict=False):
        wire.sandbox.status(key, status)

    asked = [("status", "sent"), ("status", "canceled")]
    rows = wire.call("list_campaigns", query=asked).body["campaigns"]
    assert {row["status"] for row in rows} == {"sent", "canceled"}
    assert set(keys[:2]) <= {row["id"] for row in rows}


def _enough_campaigns(wire: Wire) -> None:
    for number in range(3):
        body = examples.regular_sms() | {"name": f"Letter {number}"}
        assert wire.call("create_campaign", body=body).status == 201


def _read(wire: Wire, operation: Operation, limit: int) -> list[examples.Body]:
    """All pages of a list, in order."""
    pages, asked = [], [("limit", str(limit))]
    while True:
        page = wire.call(operation.name, query=asked).body
        pages.append(page)
        if not page["paging"]["hasMore"]:
            return pages
        assert len(pages) < 100
        asked = [("limit", str(limit)), ("after", page["paging"]["cursors"]["after"])]
