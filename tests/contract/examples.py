"""Bodies that Omnisend accepts, and ways to spoil them one field at a time."""

import copy
import datetime as dt
from typing import Any

from tests.contract.body_rules import at
from tests.contract.model import Field

Body = dict[str, Any]

EMAIL = {
    "subject": "Merino is back",
    "preheader": "All sizes, while they last",
    "senderName": "Alpine Wool",
}
SMS = {
    "message": "Merino is back. [[link]]",
    "compliance": {
        "stopKeywordText": "Reply STOP to opt out",
        "unsubscribeLinkText": "Unsubscribe: [[unsubscribe_link]]",
    },
    "isLinkShorteningEnabled": True,
}


def regular_email(template_id: str) -> Body:
    return {
        "type": "regular",
        "channel": "email",
        "name": "Autumn",
        "language": "en_US",
        "content": {"email": {**EMAIL, "templateID": template_id}},
        "sendingSettings": {"strategy": "immediate", "isTZOptimizationEnabled": False},
    }


def regular_sms() -> Body:
    return {"type": "regular", "channel": "sms", "name": "Autumn by text", "content": {"sms": SMS}}


def ab_test(template_id: str) -> Body:
    variant = {"content": {"email": {**EMAIL, "templateID": template_id}}}
    return {
        "type": "abTest",
        "channel": "email",
        "name": "Which subject",
        "abTest": {
            "settings": {
                "testSizePercent": 30,
                "winningMetric": "openRate",
                "decisionTime": {"amount": 4, "unit": "h"},
            },
            "variants": {"a": variant, "b": copy.deepcopy(variant)},
        },
    }


def booster(parent_id: str) -> Body:
    return {
        "type": "booster",
        "channel": "email",
        "boosterSettings": {
            "campaignID": parent_id,
            "sendTo": "nonOpeners",
            "delay": {"amount": 48, "unit": "h"},
        },
    }


def no_change(body: Body) -> Body:
    """A change that is valid and changes nothing: an A/B test can only be given whole."""
    if "abTest" not in body:
        return {}
    changed = {"abTest": copy.deepcopy(body["abTest"])}
    for key in ("a", "b"):
        del changed["abTest"]["variants"][key]["content"]["email"]["templateID"]
    return changed


def settings(strategy: str, now: dt.datetime) -> Body:
    """Sending settings complete for their strategy, a day from now."""
    at_time = (now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    match strategy:
        case "scheduled":
            return {"strategy": strategy, "scheduledAt": at_time}
        case "personalized":
            return {"strategy": strategy, "scheduledAt": at_time, "optimizeFor": "opens"}
        case _:
            return {"strategy": strategy}


def without(body: Body, path: str) -> Body:
    """The body with one field left out."""
    changed = copy.deepcopy(body)
    parent, _, name = path.rpartition(".")
    holder = at(changed, parent) if parent else changed
    assert isinstance(holder, dict)
    holder.pop(name, None)
    return changed


def replaced(body: Body, path: str, value: object) -> Body:
    """The body with one field set, its holders made where they are missing."""
    changed = copy.deepcopy(body)
    holder = changed
    *way, name = path.split(".")
    for step in way:
        holder = holder.setdefault(step, {})
    holder[name] = value
    return changed


def too_long(field: Field) -> object:
    """A value of the right kind with one character or row more than allowed."""
    assert field.longest is not None
    if field.kind == "emails":
        return [f"reader{number}@alpinewool.example" for number in range(field.longest + 1)]
    return "x" * (field.longest + 1)


def longest(field: Field) -> object:
    assert field.longest is not None
    if field.kind == "emails":
        return [f"reader{number}@alpinewool.example" for number in range(field.longest)]
    return "x" * field.longest


def wrong_kind(field: Field) -> object:
    """A value that JSON allows and this field does not."""
    return "twelve" if field.kind in {"whole", "flag", "idents", "texts", "emails"} else 12
