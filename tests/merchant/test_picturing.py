"""The picture of a text message: allowed first, then chosen or uploaded, each trouble with its sentence."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from omniapp import clock
from omniapp.campaigns import images, operations
from omniapp.campaigns.models import Campaign
from omniapp.people import actors
from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.sandbox_control import Sandbox

pytestmark = pytest.mark.django_db
MORE = f"{cast.SCOPES} images.read images.write"
SOCKS, POSTER = "1a0100000000000000000001", "1a0100000000000000000005"
GIF = b"GIF89a\x02\x00\x03\x00\x80\x00\x00" + b"\x00" * 20


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox, scope=MORE)


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


@pytest.fixture
def campaign(store: Store) -> Campaign:
    made = operations.create(store=store, actor=actors.merchant(store), now=clock.now(), channel="sms")
    Campaign.objects.filter(pk=made.pk).update(message="Warm socks")
    made.refresh_from_db()
    return made


def page(campaign: Campaign) -> str:
    return reverse("merchant:image", args=[campaign.store.brand_id, campaign.pk])


def choose(browser: Client, campaign: Campaign, key: str = SOCKS) -> Any:
    return browser.post(page(campaign), {"image_id": key, "version": campaign.version})


def upload(browser: Client, campaign: Campaign, content: bytes, name: str = "socks.gif") -> Any:
    file = SimpleUploadedFile(name, content, "image/gif")
    return browser.post(page(campaign), {"file": file, "upload": "1", "version": campaign.version})


def assert_refused(answer: Any, campaign: Campaign, sentence: str) -> None:
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    campaign.refresh_from_db()
    assert (campaign.image_id, campaign.message) == ("", "Warm socks")


def test_without_the_right_the_page_says_what_is_missing_and_offers_it(
    client: Client, sandbox: Sandbox
) -> None:
    store = cast.connected_store(sandbox)
    browser = cast.merchant_browser(client, store)
    campaign = operations.create(store=store, actor=actors.merchant(store), now=clock.now(), channel="sms")

    told = browser.get(page(campaign)).content.decode()

    assert "see the images in Alpine Wool" in told
    assert f'name="next" value="{page(campaign)}"' in told
    assert 'name="more" value="images.read images.write"' in told
    assert "Upload" not in told


def test_a_right_taken_back_at_omnisend_is_asked_for_again(
    browser: Client, campaign: Campaign, sandbox: Sandbox
) -> None:
    sandbox.fault("GET /images", status=403)

    assert "Allow it at Omnisend" in browser.get(page(campaign)).content.decode()


def test_a_picture_of_the_library_is_taken_with_its_name(browser: Client, campaign: Campaign) -> None:
    assert "Winter socks" in browser.get(page(campaign)).content.decode()

    answer = choose(browser, campaign)

    assert answer.headers["Location"].endswith("/edit/#id_image_id")
    campaign.refresh_from_db()
    assert (campaign.image_id, campaign.image_name) == (SOCKS, "Winter socks")
    assert campaign.image_url.endswith(f"/images/{SOCKS}.png")
    shown = browser.get(reverse("merchant:edit", args=[campaign.store.brand_id, campaign.pk]))
    assert f'src="{campaign.image_url}"' in shown.content.decode()
    assert "https:" in shown.headers["Content-Security-Policy"]


def test_it_is_taken_out_again_and_what_was_typed_stays(browser: Client, campaign: Campaign) -> None:
    choose(browser, campaign)
    campaign.refresh_from_db()
    save = reverse("merchant:save", args=[campaign.store.brand_id, campaign.pk])
    browser.post(save, {"version": campaign.version, "no_image": "1", "message": "Warmer socks", "sms": "1"})

    campaign.refresh_from_db()
    assert (campaign.image_id, campaign.image_name, campaign.image_url) == ("", "", "")
    assert campaign.message == "Warmer socks"


def test_one_that_vanished_between_page_and_click(
    browser: Client, campaign: Campaign, sandbox: Sandbox
) -> None:
    sandbox.vanish("images", SOCKS)

    assert_refused(choose(browser, campaign), campaign, images.GONE)


@pytest.mark.parametrize("key", ["", ".", "../segments", "x" * 300, "\x00"])
def test_no_such_picture(browser: Client, campaign: Campaign, key: str) -> None:
    assert_refused(choose(browser, campaign, key), campaign, images.GONE)


def test_one_that_is_too_large_for_a_text_message(browser: Client, campaign: Campaign) -> None:
    assert "Poster, full size" in browser.get(page(campaign)).content.decode()

    assert_refused(choose(browser, campaign, POSTER), campaign, "a picture message carries at most 500 KB")


def test_a_picture_is_uploaded_and_used(browser: Client, campaign: Campaign, sandbox: Sandbox) -> None:
    assert upload(browser, campaign, GIF, "Šiltos kojinės.gif").status_code == 302

    campaign.refresh_from_db()
    assert campaign.image_name == "Šiltos kojinės"
    assert images.find(campaign.store, campaign.image_id).size == len(GIF)
    assert StoreEvent.objects.get(kind="library").note == "added the picture “Šiltos kojinės”"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", images.NO_FILE),
        (b"%PDF-1.7 not a picture", images.NO_PICTURE),
        (b"<svg onload=alert(1)>", images.NO_PICTURE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", images.NO_PICTURE),
        (GIF + b"\x00" * 500_000, "a picture message carries at most 500 KB"),
        (GIF + b"\x00" * 3_000_000, "It has 3.0 MB"),
    ],
)
def test_what_cannot_be_uploaded_is_said_before_omnisend_is_asked(
    browser: Client, campaign: Campaign, sandbox: Sandbox, content: bytes, sentence: str
) -> None:
    assert_refused(upload(browser, campaign, content), campaign, sentence)
    assert not [entry for entry in sandbox.log() if entry["method"] == "POST" and "images" in entry["path"]]


def test_no_file_at_all(browser: Client, campaign: Campaign) -> None:
    answer = browser.post(page(campaign), {"upload": "1", "version": campaign.version})

    assert_refused(answer, campaign, images.NO_FILE)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"kind": "cut", "effect": "before"}, images.UNSURE),
        ({"status": 500}, images.UNSURE),
        ({"status": 429, "retryAfter": 20}, "wait 20 seconds"),
        (
            {"status": 400, "errors": [{"field": "file", "code": "x", "message": "Broken picture"}]},
            "Omnisend did not take it: Broken picture",
        ),
    ],
)
def test_trouble_on_the_way_is_told_as_what_it_is(
    browser: Client, campaign: Campaign, sandbox: Sandbox, fault: dict[str, object], sentence: str
) -> None:
    sandbox.fault("POST /images/upload", **fault)  # type: ignore[arg-type]

    assert_refused(upload(browser, campaign, GIF), campaign, sentence)


def test_a_library_that_cannot_be_read_says_why(
    browser: Client, campaign: Campaign, sandbox: Sandbox
) -> None:
    sandbox.fault("GET /images", status=503)

    assert "We could not load the images." in browser.get(page(campaign)).content.decode()


def test_searching_finds_part_of_a_name(browser: Client, campaign: Campaign) -> None:
    found = browser.get(page(campaign), {"search": "SOCKS"}).content.decode()
    assert "Winter socks" in found
    assert "Sale banner" not in found
    assert "No image has “<b>” in its name" in browser.get(
        page(campaign), {"search": "<b>"}
    ).content.decode().replace("&lt;", "<").replace("&gt;", ">")


def test_somebody_who_saved_meanwhile_is_not_overwritten(browser: Client, campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(version=campaign.version + 1, message="Theirs")

    answer = choose(browser, campaign)

    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.content.decode()
    campaign.refresh_from_db()
    assert (campaign.image_id, campaign.message) == ("", "Theirs")


def test_an_email_has_no_such_page(browser: Client, store: Store) -> None:
    email = operations.create(store=store, actor=actors.merchant(store), now=clock.now())

    assert browser.get(page(email)).headers["Location"] == email.get_absolute_url()
