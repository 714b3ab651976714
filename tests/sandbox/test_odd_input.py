"""What hardly anybody sends is refused like everything else that is wrong, and breaks nothing."""

import httpx2 as httpx
import pytest

from tests.sandbox.asking import Asking, Json, client, failures, letter, text_message


def post_raw(app: Asking, path: str, content: str) -> httpx.Response:
    with client(base_url=app.sandbox.api_url, headers=app.headers) as one:
        return one.post(path, content=content.encode())


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("[" * 60_000, id="too deep"),
        pytest.param('{"name": "\\ud800", "html": "<p>"}', id="half a pair"),
        pytest.param('{"name": NaN, "html": "<p>"}', id="not a number"),
        pytest.param('{"name": 1e999, "html": "<p>"}', id="beyond all numbers"),
        pytest.param('{"name": ' + "9" * 5000 + "}", id="very long number"),
    ],
)
def test_what_only_python_takes_for_json(app: Asking, content: str) -> None:
    assert failures(post_raw(app, "/email-templates/import", content)) == {"body": "invalid_format"}


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-11:00", "9998-12-31T00:00:00Z"]
)
def test_the_ends_of_all_years(app: Asking, moment: str) -> None:
    settings = {"strategy": "personalized", "scheduledAt": moment, "optimizeFor": "opens"}
    answer = app.post("/campaigns", letter(sendingSettings=settings))
    assert failures(answer) == {"sendingSettings.scheduledAt": "invalid_format"}
    given = {"from": moment, "to": moment}
    query = {"alias": "a", "metrics": [{"name": "sent"}], "dimensions": [{"name": "timestamp"}]}
    assert app.post("/analytics/statistics", {"queries": [query | {"dateRange": given}]}).status_code == 400


@pytest.mark.parametrize(
    "sections",
    [
        [{"rows": 5}],
        [{"rows": ["x"]}],
        [{"rows": [{"columns": [{"blocks": [7]}]}]}],
        [{"rows": [{"columns": [{"blocks": [{"htmlCode": "x"}]}]}]}],
        [{"rows": [{"columns": [{"blocks": [{"text": 1}]}]}]}],
    ],
)
def test_a_design_that_cannot_be_rendered(app: Asking, sections: list[Json]) -> None:
    content = app.get(f"/campaigns/{app.draft()}").json()["content"]["email"]["contentID"]
    answer = app.put(f"/email-content/{content}", {"sections": sections, "generalSettings": {}})
    assert failures(answer) == {"sections": "invalid_format"}


def test_a_design_with_gaps_is_rendered(app: Asking) -> None:
    content = app.get(f"/campaigns/{app.draft()}").json()["content"]["email"]["contentID"]
    blocks = [{"text": "Wool"}, {"htmlCode": None}, {"htmlCode": {"body": None}}, {}]
    sections = [{"rows": None}, {"rows": [{"columns": [{"blocks": blocks}]}]}]
    assert app.put(f"/email-content/{content}", {"sections": sections}).status_code == 200
    assert "Wool" in app.post(f"/email-content/{content}/render").text


@pytest.mark.parametrize("url", ["https://[", "https://[::1", "https:// x", "https://", "ftp://a.example"])
def test_addresses_of_pictures(app: Asking, url: str) -> None:
    assert failures(app.post("/images", {"url": url})) == {"url": "invalid_format"}


def test_long_numbers_and_deep_cursors(app: Asking) -> None:
    deep = "W1tb" * 5000  # base64 of "[[["
    for query in ({"limit": "9" * 5000}, {"after": deep}, {"before": deep}):
        assert app.get("/campaigns", **query).status_code == 400
        assert app.get("/email-templates", **query).status_code == 400


def test_an_empty_id_is_none(app: Asking) -> None:
    without = app.post("/campaigns", letter(email={"templateID": ""}))
    assert failures(without) == {"content.email.templateID": "required"}
    pictured = app.post("/campaigns", text_message(imageID=""))
    assert failures(pictured) == {"content.sms.imageID": "invalid_format"}
