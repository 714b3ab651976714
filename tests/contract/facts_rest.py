"""Brands, segments, email templates and email content (Omnisend API 2026-03-15, one page each)."""

from tests.contract import shapes as s
from tests.contract.facts_common import (
    ANY,
    NAME_CONTAINS,
    PAGING,
    RENDERS,
    SEGMENT_READS,
    WHOLE_BRAND,
    paging_query,
)
from tests.contract.model import Field, Operation, Paging

ONE_MEGABYTE = 1024 * 1024

BRAND = s.record(
    {
        "brandID": s.ident,
        "name": s.text,
        "website": s.text,
        "currency": s.text,
        "timezone": s.text,
        "connected": s.flag,
    },
    {"platform": s.text, "version": s.text},
)

SEGMENT = s.record(
    {
        "segmentID": s.ident,
        "name": s.text,
        "status": s.one_of("ready", "building", "archived"),
        "createdAt": s.stamp,
        "updatedAt": s.stamp,
    },
    {"isStarred": s.flag, "archivedAt": s.or_null(s.stamp), "conditionGroups": s.rows(s.anything)},
)

_STAMPS = {"createdAt": s.stamp, "updatedAt": s.stamp}
_DOCUMENT = {"sections": s.rows(s.anything), "generalSettings": s.mapping(s.anything)}
TEMPLATE_ROW = s.record({"id": s.ident, "name": s.text, **_STAMPS})
TEMPLATE = s.record({"id": s.ident, "name": s.text, **_STAMPS}, _DOCUMENT)
CONTENT = s.record({"id": s.ident, **_STAMPS}, _DOCUMENT)
RENDERED = s.mapping(s.text)

IMPORT: dict[str, tuple[Field, ...]] = {
    "any": (
        Field("name", required=True, shortest=1, longest=255),
        Field("html", required=True, shortest=1),
    )
}
# A content document is replaced whole; its inner blocks are not our concern, only that the list is there.
REPLACE: dict[str, tuple[Field, ...]] = {
    "any": (Field("sections", "texts"), Field("generalSettings", "texts"))
}

REST_OPERATIONS = (
    Operation(
        "get_current_brand",
        "GET",
        "/brands/current",
        "brands.read",
        200,
        frozenset(),
        (WHOLE_BRAND,),
        BRAND,
        unsettled=ANY,
    ),
    Operation(
        "list_segments",
        "GET",
        "/segments",
        "segments.read",
        200,
        ANY,
        (WHOLE_BRAND, SEGMENT_READS),
        s.record({"segments": s.rows(SEGMENT), "paging": PAGING}),
        query=paging_query(50, ("createdAt", "name")),
        paging=Paging("segments", 50, 10),
    ),
    Operation(
        "get_segment",
        "GET",
        "/segments/{id}",
        "segments.read",
        200,
        ANY | {404},
        (WHOLE_BRAND, SEGMENT_READS),
        SEGMENT,
    ),
    Operation(
        "get_segment_statistics",
        "GET",
        "/segments/{id}/statistics",
        "segments.read",
        200,
        ANY | {404},
        (WHOLE_BRAND, SEGMENT_READS),
        s.record({"contactsCount": s.whole}),
    ),
    Operation(
        "list_templates",
        "GET",
        "/email-templates",
        "email-templates.read",
        200,
        ANY,
        (WHOLE_BRAND,),
        s.record({"templates": s.rows(TEMPLATE_ROW), "paging": PAGING}),
        query=(*paging_query(100, ("createdAt", "name")), NAME_CONTAINS),
        paging=Paging("templates", 100, 50),
    ),
    Operation(
        "get_template",
        "GET",
        "/email-templates/{id}",
        "email-templates.read",
        200,
        ANY | {404},
        (WHOLE_BRAND,),
        TEMPLATE,
    ),
    Operation(
        "import_template",
        "POST",
        "/email-templates/import",
        "email-templates.write",
        201,
        ANY | {413},
        (WHOLE_BRAND,),
        TEMPLATE,
        bodies=IMPORT,
        largest_body=ONE_MEGABYTE,
    ),
    Operation(
        "render_template",
        "POST",
        "/email-templates/{id}/render",
        "email-templates.write",
        200,
        ANY | {404},
        (WHOLE_BRAND, RENDERS),
        RENDERED,
    ),
    Operation(
        "get_content",
        "GET",
        "/email-content/{id}",
        "email-templates.read",
        200,
        ANY | {404},
        (WHOLE_BRAND,),
        CONTENT,
    ),
    Operation(
        "replace_content",
        "PUT",
        "/email-content/{id}",
        "email-templates.write",
        200,
        ANY | {404, 409, 413},
        (WHOLE_BRAND,),
        CONTENT,
        bodies=REPLACE,
        largest_body=ONE_MEGABYTE,
    ),
    Operation(
        "render_content",
        "POST",
        "/email-content/{id}/render",
        "email-templates.write",
        200,
        ANY | {404, 422},
        (WHOLE_BRAND, RENDERS),
        RENDERED,
    ),
)
