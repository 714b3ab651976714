"""What somebody typed about an A/B test or a booster, read without judging it."""

from typing import Any

from django.http import QueryDict

from omniapp.campaigns import pickers, trouble
from omniapp.campaigns.beginnings import NO_VARIANT, TEST
from omniapp.campaigns.models import Campaign
from omniapp.merchant.labels import LETTERS
from omniapp.merchant.lines import one_line
from omniapp.stores.models import Store

VARIANT_TEXTS = ("subject", "preheader", "sender_name", "sender_email", "reply_to")
TEST_TEXTS = ("test_share", "decision_amount")
TEST_CHOICES = {"winning_metric": {"openRate", "clickRate"}, "decision_unit": {"h", "d"}}
BOOSTER_TEXTS = ("delay_amount",)
BOOSTER_CHOICES = {"send_to": {"nonOpeners", "nonClickers"}, "delay_unit": {"h", "d"}}


def ab_test(posted: QueryDict, campaign: Campaign) -> dict[str, Any]:
    """Both variants whole, if one of them was posted, and the test's settings."""
    before = campaign.variants
    variants = {letter: _variant(posted, campaign, letter) for letter in LETTERS}
    found: dict[str, Any] = {} if variants == before else {"variants": variants}
    found |= _some(posted, TEST_TEXTS, TEST_CHOICES)
    if posted.get("test_mode") == "all":
        found["test_share"] = "100"
    elif posted.get("test_mode") == "part" and campaign.test_share == found.get("test_share") == "100":
        found["test_share"] = TEST["test_share"]  # from "everybody at once" back to a part of them
    return found


def booster(posted: QueryDict) -> dict[str, Any]:
    return _some(posted, BOOSTER_TEXTS, BOOSTER_CHOICES)


def template(store: Store, key: str, *, before: str, name: str) -> dict[str, str]:
    """The template that was picked and its name, as far as Omnisend tells; {} if it is the one there was."""
    if key == before and (name or not key):
        return {}
    try:
        found = pickers.template(store, key).name if key else ""
    except trouble.Expected:
        found = ""
    return {"template_id": key, "template_name": found}


def _variant(posted: QueryDict, campaign: Campaign, letter: str) -> dict[str, str]:
    was: dict[str, str] = NO_VARIANT | campaign.variants.get(letter, {})
    texts = {
        field: one_line(posted.get(f"{letter}-{field}", ""))
        for field in VARIANT_TEXTS
        if f"{letter}-{field}" in posted
    }
    key = one_line(posted.get(f"{letter}-template_id", was["template_id"]))
    picked = template(campaign.store, key, before=was["template_id"], name=was["template_name"])
    return was | texts | picked


def _some(posted: QueryDict, texts: tuple[str, ...], choices: dict[str, set[str]]) -> dict[str, Any]:
    found = {name: one_line(posted.get(name, "")) for name in texts if name in posted}
    return found | {name: posted.get(name, "") for name, of in choices.items() if posted.get(name) in of}
