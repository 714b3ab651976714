"""Reading the bodies of the control API: loosely typed, but a mistake is told, never swallowed."""

from datetime import datetime
from typing import Any

from omniapp.sandbox import moments


class WrongRequest(Exception):
    """What is wrong with a request to the control API: a mistake of a test or a tool."""


class Wanted:
    def __init__(self, body: Any, path: dict[str, Any], query: dict[str, str]) -> None:
        if not isinstance(body, dict):
            raise WrongRequest("the body must be a JSON object")
        self._body, self.path, self.query = body, {name: str(value) for name, value in path.items()}, query

    def all(self) -> dict[str, Any]:
        return self._body

    def text(self, name: str, default: str = "") -> str:
        return str(self._typed(name, str, default))

    def integer(self, name: str) -> int | None:
        value = self._typed(name, int, None)
        return None if value is None else int(value)

    def number(self, name: str) -> float | None:
        value = self._typed(name, (int, float), None)
        return None if value is None else float(value)

    def flag(self, name: str, default: bool) -> bool:
        return bool(self._typed(name, bool, default))

    def texts(self, name: str) -> list[str]:
        return [str(text) for text in self._typed(name, list, [])]

    def mapping(self, name: str) -> dict[str, Any]:
        return dict(self._typed(name, dict, {}))

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        moment = moments.read(text) if text else None
        if text and moment is None:
            raise WrongRequest(f"{name} must be RFC 3339")
        return moment

    def _typed(self, name: str, kind: Any, default: Any) -> Any:
        value = self._body.get(name)
        if value is None:
            return default
        if not isinstance(value, kind):
            raise WrongRequest(f"{name} has the wrong type")
        return value
