"""Brands, segments, designs and pictures: what is asked and what is answered."""

from omniapp.sandbox.api.images import ADDRESS
from omniapp.sandbox.openapi.words import (
    ANY_OBJECT,
    FLAG,
    MOMENT,
    OWN_ID,
    Schema,
    answer,
    asked,
    one_of,
    or_null,
    ref,
    rows,
    text,
    whole,
)
from omniapp.sandbox.rules.pictures import KINDS

_STAMPS = {"createdAt": MOMENT, "updatedAt": MOMENT}
_DOCUMENT = {"id": OWN_ID, "generalSettings": ANY_OBJECT, "sections": rows(ANY_OBJECT)} | _STAMPS
_BLOCK = asked({}, {"text": text(), "htmlCode": asked({}, {"body": text(), "style": text()})})
_ROW = asked({}, {"columns": rows(asked({}, {"blocks": rows(_BLOCK)}))})
SCHEMAS: dict[str, Schema] = {
    "Brand": answer(
        {
            "brandID": OWN_ID,
            "name": text(filled=True),
            "website": text(),
            "platform": text(),
            "version": text(),
            "currency": text(pattern="^[A-Z]{3}$"),
            "timezone": text(filled=True),
            "connected": FLAG,
        }
    ),
    "Segment": answer(
        {
            "segmentID": OWN_ID,
            "name": text(),
            "status": one_of("ready", "building", "archived"),
            "isStarred": FLAG,
            "conditionGroups": rows(ANY_OBJECT),
            "archivedAt": or_null(MOMENT),
        }
        | _STAMPS
    ),
    "Segments": answer({"segments": rows(ref("Segment")), "paging": ref("Paging")}),
    "SegmentStatistics": answer({"contactsCount": whole(0)}),
    "TemplateItem": answer({"id": OWN_ID, "name": text()} | _STAMPS),
    "Templates": answer({"templates": rows(ref("TemplateItem")), "paging": ref("Paging")}),
    "Template": answer(_DOCUMENT | {"name": text()}),
    "Content": answer(_DOCUMENT),
    "Rendered": {"type": "object", "additionalProperties": text(), "minProperties": 1, "maxProperties": 1},
    "NewTemplate": asked({"name": text(longest=255, filled=True), "html": text(filled=True)}),
    "NewContent": asked({"sections": rows(asked({}, {"rows": rows(_ROW)}))}, {"generalSettings": ANY_OBJECT}),
    "Image": answer(
        {
            "id": OWN_ID,
            "name": text(longest=255),
            "url": {"type": "string", "format": "uri"},
            "type": one_of(*KINDS),
            "size": whole(1),
            "width": whole(0),
            "height": whole(0),
            "createdAt": MOMENT,
        }
    ),
    "Images": answer({"images": rows(ref("Image")), "paging": ref("Paging")}),
    "ImageAddress": asked({"url": text(pattern=ADDRESS)}, {"name": text(longest=255)}),
    "ImageFile": {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}, "name": text(longest=255)},
        "required": ["file"],
    },
}
