"""The complete log: every request received, every send accepted, every test mail; never a token or secret."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from omniapp.sandbox import moments


@dataclass
class Entry:
    """One request. `status` is None while unanswered and when the connection was cut."""

    number: int
    at: datetime
    method: str
    path: str
    query: str
    brand_id: str
    operation: str
    body: Any = None
    status: int | None = None
    slug: str = ""
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "n": self.number,
            "at": moments.write_exactly(self.at),
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "brandID": self.brand_id,
            "operation": self.operation,
            "status": self.status,
            "slug": self.slug,
            "fault": self.fault,
            "body": self.body,
        }


@dataclass
class Journal:
    requests: list[Entry] = field(default_factory=list)
    sends: list[dict[str, Any]] = field(default_factory=list)
    test_emails: list[dict[str, Any]] = field(default_factory=list)
    received: int = 0

    def receive(self, **values: Any) -> Entry:
        self.received += 1
        entry = Entry(number=self.received, **values)
        self.requests.append(entry)
        return entry

    def clear(self) -> None:
        self.requests.clear()
        self.sends.clear()
        self.test_emails.clear()
