"""The order of lists and what their filters find."""

import pytest

from tests.contract import examples
from tests.contract.facts import OPERATIONS
from tests.contract.model import Operation
from tests.contract.wire import QueryPairs, Wire

LISTS = [operation for operation in OPERATIONS.values() if operation.paging]
every_list = pytest.mark.parametrize("operation", LISTS, ids=str)


def rows(wire: Wire, operation: Operation, query: QueryPairs = ()) -> list[examples.Body]:
    assert operation.paging
    asked = [*query, ("limit", str(operation.paging.most))]
    found: list[examples.Body] = wire.call(operation.name, query=asked).body[operation.paging.rows]
    return found


@every_list
def test_the_newest_comes_first_unless_asked_otherwise(wire: Wire, operation: Operation) -> None:
    plain = rows(wire, operation)
    assert len(plain) > 1
    created = [row["createdAt"] for row in plain]

    assert created == sorted(created, reverse=True)
    upwards = rows(wire, operation, [("sort", "createdAt"), ("direction", "asc")])
    assert upwards == plain[::-1]
    assert rows(wire, operation, [("sort", "createdAt")]) == plain


@every_list
def test_names_are_sorted_in_both_directions(wire: Wire, operation: Operation) -> None:
    names = [row["name"] for row in rows(wire, operation, [("sort", "name"), ("direction", "asc")])]
    back = [row["name"] for row in rows(wire, operation, [("sort", "name"), ("direction", "desc")])]

    assert back == names[::-1]
    # Only for segments does Omnisend say that capitals count.
    orders = [sorted(names)]
    if operation.name != "list_segments":
        orders.append(sorted(names, key=str.casefold))
    assert names in orders


@pytest.mark.parametrize("name", ["list_campaigns", "list_templates"])
def test_part_of_a_name_finds_whatever_holds_it(wire: Wire, name: str, email: examples.Body) -> None:
    wire.call("create_campaign", body=email | {"name": "Needle in the hay"})
    wire.call("import_template", body={"name": "Needle in the hay", "html": "<p>Hay</p>"})
    operation = OPERATIONS[name]

    for part in ("Needle", "needle", "in the", "HAY"):
        found = rows(wire, operation, [("nameContains", part)])
        assert "Needle in the hay" in {row["name"] for row in found}
        assert all(part.casefold() in row["name"].casefold() for row in found)
    assert rows(wire, operation, [("nameContains", "Noodle")]) == []


def test_times_bound_what_a_list_finds(wire: Wire, draft_id: str) -> None:
    made = wire.call("get_campaign", draft_id).body["createdAt"]
    operation = OPERATIONS["list_campaigns"]
    every = rows(wire, operation)

    for name in ("createdAt", "updatedAt"):
        later = {row["id"] for row in rows(wire, operation, [(f"{name}From", made)])}
        earlier = {row["id"] for row in rows(wire, operation, [(f"{name}To", made)])}
        assert {row["id"] for row in every} <= later | earlier | {draft_id}
        assert {row["id"] for row in every if row[name] < made} == earlier - {draft_id}


def test_channel_and_type_find_their_own(wire: Wire, draft_id: str) -> None:
    wire.call("create_campaign", body=examples.regular_sms())
    operation = OPERATIONS["list_campaigns"]

    for channel in ("email", "sms"):
        found = rows(wire, operation, [("channel", channel)])
        assert {row["channel"] for row in found} == {channel}
    assert draft_id in {row["id"] for row in rows(wire, operation, [("type", "regular")])}
    assert rows(wire, operation, [("parentCampaignID", draft_id)]) == []
