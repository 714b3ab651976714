"""What Omnisend has after it was given a campaign."""

from typing import Any

from omniapp import omnisend
from omniapp.campaigns.reviewed import Reviewed
from tests.campaigns.kinds.making import PARENT_ID

ADDRESS = "hello@alpinewool.example"


def remote(source: Reviewed, **changes: Any) -> omnisend.Campaign:
    """Made, and patched where it is a booster with words of its own.

    ``changes`` are made to the answer; their names are paths like ``content__sms__message``.
    """
    given = source.new_campaign(parent_remote_id=PARENT_ID).model_dump(
        mode="json", by_alias=True, exclude_none=True
    )
    patch = source.changes().model_dump(mode="json", by_alias=True, exclude_none=True)
    if source.booster and "content" in patch:
        given["content"] = given.get("content", {}) | patch["content"]
    for email in _emails(given):
        email.pop("templateID", None)
        email.setdefault("senderEmail", ADDRESS)
    given |= {"id": "d1", "status": "draft"}
    for path, value in changes.items():
        *parents, last = path.split("__")
        inside = given
        for parent in parents:
            inside = inside.setdefault(parent, {})
        inside[last] = value
    return omnisend.Campaign.model_validate(given)


def _emails(given: dict[str, Any]) -> list[dict[str, Any]]:
    if "abTest" in given:
        return [variant["content"]["email"] for variant in given["abTest"]["variants"].values()]
    return [given["content"]["email"]] if "email" in given.get("content", {}) else []
