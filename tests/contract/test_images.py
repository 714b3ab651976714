"""The image library: what is taken, what is refused at which field, and what a text message may carry."""

import urllib.request

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from omniapp.omnisend.multipart import Form, form
from tests.contract import examples
from tests.contract.facts_images import FIVE_MEGABYTES
from tests.contract.wire import Answered, Wire
from tests.sandbox_control import HARBOR_TEA

GIF = b"GIF89a\x02\x00\x03\x00\x80\x00\x00" + b"\x00" * 20
WEBP = b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x02\x00\x00"
MADE_UP = "0123456789abcdef01234567"
IMAGE = "content.sms.imageID"


def upload(wire: Wire, sent: Form) -> Answered:
    return wire.call("upload_image", body=sent.body, headers={"Content-Type": sent.content_type})


def a_form(content: bytes, *, file: str = "file", name: str = "socks.gif", **texts: str) -> Form:
    return form(texts, file=file, name=name, kind="image/gif", content=content)


def with_image(key: str) -> examples.Body:
    return examples.replaced(examples.regular_sms(), IMAGE, key)


def test_a_file_is_kept_as_it_is_and_shown_at_its_address(wire: Wire) -> None:
    made = upload(wire, a_form(GIF, name='my "socks".gif')).body

    assert (made["type"], made["width"], made["height"], made["size"]) == ("image/gif", 2, 3, len(GIF))
    assert wire.call("get_image", made["id"]).body == made
    assert wire.call("list_images").body["images"][0] == made
    with urllib.request.urlopen(made["url"], timeout=5) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (GIF, "image/gif")


def test_it_is_named_as_told_or_as_its_file(wire: Wire) -> None:
    assert upload(wire, a_form(GIF, name="socks.gif")).body["name"] == "socks"
    assert upload(wire, a_form(GIF, name="../../šiltos kojinės.gif")).body["name"] == "šiltos kojinės"
    named = form({"name": "Warm feet"}, file="file", name="socks.gif", kind="image/gif", content=GIF)
    assert upload(wire, named).body["name"] == "Warm feet"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<svg/>", b"GIF89a", GIF + b"\x00" * FIVE_MEGABYTES])
def test_what_is_no_image_or_too_large_is_refused_at_the_file(wire: Wire, content: bytes) -> None:
    answer = upload(wire, a_form(content))

    assert answer.status == 400
    assert answer.fields == {"file"}


def test_a_form_without_its_file_and_no_form_at_all_are_refused(wire: Wire) -> None:
    assert upload(wire, a_form(GIF, file="picture")).fields == {"file"}
    assert wire.call("upload_image", body={"file": "x"}).fields == {"body"}


def test_an_address_is_public_and_leads_to_an_image(wire: Wire) -> None:
    made = wire.call("upload_image_from", body={"url": "https://alpinewool.example/a/socks.png"}).body
    assert made["name"] == "socks"
    for url in ("http://alpinewool.example/socks.png", "socks.png", "https://alpinewool.example/a.pdf", ""):
        assert wire.call("upload_image_from", body={"url": url}).fields == {"url"}
    assert wire.call("upload_image_from", body={}).fields == {"url"}


def test_a_deleted_image_is_gone(wire: Wire) -> None:
    key = upload(wire, a_form(GIF)).body["id"]
    assert wire.call("delete_image", key).status == 204

    assert wire.call("get_image", key).status == 404
    assert key not in {row["id"] for row in wire.call("list_images").body["images"]}


def test_a_library_is_its_stores_own(wire: Wire) -> None:
    key = upload(wire, a_form(GIF)).body["id"]
    theirs = Wire(wire.sandbox, HARBOR_TEA)

    assert theirs.call("get_image", key).status == 404
    theirs.close()


def test_a_text_message_carries_an_image_that_is_there_and_fits(wire: Wire) -> None:
    good = upload(wire, a_form(GIF)).body["id"]
    assert wire.call("create_campaign", body=with_image(good)).body["content"]["sms"]["imageID"] == good

    large = upload(wire, a_form(GIF + b"\x00" * 500 * 1024)).body["id"]
    webp = upload(wire, a_form(WEBP)).body["id"]
    for key in (MADE_UP, large, webp):
        answer = wire.call("create_campaign", body=with_image(key))
        assert answer.status == 400
        assert answer.fields == {IMAGE}


def test_the_client_uploads_finds_and_reads(client: omnisend.Client) -> None:
    made = client.run(calls.upload_image("socks.gif", "image/gif", GIF, name="Warm socks"))
    assert (made.name, made.type, made.size, made.width) == ("Warm socks", "image/gif", len(GIF), 2)
    assert client.run(calls.get_image(made.id)) == made
    found = client.run(calls.list_images(name_contains="warm SOCKS", sort="name", direction="asc"))
    assert made in found.items
    other = client.run(calls.upload_image_from("https://alpinewool.example/hat.jpg", "Hat"))
    assert other.name == "Hat"
    with pytest.raises(omnisend.InvalidRequest) as caught:
        client.run(calls.upload_image("socks.gif", "image/gif", b"no image"))
    assert [problem.field for problem in caught.value.fields] == ["file"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image/svg+xml", GIF), ("image/gif", b""), ("image/gif", b"x" * (FIVE_MEGABYTES + 1))],
)
def test_the_client_builds_no_upload_that_would_be_refused(kind: str, content: bytes) -> None:
    with pytest.raises(ValueError, match="image"):
        calls.upload_image("socks.gif", kind, content)


@pytest.mark.parametrize("url", ["http://alpinewool.example/a.png", "ftp://x", "socks.png", ""])
def test_the_client_names_only_https_addresses(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        calls.upload_image_from(url)
