"""Email designs: a document of sections made from HTML, and the HTML made from a document."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from omniapp.sandbox.models import Document, Json

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S | re.I)
_BODY = re.compile(r"<body[^>]*>(.*?)</body>", re.S | re.I)


def document_from_html(identifier: str, name: str, html: str, now: datetime) -> Document:
    """Parse raw HTML the way an import does: styles out, body into one HTML block."""
    style = "\n".join(part.strip() for part in _STYLE.findall(html))
    found = _BODY.search(html)
    body = _STYLE.sub("", found.group(1) if found else html).strip()
    block = {"id": _id(identifier, "block"), "type": "htmlCode", "htmlCode": {"body": body, "style": style}}
    column = {"id": _id(identifier, "column"), "width": "600px", "blocks": [block]}
    row = {"id": _id(identifier, "row"), "columns": [column]}
    sections = [{"id": _id(identifier, "section"), "type": "", "rows": [row]}]
    return Document(identifier, name, {}, sections, now, now)


def render(document: Document) -> str:
    """The whole page of a document: its HTML and text blocks in order."""
    blocks = list(_blocks(document.sections))
    codes = [block.get("htmlCode") or {} for block in blocks]
    style = "\n".join(code.get("style") or "" for code in codes)
    body = "\n".join(
        code.get("body") or block.get("text") or "" for block, code in zip(blocks, codes, strict=True)
    )
    head = f'<head><meta charset="utf-8"><style>{style}</style></head>'
    return f"<!doctype html><html>{head}<body>{body}</body></html>"


def is_readable(sections: Any) -> bool:
    """Whether a design's sections can be rendered: lists of objects on all levels, with texts at the end."""
    if not isinstance(sections, list) or not _nested(sections, "rows", "columns", "blocks"):
        return False
    for block in _blocks(sections):
        code = block.get("htmlCode") or {}
        if not isinstance(code, dict):
            return False
        texts = (block.get("text"), code.get("body"), code.get("style"))
        if not all(text is None or isinstance(text, str) for text in texts):
            return False
    return True


def _nested(value: Any, *below: str) -> bool:
    if not isinstance(value, list):
        return value is None
    return all(
        isinstance(one, dict) and (not below or _nested(one.get(below[0]), *below[1:])) for one in value
    )


def _blocks(sections: list[Json]) -> Iterator[dict[str, Any]]:
    for section in sections:
        for row in section.get("rows") or []:
            for column in row.get("columns") or []:
                yield from column.get("blocks") or []


def _id(identifier: str, part: str) -> str:
    return hashlib.sha256(f"{identifier}/{part}".encode()).hexdigest()[:24]
