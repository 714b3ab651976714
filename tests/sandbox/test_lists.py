"""Lists: filters, sorting, cursors; segments and templates."""

from typing import Any

import pytest

from tests.sandbox.asking import SEGMENT, TEMPLATE, Asking, failures, letter


def walk(app: Asking, path: str, rows: str, towards: str, **query: Any) -> list[Any]:
    """All rows, page by page, in the order they come."""
    found: list[Any] = []
    while True:
        page = app.get(path, **query).json()
        found += page[rows]
        cursor = page["paging"]["cursors"][towards]
        assert page["paging"]["hasMore"] is (cursor is not None)
        if cursor is None:
            return found
        query[towards] = cursor


@pytest.mark.parametrize(("sort", "direction"), [("createdAt", "desc"), ("name", "asc"), ("name", "desc")])
def test_paging_meets_every_campaign_once_and_in_order(app: Asking, sort: str, direction: str) -> None:
    names = [f"Letter {number % 3}" for number in range(8)]
    ids = {app.draft(name=name) for name in names}
    found = walk(
        app, "/campaigns", "campaigns", "after", limit=3, status="draft", sort=sort, direction=direction
    )
    assert {one["id"] for one in found} == ids
    assert len(found) == len(ids)
    values = [one[sort] for one in found]
    assert values == sorted(values, reverse=direction == "desc")


def test_paging_backwards_returns_the_pages_before(app: Asking) -> None:
    for number in range(7):
        app.draft(name=f"Letter {number}")
    query: dict[str, Any] = {"limit": 3, "status": "draft", "sort": "name", "direction": "asc"}
    first = app.get("/campaigns", **query).json()
    assert first["paging"]["cursors"]["before"] is None
    second = app.get("/campaigns", **query, after=first["paging"]["cursors"]["after"]).json()
    back = app.get("/campaigns", **query, before=second["paging"]["cursors"]["before"]).json()
    assert back["campaigns"] == first["campaigns"]
    assert back["paging"]["cursors"]["before"] is None
    assert back["paging"]["cursors"]["after"] == first["paging"]["cursors"]["after"]


def test_a_page_stays_right_when_campaigns_come_and_go(app: Asking) -> None:
    ids = [app.draft(name=f"Letter {number}") for number in range(6)]
    query: dict[str, Any] = {"limit": 2, "status": "draft", "sort": "name", "direction": "asc"}
    first = app.get("/campaigns", **query).json()
    app.delete(f"/campaigns/{ids[1]}")
    app.draft(name="A letter before all")
    second = app.get("/campaigns", **query, after=first["paging"]["cursors"]["after"]).json()
    assert [one["id"] for one in second["campaigns"]] == ids[2:4]


@pytest.mark.parametrize("change", [{"status": "sent"}, {"sort": "name"}, {"nameContains": "x"}])
def test_filters_must_not_change_while_paging(app: Asking, change: dict[str, str]) -> None:
    cursor = app.get("/campaigns", limit=1, channel="email").json()["paging"]["cursors"]["after"]
    assert app.get("/campaigns", limit=2, channel="email", after=cursor).status_code == 200
    assert failures(app.get("/campaigns", limit=1, channel="email", after=cursor, **change)) == {
        "after": "invalid_value"
    }


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"colour": "red"}, {"colour": "unknown_parameter"}),
        ({"limit": "0"}, {"limit": "invalid_value"}),
        ({"limit": "251"}, {"limit": "invalid_value"}),
        ({"limit": "ten"}, {"limit": "invalid_value"}),
        ({"status": "gone"}, {"status": "invalid_value"}),
        ({"direction": "asc"}, {"direction": "invalid_value"}),
        ({"createdAtFrom": "yesterday"}, {"createdAtFrom": "invalid_format"}),
        ({"nameContains": "x" * 201}, {"nameContains": "too_long"}),
        ({"after": "x", "before": "y"}, {"before": "invalid_value"}),
        ({"after": "nonsense"}, {"after": "invalid_value"}),
        ({"sort": "size", "type": "letter"}, {"sort": "invalid_value", "type": "invalid_value"}),
    ],
)
def test_queries_are_checked(app: Asking, query: dict[str, str], wrong: dict[str, str]) -> None:
    assert failures(app.get("/campaigns", **query)) == wrong


def test_filters_choose(app: Asking) -> None:
    draft = app.draft(name="Warm letter")
    app.send(app.draft(name="Cold letter"))

    def ids(**query: Any) -> list[str]:
        return [one["id"] for one in app.get("/campaigns", **query).json()["campaigns"]]

    assert ids(nameContains="warm") == [draft]
    assert len(ids(status=["draft", "started"])) == 2
    assert ids(type="booster") == []
    assert ids(channel="sms") == []
    now = app.sandbox.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ids(createdAtTo=now, nameContains="letter", status="sent") == []
    assert draft in ids(createdAtFrom="2026-01-01T00:00:00Z")


def test_segments_page_with_a_cursor_that_carries_the_sort(app: Asking) -> None:
    first = app.get("/segments", limit=5, sort="name", direction="asc").json()
    cursor = first["paging"]["cursors"]["after"]
    second = app.get("/segments", limit=5, after=cursor).json()
    names = [one["name"] for one in first["segments"] + second["segments"]]
    assert names == sorted(names)
    assert len(names) == 8
    assert app.get("/segments", after=cursor, sort="createdAt").status_code == 400
    assert app.get("/segments", limit=51).status_code == 400


def test_segments_have_counts(app: Asking) -> None:
    assert app.get(f"/segments/{SEGMENT}").json()["name"] == "Bought in the last 90 days"
    assert app.get(f"/segments/{SEGMENT}/statistics").json() == {"contactsCount": 2214}
    assert app.get("/segments/5e0100000000000000000099/statistics").status_code == 404


def test_templates_are_listed_read_imported_and_rendered(app: Asking) -> None:
    found = walk(app, "/email-templates", "templates", "after", limit=2, sort="name", direction="asc")
    assert len(found) == 7
    assert "sections" not in found[0]
    assert app.get(f"/email-templates/{TEMPLATE}").json()["name"] == "Autumn newsletter"
    html = "<html><head><style>p{color:red}</style></head><body><p>Hi</p></body></html>"
    made = app.post("/email-templates/import", {"name": "Mine", "html": html})
    assert made.status_code == 201
    rendered = app.post(f"/email-templates/{made.json()['id']}/render").json()["html"]
    assert "<p>Hi</p>" in rendered
    assert "p{color:red}" in rendered
    app.sandbox.switch(render_key="body")
    assert "body" in app.post(f"/email-templates/{TEMPLATE}/render").json()


def test_imports_are_checked(app: Asking) -> None:
    wrong = failures(app.post("/email-templates/import", {"name": "x" * 256}))
    assert wrong == {"name": "too_long", "html": "required"}
    large = {"name": "Large", "html": "x" * (1024 * 1024)}
    assert app.post("/email-templates/import", large).status_code == 413


def test_content_is_replaced_whole_until_its_campaign_is_sent(app: Asking) -> None:
    one = app.post("/campaigns", letter()).json()
    path = f"/email-content/{one['content']['email']['contentID']}"
    text = {"sections": [{"rows": [{"columns": [{"blocks": [{"type": "text", "text": "<p>Bye</p>"}]}]}]}]}
    assert app.put(path, text).status_code == 200
    assert "<p>Bye</p>" in app.post(f"{path}/render").json()["html"]
    app.send(one["id"])
    assert app.put(path, text).status_code == 409
    assert failures(app.put(path, {})) == {"sections": "required"}
