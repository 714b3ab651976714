"""/images: list, read, upload by address or as a file, delete. Source: Omnisend API 2026-03-15, Images."""

import io
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import python_multipart
from python_multipart.exceptions import FormParserError

from omniapp.sandbox.api.call import Answer, Call
from omniapp.sandbox.api.query import Query
from omniapp.sandbox.models import Image, Json
from omniapp.sandbox.moments import write, write_exactly
from omniapp.sandbox.problems import FieldError, invalid, not_found
from omniapp.sandbox.rules import pictures
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.paging import page

LONGEST_NAME = 255
ADDRESS = r"^https://[A-Za-z0-9]\S*$"
FORMATS = "Must be a JPEG, PNG, GIF or WebP image"


def list_images(call: Call) -> Answer:
    query = Query(call)
    paging = query.paging(most=250, default=100)
    sort, direction = query.sorting(("createdAt", "name"), direction_alone=True)
    name = query.text("nameContains", longest=200)
    query.done()
    question = {"sort": sort, "direction": direction, "nameContains": name}
    question = paging.inherit(question, query, "sort", "direction", "nameContains")

    def key(one: Image) -> tuple[str, str]:
        return one.name if question["sort"] == "name" else write_exactly(one.created_at), one.id

    part = str(question["nameContains"]).lower()
    chosen, about = page(
        [one for one in call.brand.images.values() if part in one.name.lower()],
        key=key,
        descending=question["direction"] == "desc",
        limit=paging.limit,
        question=question,
        after=paging.after,
        before=paging.before,
    )
    return Answer(200, {"images": [_show(call, one) for one in chosen], "paging": about})


def get_image(call: Call) -> Answer:
    """What a missing one gets is not published."""
    if call.id() not in call.brand.images:
        raise not_found("Image")
    return Answer(200, _show(call, call.brand.images[call.id()]))


def delete_image(call: Call) -> Answer:
    """No 404 is published for this operation."""
    if call.id() not in call.brand.images and call.world.switches.delete_missing == "not-found":
        raise not_found("Image")
    call.brand.images.pop(call.id(), None)
    return Answer(204)


def upload_from_address(call: Call) -> Answer:
    """Nothing is fetched here: the picture is made up, and only addresses that cannot lead to one fail."""
    errors: list[FieldError] = []
    fields = Fields(call.body(), errors)
    url, name = fields.text("url", required=True), fields.text("name", longest=LONGEST_NAME)
    path = _path(url)
    if url.strip() and path is None:
        fields.error("url", "invalid_format", "Must be a public HTTPS address")
    elif path and PurePosixPath(path).suffix.lower() in (".html", ".pdf", ".svg", ".mp4"):
        fields.error("url", "invalid_value", FORMATS)
    refuse(fields, errors, call.world.switches)
    return _keep(call, name or _stem(unquote(path or "")), pictures.striped(("5b3a70", "e6dcec")))


def upload_file(call: Call) -> Answer:
    name, filename, content = _form(call)
    if content is None:
        raise invalid(FieldError("file", "required", "This field is required"))
    if len(content) > pictures.LARGEST:
        raise invalid(FieldError("file", "too_large", "Must not exceed 5 MB"))
    if pictures.read(content) is None:
        raise invalid(FieldError("file", "invalid_format", FORMATS))
    if len(name) > LONGEST_NAME:
        raise invalid(FieldError("name", "too_long", f"Must be at most {LONGEST_NAME} characters"))
    return _keep(call, name or _stem(filename), content)


def _form(call: Call) -> tuple[str, str, bytes | None]:
    """`name`, the file's name and the file of a multipart form; raises 400 for anything else."""
    texts: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}

    def on_field(field: python_multipart.multipart.Field) -> None:
        texts[(field.field_name or b"").decode()] = (field.value or b"").decode("utf-8", "replace")

    def on_file(file: python_multipart.multipart.File) -> None:
        file.file_object.seek(0)
        filename = (file.file_name or b"").decode("utf-8", "replace")
        files[(file.field_name or b"").decode()] = (filename, file.file_object.read())

    headers = {"Content-Type": call.content_type.encode()}
    try:
        python_multipart.parse_form(headers, io.BytesIO(call.raw), on_field, on_file)
    except (FormParserError, ValueError):
        raise invalid(FieldError("body", "invalid_format", "Must be a multipart form")) from None
    filename, content = files.get("file", ("", None))
    return texts.get("name", ""), filename, content


def _keep(call: Call, name: str, content: bytes) -> Answer:
    picture = pictures.read(content)
    if picture is None:
        raise invalid(FieldError("file", "invalid_format", FORMATS))
    image = Image(call.world.new_id(), name, picture, content, call.world.now())
    call.brand.images[image.id] = image
    return Answer(201, _show(call, image))


def _path(url: str) -> str | None:
    """The path of an HTTPS address; None for anything else."""
    if not re.search(ADDRESS, url):
        return None
    try:
        return urlsplit(url).path
    except ValueError:
        return None


def _stem(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).stem[:LONGEST_NAME] or "image"


def _show(call: Call, one: Image) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "url": f"http://{call.host or 'localhost'}/images/{one.id}.{pictures.KINDS[one.picture.kind]}",
        "type": one.picture.kind,
        "size": len(one.content),
        "width": one.picture.width,
        "height": one.picture.height,
        "createdAt": write(one.created_at),
    }
