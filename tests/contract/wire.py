"""Plain HTTP to the sandbox, past the client, with every answer held against the facts."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2

from tests.contract.answer_rules import problems_in_answer, slug_of
from tests.contract.facts import OPERATIONS
from tests.contract.facts_common import SCOPES, VERSION, VERSION_HEADER
from tests.sandbox_control import ALPINE_WOOL, Sandbox

UNSET = object()
QueryPairs = Sequence[tuple[str, str]]


class Answered:
    """An answer that agreed with the facts, with its parts close at hand."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body: Any = json.loads(response.content) if response.content else None

    @property
    def slug(self) -> str:
        return slug_of(self.body)

    @property
    def fields(self) -> set[str]:
        """The dotted paths that a 400 complains about."""
        return {error["field"] for error in self.body["errors"]}


class Wire:
    """Calls operations by their names in the facts, as one brand."""

    def __init__(self, sandbox: Sandbox, brand_id: str = ALPINE_WOOL) -> None:
        self.sandbox = sandbox
        self.brand_id = brand_id
        # Plain HTTP: reading the certificates of the whole web would take longer than most tests.
        self._http = httpx2.Client(base_url=sandbox.api_url, trust_env=False, verify=False, timeout=20)
        self.token = self.token_for(SCOPES)

    def close(self) -> None:
        self._http.close()

    def token_for(self, scopes: Sequence[str], brand_id: str = "") -> str:
        answer = self.sandbox.token(brand_id or self.brand_id, scope=" ".join(scopes))
        return str(answer["access_token"])

    def call(
        self,
        name: str,
        key: str = "",
        *,
        query: QueryPairs = (),
        body: object = UNSET,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answered:
        """One exchange. `key` fills the path's id; a header of None is left out."""
        operation = OPERATIONS[name]
        response = self._exchange(name, key, query, body, headers or {})
        answered = Answered(response)
        wrong = problems_in_answer(operation, response.status_code, response.headers, answered.body)
        assert not wrong, "\n".join([*wrong, response.text[:2000]])
        return answered

    def _exchange(
        self, name: str, key: str, query: QueryPairs, body: object, headers: Mapping[str, str | None]
    ) -> httpx2.Response:
        operation = OPERATIONS[name]
        told = {"Authorization": f"Bearer {self.token}", VERSION_HEADER: VERSION, **headers}
        content = None
        if body is not UNSET:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            told.setdefault("Content-Type", "application/json")
        return self._http.request(
            operation.method,
            operation.path.format(id=key),
            params=list(query),
            content=content,
            headers={header: value for header, value in told.items() if value is not None},
        )
