"""Answers made up, and the errors they mean."""

import json
from typing import Any

import pytest

from omniapp import omnisend


def answer(status: int, body: Any = b"", **headers: str) -> omnisend.Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return omnisend.Answer(status=status, headers=headers, body=raw)


def failure(call: omnisend.Call[Any], told: omnisend.Answer) -> omnisend.OmnisendError:
    with pytest.raises(omnisend.OmnisendError) as caught:
        call.read(told)
    return caught.value
