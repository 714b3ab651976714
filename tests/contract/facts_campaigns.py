"""The fourteen campaign calls (Omnisend API 2026-03-15, Campaigns)."""

from tests.contract import facts_campaign_bodies as bodies
from tests.contract import shapes as s
from tests.contract.facts_common import ANY, NAME_CONTAINS, PAGING, WHOLE_BRAND, paging_query
from tests.contract.model import Field, Method, Operation, Paging, Query

STATUSES = (
    "draft",
    "scheduled",
    "started",
    "paused",
    "sent",
    "canceled",
    "onHold",
    "error",
    "expired",
    "stopped",
)

_EMAIL = s.record(
    {"contentID": s.ident, "subject": s.text, "senderName": s.text},
    {"senderEmail": s.text, "preheader": s.text, "replyToEmail": s.text},
)
_SMS = s.record(
    {
        "message": s.text,
        "compliance": s.record({"stopKeywordText": s.text, "unsubscribeLinkText": s.text}),
    },
    {"imageID": s.text, "isLinkShorteningEnabled": s.flag, "senderName": s.text},
)
_DELAY = s.record({"amount": s.whole, "unit": s.one_of(*bodies.UNITS)})
_VARIANT = s.record({"id": s.ident, "content": s.record({"email": _EMAIL})})
_AB_TEST = s.record(
    {
        "settings": s.record(
            {"testSizePercent": s.whole},
            {"winningMetric": s.one_of(*bodies.METRICS), "decisionTime": _DELAY},
        ),
        "variants": s.record({"a": _VARIANT, "b": _VARIANT}),
    },
    {
        "result": s.or_null(
            s.record({"winnerVariantID": s.ident, "selectedAt": s.stamp, "isManuallySelected": s.flag})
        )
    },
)
_SENDING = s.record(
    {"strategy": s.one_of(*bodies.STRATEGIES)},
    {
        "scheduledAt": s.stamp,
        "isTZOptimizationEnabled": s.flag,
        "optimizeFor": s.one_of(*bodies.OBJECTIVES),
    },
)
CAMPAIGN = s.record(
    {
        "id": s.ident,
        "brandID": s.ident,
        "name": s.text,
        "status": s.one_of(*STATUSES),
        "type": s.one_of(*bodies.TYPES),
        "channel": s.one_of(*bodies.CHANNELS),
        "language": s.one_of(*bodies.LANGUAGES),
        "createdAt": s.stamp,
        "updatedAt": s.stamp,
    },
    {
        "startedAt": s.stamp,
        "endedAt": s.stamp,
        "content": s.record({}, {"email": _EMAIL, "sms": _SMS}),
        "audience": s.record(
            {}, {"includedSegmentIDs": s.rows(s.ident), "excludedSegmentIDs": s.rows(s.ident)}
        ),
        "sendingSettings": _SENDING,
        "boosterSettings": s.record(
            {"campaignID": s.ident, "sendTo": s.one_of(*bodies.SEND_TO)}, {"delay": _DELAY}
        ),
        "abTest": _AB_TEST,
    },
)
_TAGS = s.record({}, {"source": s.text, "medium": s.text, "campaign": s.text})
_UTM_VARIANT = s.record({"id": s.ident, "tags": _TAGS})
UTM = s.record({}, {"tags": _TAGS, "variants": s.record({"a": _UTM_VARIANT, "b": _UTM_VARIANT})})

_ONE = "/campaigns/{id}"


def _call(
    name: str,
    method: Method,
    path: str,
    good: int,
    *own: int,
    answer: s.Shape | None = None,
    bodies: dict[str, tuple[Field, ...]] | None = None,
    unsettled: frozenset[int] = frozenset(),
) -> Operation:
    return Operation(
        name,
        method,
        path,
        "campaigns.read" if method == "GET" else "campaigns.write",
        good,
        ANY | set(own),
        (WHOLE_BRAND,),
        answer,
        bodies=bodies or {},
        unsettled=unsettled,
    )


LIST_CAMPAIGNS = Operation(
    "list_campaigns",
    "GET",
    "/campaigns",
    "campaigns.read",
    200,
    ANY,
    (WHOLE_BRAND,),
    s.record({"campaigns": s.rows(CAMPAIGN), "paging": PAGING}),
    query=(
        *paging_query(250, ("createdAt", "updatedAt", "name")),
        NAME_CONTAINS,
        Query("status", choices=STATUSES, repeats=True),
        Query("channel", choices=bodies.CHANNELS, repeats=True),
        Query("type", choices=bodies.TYPES),
        Query("parentCampaignID"),
        Query("createdAtFrom", "time"),
        Query("createdAtTo", "time"),
        Query("updatedAtFrom", "time"),
        Query("updatedAtTo", "time"),
    ),
    paging=Paging("campaigns", 250, 100),
)

CAMPAIGN_OPERATIONS = (
    LIST_CAMPAIGNS,
    _call("create_campaign", "POST", "/campaigns", 201, 404, 409, 422, answer=CAMPAIGN, bodies=bodies.CREATE),
    _call("get_campaign", "GET", _ONE, 200, 404, answer=CAMPAIGN),
    _call("update_campaign", "PATCH", _ONE, 200, 404, 409, answer=CAMPAIGN, bodies=bodies.CHANGE),
    _call("delete_campaign", "DELETE", _ONE, 204, 409, 422, unsettled=frozenset({404})),
    _call("send_campaign", "POST", f"{_ONE}/send", 204, 402, 404, 409),
    _call("cancel_campaign", "POST", f"{_ONE}/cancel", 204, 404, 409, 422),
    _call("copy_campaign", "POST", f"{_ONE}/copy", 201, 404, 422, answer=CAMPAIGN),
    _call("send_test_email", "POST", f"{_ONE}/test-email", 204, 402, 404, 409, 422, bodies=bodies.TEST_EMAIL),
    _call("get_utm", "GET", f"{_ONE}/utm", 200, 404, answer=UTM),
    _call("update_utm", "PUT", f"{_ONE}/utm", 200, 404, 409, answer=UTM, bodies=bodies.UTM),
    _call("stop_ab_test", "POST", f"{_ONE}/ab-test/stop", 204, 404, 409, 422),
    _call("resume_ab_test", "POST", f"{_ONE}/ab-test/resume", 204, 404, 409, 422),
    _call(
        "select_ab_test_winner", "POST", f"{_ONE}/ab-test/winner", 204, 404, 409, 422, bodies=bodies.WINNER
    ),
)
