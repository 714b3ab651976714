"""The client's real transport, with the facts looking on."""

import json
import re
from collections.abc import Callable, Mapping

from omniapp import omnisend
from tests.contract.answer_rules import problems_in_answer
from tests.contract.body_rules import problems_in_body
from tests.contract.facts import OPERATIONS

BY_ROUTE = {f"{operation.method} {operation.path}": operation for operation in OPERATIONS.values()}


class Watched:
    """The real transport, with the facts looking on."""

    def __init__(self) -> None:
        self._real = omnisend.HttpTransport()
        self.seen: list[str] = []

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        operation = BY_ROUTE[re.sub(r"\{\w+\}", "{id}", request.operation)]
        if request.body is not None and operation.sends == "application/json":
            found = [problems_in_body(json.loads(request.body), kind) for kind in operation.bodies.values()]
            assert [] in found, found
        answer = self._real.exchange(url, request, headers, deadline=deadline, before_write=before_write)
        body = json.loads(answer.body) if answer.body else None
        assert problems_in_answer(operation, answer.status, answer.headers, body) == []
        self.seen.append(operation.name)
        return answer

    def close(self) -> None:
        self._real.close()
