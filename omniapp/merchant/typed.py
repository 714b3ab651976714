"""What somebody typed into the editor, read without judging it: nothing is lost for being wrong."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from omniapp.campaigns import pickers, trouble
from omniapp.campaigns.models import Campaign, Chosen
from omniapp.merchant import naming, tags, typed_kinds, typed_sms
from omniapp.merchant.lines import one_line
from omniapp.stores.models import Store

TEXTS = ("name", "subject", "preheader", "sender_name", "sender_email", "reply_to", "on_date", "at_time")
CHOICES = {
    "language": None,
    "audience": {"everyone", "segments"},
    "timing": {"now", "at", "local", "best"},
    "optimize_for": {"opens", "clicks", "orders"},
    "which_hour": {"first", "second"},
}
SEGMENT = re.compile(r"segment-([\w-]{1,40})", re.ASCII)
MOST_SEGMENTS = 500


def changes(posted: QueryDict, campaign: Campaign) -> dict[str, Any]:
    """The content that was posted, as ``campaigns.operations.save`` takes it. What is not there stays.

    Asks Omnisend for the names of a template or segments that were just picked and are not known yet.
    """
    found: dict[str, Any] = {name: one_line(posted.get(name, "")) for name in TEXTS if name in posted}
    for name, allowed in CHOICES.items():
        value = posted.get(name, "")
        if value and (allowed is None or value in allowed):
            found[name] = one_line(value)
    found |= typed_sms.changes(posted)
    found |= tags.changes(posted, campaign)
    if "template_id" in posted:
        key = one_line(posted.get("template_id", ""))
        found |= typed_kinds.template(
            campaign.store, key, before=campaign.template_id, name=campaign.template_name
        )
    if campaign.type == Campaign.Type.AB_TEST:
        found |= typed_kinds.ab_test(posted, campaign)
    if campaign.type == Campaign.Type.BOOSTER:
        found |= typed_kinds.booster(posted)
    if any(SEGMENT.fullmatch(name) for name in posted):
        found["included"], found["excluded"] = _segments(campaign, posted)
        if found["included"] and not (campaign.audience or found.get("audience")):
            found["audience"] = "segments"
    if (found.get("on_date", campaign.on_date), found.get("at_time", campaign.at_time)) != (
        campaign.on_date,
        campaign.at_time,
    ):
        found["which_hour"] = ""  # it was answered for another day
    return found | naming.follow(campaign, found)


def _segments(campaign: Campaign, posted: QueryDict) -> tuple[list[Chosen], list[Chosen]]:
    """Who is in and who is out now: what was chosen before in its order, then what is new."""
    said = dict(_said(posted))
    before = {chosen["id"]: chosen for chosen in [*campaign.included, *campaign.excluded]}
    was = {chosen["id"]: "include" for chosen in campaign.included}
    was |= {chosen["id"]: "exclude" for chosen in campaign.excluded}
    now = {key: verb for key, verb in (was | said).items() if verb}
    chosen = {key: before.get(key) or _named(campaign.store, key) for key in list(now)[:MOST_SEGMENTS]}
    return (
        [chosen[key] for key in chosen if now[key] == "include"],
        [chosen[key] for key in chosen if now[key] == "exclude"],
    )


def _said(posted: QueryDict) -> Iterator[tuple[str, str]]:
    for name, value in posted.items():
        match = SEGMENT.fullmatch(name)
        if match:
            yield match[1], str(value) if value in {"include", "exclude"} else ""


def _named(store: Store, key: str) -> Chosen:
    try:
        return {"id": key, "name": pickers.segment(store, key).name}
    except trouble.Expected:
        return {"id": key, "name": "A segment we could not read"}
