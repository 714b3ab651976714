"""Answers as full as Omnisend gives them, one for each operation; the facts are asked whether they are."""

from typing import Any

from tests.contract import examples
from tests.contract.client_calls import KEY, OTHER

STAMPS = {"createdAt": "2026-11-02T08:00:00Z", "updatedAt": "2026-11-03T09:30:00.123Z"}
PAGING = {"limit": 50, "hasMore": True, "cursors": {"after": "bmV4dA", "before": None}}

_EMAIL = {
    **examples.EMAIL,
    "contentID": OTHER,
    "senderEmail": "hello@alpinewool.example",
    "replyToEmail": "help@alpinewool.example",
}
_HEAD = {"id": KEY, "brandID": OTHER, "name": "Autumn", "language": "lt_LT", **STAMPS}
EMAIL: dict[str, Any] = {
    **_HEAD,
    "type": "regular",
    "channel": "email",
    "status": "sent",
    "startedAt": "2026-11-04T06:00:00+02:00",
    "endedAt": "2026-11-04T06:10:00+02:00",
    "content": {"email": _EMAIL},
    "audience": {"includedSegmentIDs": [KEY], "excludedSegmentIDs": [OTHER]},
    "sendingSettings": {
        "strategy": "personalized",
        "scheduledAt": "2026-11-03T22:00:00Z",
        "optimizeFor": "clicks",
    },
}
SMS: dict[str, Any] = {
    **_HEAD,
    "type": "regular",
    "channel": "sms",
    "status": "onHold",
    "content": {"sms": {**examples.SMS, "imageID": KEY, "senderName": "Alpine Wool"}},
}
AB_TEST: dict[str, Any] = {
    **_HEAD,
    "type": "abTest",
    "channel": "email",
    "status": "stopped",
    "abTest": {
        "settings": {
            "testSizePercent": 30,
            "winningMetric": "clickRate",
            "decisionTime": {"amount": 2, "unit": "d"},
        },
        "variants": {
            "a": {"id": KEY, "content": {"email": _EMAIL}},
            "b": {"id": OTHER, "content": {"email": _EMAIL}},
        },
        "result": {
            "winnerVariantID": OTHER,
            "selectedAt": "2026-11-05T06:00:00Z",
            "isManuallySelected": True,
        },
    },
}
BOOSTER: dict[str, Any] = {
    **_HEAD,
    "type": "booster",
    "channel": "email",
    "status": "draft",
    "boosterSettings": {
        "campaignID": OTHER,
        "sendTo": "nonClickers",
        "delay": {"amount": 48, "unit": "h"},
    },
}
_TAGS = {"source": "omnisend", "medium": "email", "campaign": "campaign: Autumn (1)"}
_SEGMENT: dict[str, Any] = {
    "segmentID": KEY,
    "name": "Loyal readers",
    "status": "ready",
    "isStarred": True,
    "archivedAt": None,
    "conditionGroups": [{"conditions": []}],
    **STAMPS,
}
_ROW = {"id": KEY, "name": "Letter", **STAMPS}
_TEMPLATE: dict[str, Any] = {**_ROW, "sections": [], "generalSettings": {}}
_IMAGE: dict[str, Any] = {
    "id": KEY,
    "name": "Socks",
    "type": "image/jpeg",
    "url": "https://cdn.example/socks.jpg",
    "size": 102_400,
    "width": 1920,
    "height": 1080,
    "createdAt": "2026-11-02T08:00:00Z",
}

ANSWERS: dict[str, Any] = {
    "get_current_brand": {
        "brandID": KEY,
        "name": "Alpine Wool",
        "website": "https://alpinewool.example",
        "platform": "custom",
        "version": "1",
        "currency": "EUR",
        "timezone": "Europe/Vilnius",
        "connected": True,
    },
    "list_campaigns": {"campaigns": [EMAIL, SMS, AB_TEST, BOOSTER], "paging": PAGING},
    "create_campaign": EMAIL,
    "get_campaign": AB_TEST,
    "update_campaign": SMS,
    "copy_campaign": EMAIL,
    "get_utm": {"tags": _TAGS},
    "update_utm": {"variants": {"a": {"id": KEY, "tags": _TAGS}, "b": {"id": OTHER, "tags": _TAGS}}},
    "list_segments": {"segments": [_SEGMENT], "paging": PAGING},
    "get_segment": _SEGMENT | {"status": "archived", "archivedAt": "2026-11-01T00:00:00Z"},
    "get_segment_statistics": {"contactsCount": 12480},
    "list_templates": {"templates": [_ROW], "paging": PAGING},
    "get_template": _TEMPLATE,
    "import_template": _TEMPLATE,
    "analytics_report": {
        "reports": [
            {
                "alias": "campaigns-1",
                "dimensions": [{"name": "marketingActivityID"}],
                "metrics": [{"name": "sent"}, {"name": "openedUnique"}, {"name": "attributedRevenue"}],
                "rows": [
                    {
                        "marketingActivityID": KEY,
                        "sent": 12480,
                        "openedUnique": 0,
                        "attributedRevenue": 1234.56,
                    },
                    {"marketingActivityID": OTHER, "sent": 900, "openedUnique": None, "attributedRevenue": 0},
                ],
            }
        ]
    },
    "render_template": {"html": "<p>Hello</p>"},
    "list_images": {"images": [_IMAGE], "paging": PAGING},
    "get_image": _IMAGE,
    "upload_image_from": _IMAGE,
    "upload_image": _IMAGE,
    "render_content": {"body": "<p>Hello</p>"},
}
