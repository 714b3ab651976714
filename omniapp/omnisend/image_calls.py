"""The calls of the image library. Part of `calls`; see there.

Source: Omnisend API 2026-03-15, Images.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from .building import call, paging, query
from .messages import Call
from .multipart import form
from .reading import one, page
from .schemas import Image, Page

IMAGES_READ = "images.read"
IMAGES_WRITE = "images.write"
IMAGE_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")
LARGEST_IMAGE = 5 * 1024 * 1024
"""Bytes. A picture message takes less, see Create campaign."""


def list_images(
    *,
    name_contains: str | None = None,
    sort: Literal["createdAt", "name"] | None = None,
    direction: Literal["asc", "desc"] | None = None,
    limit: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Call[Page[Image]]:
    """One page of at most `limit` images (1-250, else 100); the name is cut to 200."""
    filters = query(nameContains=name_contains[:200] if name_contains else None)
    pages = paging(limit=limit, most=250, after=after, before=before, sort=sort, direction=direction)
    return call("GET /images", IMAGES_READ, page(Image, "images"), query=filters + pages)


def get_image(id: str) -> Call[Image]:
    return call("GET /images/{id}", IMAGES_READ, one(Image), id=id)


class _FromUrl(BaseModel):
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    name: Annotated[str, Field(min_length=1)] | None = None


def upload_image_from(url: str, name: str | None = None) -> Call[Image]:
    """Has Omnisend fetch a public https address. Not to be repeated blindly."""
    body = _FromUrl(url=url, name=name)
    return call("POST /images", IMAGES_WRITE, one(Image), body=body, changes=True)


def upload_image(filename: str, kind: str, content: bytes, *, name: str | None = None) -> Call[Image]:
    """Puts a file into the library. Not to be repeated blindly."""
    if kind not in IMAGE_KINDS:
        raise ValueError(f"not a kind of image that Omnisend takes: {kind!r}")
    if not 0 < len(content) <= LARGEST_IMAGE:
        raise ValueError(f"an image has 1 to {LARGEST_IMAGE} bytes")
    texts = {"name": name} if name else {}
    filled = form(texts, file="file", name=filename, kind=kind, content=content)
    return call("POST /images/upload", IMAGES_WRITE, one(Image), body=filled, changes=True)
