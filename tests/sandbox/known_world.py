"""A sandbox with something in every state, and its description with the ids that exist there."""

from datetime import timedelta
from typing import Any

from tests.sandbox.asking import Asking, Json, letter, text_message
from tests.sandbox_control import Sandbox

TEMPLATE = "7e0100000000000000000001"
STATES = ("draft", "scheduled", "started", "stopped", "paused", "sent", "canceled")


def fill(app: Asking) -> None:
    """Each kind of campaign in each state it can be in."""
    for state in STATES:
        for body in (letter(), text_message(), ab_test()):
            made = app.post("/campaigns", body).json()
            if state != "draft":
                app.sandbox.status(made["id"], state)


def ab_test() -> Json:
    email = {"subject": "Wool", "templateID": TEMPLATE}
    settings: Json = {
        "testSizePercent": 20,
        "winningMetric": "openRate",
        "decisionTime": {"amount": 4, "unit": "h"},
    }
    variants = {letter: {"content": {"email": email}} for letter in ("a", "b")}
    whole = {"settings": settings, "variants": variants}
    return {"type": "abTest", "channel": "email", "name": "Which one", "abTest": whole}


def description(app: Asking) -> Json:
    """What the sandbox says of itself, with ids and times that exist there among the choices."""
    described = app.sandbox.description()
    schemas = described["components"]["schemas"]
    for name, values in _known(app).items():
        schemas[name] = {"anyOf": [{"enum": values}, schemas[name]]}
    now = app.sandbox.now()
    times = {"SendingTime": timedelta(days=2), "Since": timedelta(days=-6), "Until": timedelta()}
    for name, distance in times.items():
        schemas[name] = {"type": "string", "enum": [(now + distance).strftime("%Y-%m-%dT%H:00:00Z")]}
    return described


def _known(app: Asking) -> dict[str, list[Any]]:
    campaigns = app.get("/campaigns").json()["campaigns"]
    tests = [one["abTest"]["variants"] for one in campaigns if one["type"] == "abTest"]
    emails = [one["content"]["email"] for one in campaigns if "email" in one.get("content", {})]
    return {
        "CampaignID": [one["id"] for one in campaigns],
        "VariantID": [variants["a"]["id"] for variants in tests],
        "ContentID": [email["contentID"] for email in emails],
        "TemplateID": _ids(app, "email-templates", "templates"),
        "ImageID": _ids(app, "images", "images"),
        "SegmentID": _ids(app, "segments", "segments", "segmentID"),
        "SenderEmail": [emails[0]["senderEmail"]],
    }


def _ids(app: Asking, path: str, rows: str, key: str = "id") -> list[Any]:
    return [one[key] for one in app.get(f"/{path}", limit=50).json()[rows]]


def outcomes(sandbox: Sandbox) -> dict[str, set[int]]:
    """The statuses that each operation has answered."""
    seen: dict[str, set[int]] = {}
    for request in sandbox.log():
        seen.setdefault(request["operation"], set()).add(request["status"])
    return seen
