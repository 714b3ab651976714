"""What the client would send, held against the facts. Nothing is sent here."""

import inspect
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls, image_calls
from tests.contract.body_rules import leaves, problems_in_body
from tests.contract.client_calls import CALLS, KEY, PLAIN, WITH_BODY
from tests.contract.facts import OPERATIONS
from tests.contract.facts_common import VERSION, VERSION_HEADER
from tests.contract.model import Query
from tests.contract.shapes import STAMP

# The document of a campaign is only looked at, as a rendered page; nothing asks what happened hour by hour.
NOT_IN_THE_CLIENT = {"delete_image", "get_content", "replace_content", "analytics_statistics"}

every_call = pytest.mark.parametrize(
    ("name", "kind", "call"), [pytest.param(*one, id=f"{one[0]} {one[1]}".strip()) for one in CALLS]
)


def test_the_client_builds_every_operation_and_no_other() -> None:
    built = {
        name
        for name, function in inspect.getmembers(calls, inspect.isfunction)
        if function.__module__ in {calls.__name__, image_calls.__name__}
    }
    assert built == OPERATIONS.keys() - NOT_IN_THE_CLIENT
    assert {name for name, _, _ in CALLS} == built


@every_call
def test_method_path_and_scope(name: str, kind: str, call: omnisend.Call[Any]) -> None:
    operation = OPERATIONS[name]
    request = call.request

    assert (request.method, call.scope) == (operation.method, operation.scope)
    assert request.path == operation.path.replace("{id}", KEY)
    assert re.sub(r"\{\w+\}", "{id}", request.operation) == f"{operation.method} {operation.path}"


@every_call
def test_only_what_changes_something_says_so(name: str, kind: str, call: omnisend.Call[Any]) -> None:
    only_asks = name.startswith(("render_", "analytics_"))

    assert call.changes == (OPERATIONS[name].method != "GET" and not only_asks)


@every_call
def test_query_parameters_are_published_and_well_formed(
    name: str, kind: str, call: omnisend.Call[Any]
) -> None:
    known = {query.name: query for query in OPERATIONS[name].query}
    for parameter, value in call.request.query:
        assert parameter in known
        assert _fits(known[parameter], value), (parameter, value)
    sent = [parameter for parameter, _ in call.request.query]
    assert len([p for p in sent if not known[p].repeats]) == len({p for p in sent if not known[p].repeats})


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if operation.query])
def test_every_published_parameter_can_be_asked_for(name: str) -> None:
    asked = {parameter for parameter, _ in PLAIN[name].request.query}
    published = {query.name for query in OPERATIONS[name].query}

    assert published - asked in ({"before"}, {"after"})


@every_call
def test_bodies_hold_what_is_published(name: str, kind: str, call: omnisend.Call[Any]) -> None:
    operation, request = OPERATIONS[name], call.request
    if operation.sends != "application/json":
        assert (request.content_type or "").startswith(f"{operation.sends}; boundary=")
        return
    if not operation.bodies:
        assert (request.body, request.content_type) == (None, None)
        return
    assert request.content_type == "application/json"
    assert request.body is not None
    assert problems_in_body(json.loads(request.body), operation.bodies[kind]) == []


@pytest.mark.parametrize("name", ["create_campaign", "update_campaign"])
@pytest.mark.parametrize("kind", ["regular email", "regular sms"])
def test_every_published_field_can_be_said(name: str, kind: str) -> None:
    said = {
        path
        for call in WITH_BODY[name].values()
        for path, _ in leaves(json.loads(call.request.body or b"{}"))
    }

    assert {field.path for field in OPERATIONS[name].bodies[kind]} <= said


@every_call
def test_every_call_carries_version_and_token(name: str, kind: str, call: omnisend.Call[Any]) -> None:
    transport = Recorder()
    client = omnisend.Client("secret-token", api_url="https://api.omnisend.com/api/", transport=transport)
    client.exchange(call)
    headers = {header.lower(): value for header, value in transport.headers.items()}

    assert headers[VERSION_HEADER.lower()] == VERSION == omnisend.VERSION
    assert headers["authorization"] == "Bearer secret-token"
    assert transport.url.partition("?")[0] == f"https://api.omnisend.com/api{call.request.path}"
    assert "secret-token" not in f"{client!r}{call!r}"


class Recorder:
    """A transport that only remembers what it was given."""

    def __init__(self) -> None:
        self.url = ""
        self.headers: Mapping[str, str] = {}

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        self.url, self.headers = url, headers
        return omnisend.Answer(200, {}, b"{}", 0)


def _fits(query: Query, value: str) -> bool:
    if query.kind == "whole":
        return value.isdigit() and (query.least or 0) <= int(value) <= (query.most or 0)
    if query.kind == "time":
        return STAMP.fullmatch(value) is not None
    if query.choices:
        return value in query.choices
    return query.longest is None or len(value) <= query.longest
