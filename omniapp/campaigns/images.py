"""The pictures of the store's library in Omnisend, and which of them a text message may carry.

Sources: Omnisend API 2026-03-15, Images (list, get, upload) and Create campaign (``imageID``).
"""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from omniapp import omnisend
from omniapp.campaigns import trouble
from omniapp.stores import connection
from omniapp.stores.models import Store

READ, WRITE = "images.read", "images.write"
#: Bytes. Omnisend says 500 KB and not which kind of KB: this is the smaller one.
LARGEST = 500_000
KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF"}
BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
LONGEST_NAME = 250
A_PAGE = 24
PATIENCE = 10.0  # seconds a person waits for a list
UPLOAD_PATIENCE = 20.0
NO_FILE = "Choose a file first."
NO_PICTURE = "This file is not a JPEG, PNG or GIF picture, whatever its name says."
GONE = "This image is no longer in Omnisend. Choose another one."
UNSURE = (
    "We do not know whether Omnisend took it. Look for it in the library below before you upload it again."
)


class NotUsable(Exception):
    """This picture cannot go with a text message; the text is a sentence."""


@dataclass(frozen=True)
class Choice:
    """A picture of the library. ``size`` in bytes; 0 where Omnisend does not say."""

    id: str
    name: str
    url: str
    kind: str
    size: int

    @property
    def why_not(self) -> str:
        """Why a text message cannot carry it; empty if it can."""
        if self.kind and self.kind not in KINDS:
            return f"{self.kind.removeprefix('image/').upper()} does not go with a text message."
        return too_large(self.size)


@dataclass(frozen=True)
class Library:
    """One page of it, or why there is none. ``after``: cursor of the next page, "" at the end."""

    state: Literal["ready", "empty", "failing", "not-allowed"]
    items: tuple[Choice, ...] = ()
    after: str = ""
    sentence: str = ""


def library(store: Store, *, search: str = "", after: str = "") -> Library:
    """The newest first; ``search`` is a part of the name. Never raises: what went wrong is its sentence."""
    if READ not in store.scopes:
        return Library("not-allowed")
    call = omnisend.calls.list_images(
        name_contains=search or None, after=after or None, limit=A_PAGE, sort="createdAt", direction="desc"
    )
    try:
        page = connection.run(store, call, deadline=PATIENCE)
    except omnisend.Forbidden:
        return Library("not-allowed")
    except trouble.Expected as error:
        return Library("failing", sentence=trouble.sentence(error))
    items = tuple(_choice(image) for image in page.items)
    return Library(
        "ready" if items or page.has_more else "empty", items, (page.has_more and page.after) or ""
    )


def find(store: Store, key: str) -> Choice:
    """One picture as it is now, fit for a text message.

    Raises NotUsable, also when it is gone or Omnisend cannot be asked.
    """
    try:
        found = _choice(connection.run(store, omnisend.calls.get_image(key), deadline=PATIENCE))
    except (omnisend.NotFound, omnisend.InvalidRequest, ValueError) as error:
        raise NotUsable(GONE) from error
    except trouble.Expected as error:
        raise NotUsable(trouble.sentence(error)) from error
    if found.why_not:
        raise NotUsable(f"“{found.name}” cannot be used: {found.why_not}")
    return found


def upload(store: Store, filename: str, content: bytes) -> Choice:
    """Puts a picture into the library. Raises NotUsable, at once for what no text message could carry."""
    kind = kind_of(content)
    if not content:
        raise NotUsable(NO_FILE)
    if not kind:
        raise NotUsable(NO_PICTURE)
    if large := too_large(len(content)):
        raise NotUsable(large)
    path = PurePosixPath(filename)
    call = omnisend.calls.upload_image(
        f"picture.{KINDS[kind].lower()}", kind, content, name=path.stem[:LONGEST_NAME] or "Picture"
    )
    try:
        return _choice(connection.run(store, call, deadline=UPLOAD_PATIENCE))
    except omnisend.InvalidRequest as error:
        said = error.fields[0].message if error.fields else error.detail
        raise NotUsable(f"Omnisend did not take it: {said}") from error
    except trouble.Expected as error:
        arrived = isinstance(error, omnisend.OmnisendError) and error.may_have_arrived
        raise NotUsable(UNSURE if arrived else trouble.sentence(error)) from error


def too_large(size: int) -> str:
    """Why so many bytes are too many; empty if they are not."""
    if size <= LARGEST:
        return ""
    words = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1000:.0f} KB"
    return f"It has {words}; a picture message carries at most 500 KB."


def kind_of(content: bytes) -> str:
    """The media type that the first bytes tell; empty if it is none that a text message can carry."""
    return next((kind for beginning, kind in BEGINNINGS if content.startswith(beginning)), "")


def _choice(image: omnisend.Image) -> Choice:
    return Choice(image.id, image.name or image.id, image.url, image.type, image.size or 0)
