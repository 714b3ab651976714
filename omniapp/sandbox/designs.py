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
    style = "\n".join(block.get("htmlCode", {}).get("style", "") for block in blocks)
    body = "\n".join(block.get("htmlCode", {}).get("body", "") or block.get("text", "") for block in blocks)
    head = f'<head><meta charset="utf-8"><style>{style}</style></head>'
    return f"<!doctype html><html>{head}<body>{body}</body></html>"


def _blocks(sections: list[Json]) -> Iterator[dict[str, Any]]:
    for section in sections:
        for row in section.get("rows") or []:
            for column in row.get("columns") or []:
                yield from column.get("blocks") or []


def _id(identifier: str, part: str) -> str:
    return hashlib.sha256(f"{identifier}/{part}".encode()).hexdigest()[:24]
