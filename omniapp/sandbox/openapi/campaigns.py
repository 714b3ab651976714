"""Campaigns as they are answered."""

from omniapp.sandbox.api.campaigns import STATUSES
from omniapp.sandbox.openapi.words import (
    FLAG,
    MOMENT,
    OWN_ID,
    Schema,
    answer,
    one_of,
    or_null,
    ref,
    rows,
    text,
    whole,
)
from omniapp.sandbox.rules.abtest import METRICS, SEND_ALL, UNITS
from omniapp.sandbox.rules.booster_settings import AUDIENCES
from omniapp.sandbox.rules.document import CHANNELS, LANGUAGES, TYPES
from omniapp.sandbox.rules.sending import GOALS, STRATEGIES

_EMAIL = answer(
    {"contentID": OWN_ID, "subject": text(filled=True), "senderName": text(filled=True)},
    {
        "preheader": text(filled=True),
        "senderEmail": text(filled=True),
        "replyToEmail": text(filled=True),
    },
)
_SMS = answer(
    {
        "message": text(filled=True),
        "compliance": answer(
            {"stopKeywordText": text(filled=True), "unsubscribeLinkText": text(filled=True)}
        ),
        "isLinkShorteningEnabled": FLAG,
    },
    {"imageID": OWN_ID},
)
_AMOUNT = answer({"amount": whole(0, 240), "unit": one_of(*UNITS)})
_VARIANT = answer({"id": OWN_ID, "content": answer({"email": ref("Email")})})
_AB_TEST = answer(
    {
        "settings": answer(
            {"testSizePercent": whole(10, SEND_ALL)},
            {"winningMetric": one_of(*METRICS), "decisionTime": ref("Amount")},
        ),
        "variants": answer({"a": ref("Variant"), "b": ref("Variant")}),
        "result": or_null(
            answer({"winnerVariantID": OWN_ID, "selectedAt": MOMENT, "isManuallySelected": FLAG})
        ),
    }
)
_SENDING = answer(
    {"strategy": one_of(*STRATEGIES)},
    {"scheduledAt": MOMENT, "isTZOptimizationEnabled": FLAG, "optimizeFor": one_of(*GOALS)},
)
_CAMPAIGN = answer(
    {
        "id": OWN_ID,
        "brandID": OWN_ID,
        "name": text(longest=250),
        "type": one_of(*TYPES),
        "channel": one_of(*CHANNELS),
        "status": one_of(*STATUSES),
        "language": one_of(*LANGUAGES),
        "sendingSettings": _SENDING,
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
    },
    {
        "startedAt": MOMENT,
        "endedAt": MOMENT,
        "content": answer({}, {"email": ref("Email"), "sms": ref("Sms")}),
        "audience": answer({"includedSegmentIDs": rows(OWN_ID), "excludedSegmentIDs": rows(OWN_ID)}),
        "abTest": _AB_TEST,
        "boosterSettings": answer(
            {"campaignID": OWN_ID, "sendTo": one_of(*AUDIENCES)}, {"delay": ref("Amount")}
        ),
    },
)
_TAGS = answer({"source": text(filled=True), "medium": text(filled=True), "campaign": text(filled=True)})
_VARIANT_TAGS = answer({"id": OWN_ID, "tags": ref("Tags")})
SCHEMAS: dict[str, Schema] = {
    "Email": _EMAIL,
    "Sms": _SMS,
    "Amount": _AMOUNT,
    "Variant": _VARIANT,
    "Campaign": _CAMPAIGN,
    "Campaigns": answer({"campaigns": rows(ref("Campaign")), "paging": ref("Paging")}),
    "Tags": _TAGS,
    "Utm": {
        "oneOf": [
            answer({"tags": ref("Tags")}),
            answer({"variants": answer({"a": _VARIANT_TAGS, "b": _VARIANT_TAGS})}),
        ]
    },
}
