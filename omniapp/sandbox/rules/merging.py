"""What an update does to a campaign, field by field. Source: Omnisend API 2026-03-15, Update campaign."""

import copy
from typing import Any

from omniapp.sandbox import moments
from omniapp.sandbox.models import ABTest, Booster, Campaign, Json, Sending


def document_of(campaign: Campaign) -> Json:
    """A stored campaign in the words of a request, so that it can be merged and validated again."""
    document: Json = {
        "type": campaign.type,
        "channel": campaign.channel,
        "name": campaign.name,
        "language": campaign.language,
        "audience": {"includedSegmentIDs": campaign.included, "excludedSegmentIDs": campaign.excluded},
        "sendingSettings": _sending(campaign.sending),
    }
    if campaign.ab_test is not None:
        document["abTest"] = _ab_test(campaign.ab_test)
    elif campaign.email is not None:
        document["content"] = {"email": _email(campaign.email)}
    else:
        document["content"] = {"sms": campaign.sms}
    if campaign.booster is not None:
        document["boosterSettings"] = _booster(campaign.booster)
    return document


def _email(email: Json) -> Json:
    return {key: value for key, value in email.items() if key != "contentID" and value}


def _sending(sending: Sending) -> Json:
    words: Json = {"strategy": sending.strategy}
    if sending.scheduled_at:
        words["scheduledAt"] = moments.write_exactly(sending.scheduled_at)
    if sending.optimize_for:
        words["optimizeFor"] = sending.optimize_for
    if sending.by_time_zone:
        words["isTZOptimizationEnabled"] = True
    return words


def _ab_test(test: ABTest) -> Json:
    settings: Json = {"testSizePercent": test.test_size}
    if test.decision is not None:
        settings["winningMetric"] = test.metric
        settings["decisionTime"] = {"amount": test.decision[0], "unit": test.decision[1]}
    variants = {
        letter: {"content": {"email": _email(variant.email)}} for letter, variant in test.variants.items()
    }
    return {"settings": settings, "variants": variants}


def _booster(booster: Booster) -> Json:
    words: Json = {"campaignID": booster.parent_id, "sendTo": booster.send_to}
    if booster.delay is not None:
        words["delay"] = {"amount": booster.delay[0], "unit": booster.delay[1]}
    return words


def merge(document: Json, patch: Json, *, audience: str) -> Json:
    """The document with the patch applied.

    Content and booster settings are merged, A/B test and sending settings replaced whole; type, channel,
    parent and template cannot be patched and stay.
    """
    merged = copy.deepcopy(document)
    for key, value in patch.items():
        if key in ("type", "channel") or value is None:
            continue
        if key in ("content", "boosterSettings") or (key == "audience" and audience == "merge"):
            merged[key] = _deep(merged.get(key), value)
        else:
            merged[key] = value
    content, booster = merged.get("content"), merged.get("boosterSettings")
    if isinstance(content, dict) and isinstance(content.get("email"), dict):
        content["email"].pop("templateID", None)
    if isinstance(booster, dict) and "boosterSettings" in document:
        booster["campaignID"] = document["boosterSettings"]["campaignID"]
    return merged


def _deep(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return old | {key: _deep(old.get(key), value) for key, value in new.items() if value is not None}
