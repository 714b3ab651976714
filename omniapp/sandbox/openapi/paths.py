"""Every operation: parameters, body, answers."""

from dataclasses import dataclass, field

from omniapp.sandbox.api.campaigns import SORTS, STATUSES
from omniapp.sandbox.openapi.bodies import NEW
from omniapp.sandbox.openapi.common import in_path, in_query, paging, repeated
from omniapp.sandbox.openapi.words import MOMENT, Schema, one_of, text
from omniapp.sandbox.rules.document import CHANNELS, TYPES

ALWAYS = (400, 401, 403, 410, 429, 500)
BROKEN = (415, 503, 524)


@dataclass(frozen=True)
class Described:
    """One operation in short: `body` names schemas, of which one fits; `answer` is empty for an empty one."""

    good: int
    answer: str = ""
    body: tuple[str, ...] = ()
    also: tuple[int, ...] = ()
    query: list[Schema] = field(default_factory=list)
    sends: str = "application/json"


NAME = in_query("nameContains", text(longest=200))
TWO_SORTS = ("createdAt", "name")
LIST = [
    *paging(250, SORTS),
    NAME,
    repeated("status", *STATUSES),
    repeated("channel", *CHANNELS),
    in_query("type", one_of(*TYPES)),
    in_query("parentCampaignID", text()),
    *(in_query(name, MOMENT) for name in ("createdAtFrom", "createdAtTo", "updatedAtFrom", "updatedAtTo")),
]
# Whose id `{id}` is, by the first part of the path.
OWNERS = {
    "campaigns": "CampaignID",
    "segments": "SegmentID",
    "email-templates": "TemplateID",
    "email-content": "ContentID",
    "images": "ImageID",
}
ONE, CHOICE = "/campaigns/{id}", (404, 409, 422)
DESCRIBED: dict[str, Described] = {
    "GET /brands/current": Described(200, "Brand"),
    "GET /campaigns": Described(200, "Campaigns", query=LIST),
    "POST /campaigns": Described(201, "Campaign", NEW, CHOICE),
    f"GET {ONE}": Described(200, "Campaign", also=(404,)),
    f"PATCH {ONE}": Described(200, "Campaign", ("CampaignChanges",), (404, 409)),
    f"DELETE {ONE}": Described(204, also=CHOICE),
    f"POST {ONE}/send": Described(204, also=(402, 404, 409)),
    f"POST {ONE}/cancel": Described(204, also=CHOICE),
    f"POST {ONE}/copy": Described(201, "Campaign", also=(404, 422)),
    f"POST {ONE}/test-email": Described(204, body=("TestEmail",), also=(402, *CHOICE)),
    f"GET {ONE}/utm": Described(200, "Utm", also=(404,)),
    f"PUT {ONE}/utm": Described(200, "Utm", ("RegularTags", "VariantTags"), (404, 409)),
    f"POST {ONE}/ab-test/stop": Described(204, also=CHOICE),
    f"POST {ONE}/ab-test/resume": Described(204, also=CHOICE),
    f"POST {ONE}/ab-test/winner": Described(204, body=("Winner",), also=CHOICE),
    "GET /segments": Described(200, "Segments", query=paging(50, TWO_SORTS)),
    "GET /segments/{segmentID}": Described(200, "Segment", also=(404,)),
    "GET /segments/{segmentID}/statistics": Described(200, "SegmentStatistics", also=(404,)),
    "GET /email-templates": Described(200, "Templates", query=[*paging(100, TWO_SORTS), NAME]),
    "POST /email-templates/import": Described(201, "Template", ("NewTemplate",), (413,)),
    "GET /email-templates/{id}": Described(200, "Template", also=(404,)),
    "DELETE /email-templates/{id}": Described(204, also=(404,)),
    "POST /email-templates/{id}/render": Described(200, "Rendered", also=(404,)),
    "GET /email-content/{id}": Described(200, "Content", also=(404,)),
    "PUT /email-content/{id}": Described(200, "Content", ("NewContent",), (404, 409, 413)),
    "POST /email-content/{id}/render": Described(200, "Rendered", also=(404, 422)),
    "GET /images": Described(200, "Images", query=[*paging(250, TWO_SORTS), NAME]),
    "POST /images": Described(201, "Image", ("ImageAddress",)),
    "POST /images/upload": Described(201, "Image", ("ImageFile",), sends="multipart/form-data"),
    "GET /images/{id}": Described(200, "Image", also=(404,)),
    "DELETE /images/{id}": Described(204, also=(404,)),
    "POST /analytics/reports": Described(200, "Reports", ("ReportQueries",), BROKEN),
    "POST /analytics/statistics": Described(200, "Statistics", ("StatisticsQueries",), BROKEN),
}


def parameters(name: str, path: str) -> list[Schema]:
    """Those of the path, from its template, then those of the query."""
    kind = OWNERS.get(path.split("/")[1], "")
    ids = [in_path(part.strip("{}"), kind) for part in path.split("/") if part.startswith("{")]
    return ids + DESCRIBED[name].query
