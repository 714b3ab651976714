"""Faults on order: the next request is refused, delayed, cut, garbled, or applied later than answered."""

import itertools
import random
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("problem", "latency", "late", "cut", "html", "empty", "truncated")
EFFECTS = ("none", "before", "late")
DEFAULT_STATUS = {"problem": 500, "late": 524, "html": 502, "empty": 502}
DEFAULT_EFFECT = {"late": "late", "latency": "before", "truncated": "before"}


@dataclass
class Fault:
    """One order.

    operation: `POST /campaigns/{id}/send`, `POST /oauth2/token`, or `*` for all of the API.
    kind: problem (an error answer) · latency (the normal answer after `seconds`, real ones) · late (524 now,
      applied after `seconds`) · cut (the socket is reset without an answer) · html · empty · truncated.
    effect: none (the request never arrives) · before (applied, then answered so) · late (applied after
      `seconds`, virtual ones).
    times: how often, 0 until removed. skip: how many matching requests pass first. share: probability.
    """

    number: int
    operation: str
    kind: str
    brand_id: str = ""
    times: int = 1
    skip: int = 0
    share: float = 1.0
    status: int = 0
    slug: str = ""
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    retry_after: int | None = None
    seconds: float = 0.0
    effect: str = "none"
    hits: int = 0

    def matches(self, operation: str, brand_id: str) -> bool:
        if self.brand_id and self.brand_id != brand_id:
            return False
        return self.operation == operation or (self.operation == "*" and "/oauth2/" not in operation)

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["brandID"], values["retryAfter"] = values.pop("brand_id"), values.pop("retry_after")
        values["id"] = values.pop("number")
        return values


class Faults:
    def __init__(self, seed: int = 0) -> None:
        self.orders: list[Fault] = []
        self._numbers = itertools.count(1)
        self._dice = random.Random(seed)  # noqa: S311

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Place an order written as the control API has it; raises ValueError saying what is wrong."""
        names = {"brandID": "brand_id", "retryAfter": "retry_after"}
        values = {names.get(name, name): value for name, value in wanted.items() if value is not None}
        kind = values.setdefault("kind", "problem")
        if kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        values.setdefault("effect", DEFAULT_EFFECT.get(kind, "none"))
        if values["effect"] not in EFFECTS:
            raise ValueError(f"effect is one of {', '.join(EFFECTS)}")
        values.setdefault("status", DEFAULT_STATUS.get(kind, 0))
        values.setdefault("operation", "*")
        unknown = set(values) - set(Fault.__dataclass_fields__) | ({"number", "hits"} & set(values))
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        fault = Fault(number=next(self._numbers), **values)
        self.orders.append(fault)
        return fault

    def take(self, operation: str, brand_id: str) -> Fault | None:
        """The first order for this request, counted down; an order used up disappears."""
        for fault in self.orders:
            if not fault.matches(operation, brand_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.share < 1 and self._dice.random() >= fault.share:
                continue
            fault.hits += 1
            if fault.times and fault.hits >= fault.times:
                self.orders.remove(fault)
            return fault
        return None

    def remove(self, number: int | None = None) -> None:
        """Cancel one order, or all."""
        self.orders = [fault for fault in self.orders if number is not None and fault.number != number]
