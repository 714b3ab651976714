"""Stored things as Omnisend's JSON. Optional texts that are empty are left out."""

from omniapp.sandbox import moments
from omniapp.sandbox.models import ABTest, Booster, Brand, Campaign, Document, Json, Segment, Sending


def brand(one: Brand) -> Json:
    return {
        "brandID": one.id,
        "name": one.name,
        "website": one.website,
        "platform": one.platform,
        "version": one.version,
        "currency": one.currency,
        "timezone": one.timezone,
        "connected": True,
    }


def campaign(one: Campaign) -> Json:
    answer: Json = {
        "id": one.id,
        "brandID": one.brand_id,
        "name": one.name,
        "type": one.type,
        "channel": one.channel,
        "status": one.status,
        "language": one.language,
        "sendingSettings": _sending(one.sending),
        "createdAt": moments.write(one.created_at),
        "updatedAt": moments.write(one.updated_at),
    }
    if one.ab_test is not None:
        answer["abTest"] = _ab_test(one.ab_test)
    else:
        answer["content"] = {"email": _texts(one.email)} if one.email is not None else {}
        answer["content"] |= {"sms": one.sms} if one.sms is not None else {}
    if one.booster is not None:
        answer["boosterSettings"] = _booster(one.booster)
    else:
        answer["audience"] = {"includedSegmentIDs": one.included, "excludedSegmentIDs": one.excluded}
    if one.started_at is not None:
        answer["startedAt"] = moments.write(one.started_at)
    if one.ended_at is not None:
        answer["endedAt"] = moments.write(one.ended_at)
    return answer


def _texts(email: Json) -> Json:
    return {key: value for key, value in email.items() if value}


def _sending(one: Sending) -> Json:
    answer: Json = {"strategy": one.strategy}
    if one.scheduled_at is not None:
        answer["scheduledAt"] = moments.write(one.scheduled_at)
    if one.optimize_for:
        answer["optimizeFor"] = one.optimize_for
    else:
        answer["isTZOptimizationEnabled"] = one.by_time_zone
    return answer


def _ab_test(one: ABTest) -> Json:
    settings: Json = {"testSizePercent": one.test_size}
    if one.decision is not None:
        settings |= {
            "winningMetric": one.metric,
            "decisionTime": {"amount": one.decision[0], "unit": one.decision[1]},
        }
    variants = {
        letter: {"id": variant.id, "content": {"email": _texts(variant.email)}}
        for letter, variant in one.variants.items()
    }
    result = None
    if one.winner and one.winner_at is not None:
        result = {
            "winnerVariantID": one.winner,
            "selectedAt": moments.write(one.winner_at),
            "isManuallySelected": one.by_hand,
        }
    return {"settings": settings, "variants": variants, "result": result}


def _booster(one: Booster) -> Json:
    answer: Json = {"campaignID": one.parent_id, "sendTo": one.send_to}
    if one.delay is not None:
        answer["delay"] = {"amount": one.delay[0], "unit": one.delay[1]}
    return answer


def segment(one: Segment) -> Json:
    return {
        "segmentID": one.id,
        "name": one.name,
        "status": one.status,
        "isStarred": one.starred,
        "conditionGroups": [],
        "createdAt": moments.write(one.created_at),
        "updatedAt": moments.write(one.updated_at),
        "archivedAt": moments.write(one.archived_at) if one.archived_at else None,
    }


def template_item(one: Document) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "createdAt": moments.write(one.created_at),
        "updatedAt": moments.write(one.updated_at),
    }


def content(one: Document) -> Json:
    return {
        "id": one.id,
        "generalSettings": one.general_settings,
        "sections": one.sections,
        "createdAt": moments.write(one.created_at),
        "updatedAt": moments.write(one.updated_at),
    }


def template(one: Document) -> Json:
    return content(one) | {"name": one.name}
