"""Asking the local Omnisend with plain HTTP, as any client would: none of our own client is used here."""

import ssl
from typing import Any

import httpx2 as httpx

from tests.sandbox_control import ALPINE_WOOL, Sandbox

Json = dict[str, Any]
VERSION = "2026-03-15"
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used here, and loading certificates takes its time
TEMPLATE = "7e0100000000000000000001"
SEGMENT = "5e0100000000000000000002"
TEAM = "5e0100000000000000000008"  # seven contacts


class Asking:
    """Requests of one app for one brand. Answers are taken as they come: tests look at status and body."""

    def __init__(self, sandbox: Sandbox, brand_id: str = ALPINE_WOOL, scope: str | None = None) -> None:
        self.sandbox, self.brand_id = sandbox, brand_id
        self.token = sandbox.token(brand_id, scope=scope)["access_token"]
        self.headers = {"Authorization": f"Bearer {self.token}", "Omnisend-Version": VERSION}

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        with client(base_url=self.sandbox.api_url, headers=self.headers) as one:
            return one.request(method, path, **more)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.ask("GET", path, params=query)

    def post(self, path: str, body: Json | None = None) -> httpx.Response:
        return self.ask("POST", path, json=body) if body is not None else self.ask("POST", path)

    def patch(self, path: str, body: Json) -> httpx.Response:
        return self.ask("PATCH", path, json=body)

    def put(self, path: str, body: Json) -> httpx.Response:
        return self.ask("PUT", path, json=body)

    def delete(self, path: str) -> httpx.Response:
        return self.ask("DELETE", path)

    def draft(self, **changes: Any) -> str:
        """The id of a new draft."""
        answer = self.post("/campaigns", letter(**changes))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def send(self, campaign_id: str) -> httpx.Response:
        return self.post(f"/campaigns/{campaign_id}/send")

    def status(self, campaign_id: str) -> str:
        return str(self.get(f"/campaigns/{campaign_id}").json()["status"])


def client(*, timeout: float = 10, **options: Any) -> httpx.Client:
    return httpx.Client(verify=_NO_TLS, timeout=timeout, **options)


def letter(**changes: Any) -> Json:
    """A complete regular email campaign; `email` changes fields of its content, the rest whole fields."""
    email = {"subject": "Wool is back", "senderName": "Alpine Wool", "templateID": TEMPLATE}
    email |= changes.pop("email", {})
    whole = {"type": "regular", "channel": "email", "name": "Autumn", "content": {"email": email}}
    return whole | changes


def text_message(**changes: Any) -> Json:
    """A complete regular SMS campaign; changes are those of its content."""
    sms = {
        "message": "Blankets are back: alpinewool.example",
        "compliance": {
            "stopKeywordText": "Reply STOP to opt out",
            "unsubscribeLinkText": "Unsubscribe: [[unsubscribe_link]]",
        },
    }
    return {"type": "regular", "channel": "sms", "name": "Text", "content": {"sms": sms | changes}}


def failures(answer: httpx.Response) -> dict[str, str]:
    """Field and code of everything a 400 lists."""
    assert answer.status_code == 400, answer.text
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def slug(answer: httpx.Response) -> tuple[int, str]:
    """Status and slug of a refusal."""
    body = answer.json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["type"].removeprefix("https://problems.omnisend.com/")
