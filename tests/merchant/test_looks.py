"""The pages in a real Chromium: for everybody, in the light and in the dark, on a desk and a phone."""

import dataclasses

import pytest
from django.test import Client

from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NAMES, SCENES, campaign, delivery, scene
from tests.web.chromium import PHONE, WIDE, Answer, Scheme, answer, chromium, fetch, window

pytestmark = pytest.mark.browser
PREVIEW = Answer(
    200, {"Content-Type": "text/html"}, b"<html lang=en><title>Letter</title><p>Hello</p></html>"
)
LONG = "Extraordinarilylongnamewithoutaplacetobreakit" * 5 + "and some more words " * 2


def preview(store: Store) -> dict[str, Answer]:
    return {f"/s/{store.brand_id}/templates/b20000000000000000000001/preview/": PREVIEW}


@pytest.fixture
def everything(merchant: Client, store: Store) -> dict[str, Answer]:
    """Every page of the store in every state, by its address."""
    home, listing = store.get_absolute_url(), f"/s/{store.brand_id}/campaigns/"
    empty = fetch(merchant, [home, listing])
    pages = {f"{path}?empty": page for path, page in empty.items()}
    paths = [scene(store, name).get_absolute_url() for name in NAMES]
    paths.append(scene(store, "plan", name=LONG, subject=LONG, sender_name=LONG).get_absolute_url())
    filters = [f"{listing}?show={show}" for show in ("needs-you", "underway")]
    pages |= fetch(
        merchant,
        [
            home,
            listing,
            f"{home}settings/",
            f"{listing}?search=nothing+like+it",
            *filters,
            *paths,
            "/nowhere/",
        ],
    )
    Store.objects.update(name=LONG[:255], website=f"https://{LONG[:200]}.example", state="needs_reconnect")
    return pages | {f"{path}?long": page for path, page in fetch(merchant, [home, listing, paths[2]]).items()}


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", PHONE)])
def test_every_state_of_every_page_is_accessible_and_fits(
    everything: dict[str, Answer], store: Store, scheme: Scheme, width: int
) -> None:
    found: dict[str, list[str]] = {}
    with (
        chromium() as browser,
        window(browser, everything | preview(store), width=width, scheme=scheme) as shown,
    ):
        for path in everything:
            page = shown.open(path)
            problems = shown.violations()
            problems += ["scrolls sideways"] * page.evaluate(
                "document.documentElement.scrollWidth > innerWidth"
            )
            found |= {path: problems} if problems else {}
        said = [text for text in shown.said if "404" not in text]

    assert len(everything) > len(SCENES)
    assert found == {}
    assert said == []


@pytest.fixture
def passing(merchant: Client, store: Store) -> tuple[str, dict[str, Answer]]:
    """A campaign that is being sent when its page is opened, still is at the next look, and is sent after."""
    of = campaign(store)
    delivered = delivery(of, SCENES["sending"][0], SCENES["sending"][1], **SCENES["sending"][2])
    path = of.get_absolute_url()
    answers = fetch(merchant, [path]) | preview(store)
    delivered.state, delivered.ended_at, delivered.remote_status = "sent", delivered.deadline, "sent"
    delivered.revision += 1
    delivered.save()
    sent = merchant.get(f"{path}status/?seen=sending.old", headers={"HX-Request": "true"})
    return path, answers | {"sent": answer(sent), f"{path}results/": Answer(204, {}, b"")}


def test_a_page_brings_itself_up_to_date_and_then_rests(
    passing: tuple[str, dict[str, Answer]], store: Store
) -> None:
    path, answers = passing
    sent = answers.pop("sent")
    answers[f"{path}status/"] = Answer(204, {}, b"")
    with chromium() as browser, window(browser, answers) as shown:
        page = shown.open(path)
        page.get_by_role("heading", name="Sending").wait_for()
        page.locator("details").last.locator("summary").click()
        with page.expect_response(f"**{path}status/**"):
            shown.look()
        shown.answers[f"{path}status/"] = sent
        shown.look()
        page.get_by_role("heading", name="Sent", exact=True).wait_for()

        assert page.locator("#announce").inner_text() == "Sent. It went out once."
        assert page.title().startswith("Warm socks for the cold weeks · Sent")
        assert page.locator("#state").get_attribute("hx-get") is None
        assert page.locator("details[open]").count() == 1, "what was unfolded stays unfolded"
        assert page.locator("main").count() == 1
        assert shown.said == []


def test_a_page_that_cannot_reach_us_says_so(passing: tuple[str, dict[str, Answer]]) -> None:
    path, answers = passing
    answers[f"{path}status/"] = Answer(502, {}, b"")
    with chromium() as browser, window(browser, answers) as shown:
        page = shown.open(path)
        shown.look()
        page.get_by_text("This page lost touch with omniapp.").wait_for()
        shown.answers[f"{path}status/"] = Answer(204, {}, b"")
        shown.look()
        page.get_by_text("This page lost touch with omniapp.").wait_for(state="detached")

        assert page.get_by_role("heading", name="Sending").is_visible()


def test_without_javascript_everything_is_there(merchant: Client, store: Store) -> None:
    held = scene(store, "held")
    answers = fetch(merchant, [held.get_absolute_url()]) | preview(store)
    with chromium() as browser, window(browser, answers, javascript=False) as shown:
        page = shown.open(held.get_absolute_url())

        assert page.get_by_role("button", name="Undo").is_visible()
        assert page.get_by_role("link", name="Refresh").is_visible()
        assert page.get_by_text("Your clock").is_hidden()


def test_a_second_click_on_a_button_is_not_sent(merchant: Client, store: Store) -> None:
    sent = scene(store, "sent")
    answers = fetch(merchant, [sent.get_absolute_url()]) | preview(store)
    with chromium() as browser, window(browser, answers) as shown:
        page = shown.open(sent.get_absolute_url())
        page.evaluate(
            "document.addEventListener('submit', (event) =>"
            " { window.refused = event.defaultPrevented; event.preventDefault(); })"
        )
        copy = page.get_by_role("button", name="Copy as new draft")
        copy.click()
        first = page.evaluate("window.refused")
        copy.click(force=True)

        assert (first, page.evaluate("window.refused")) == (False, True)


def test_the_keyboard_skips_to_the_content_and_back_to_what_was_pressed(
    merchant: Client, store: Store
) -> None:
    held = scene(store, "held")
    path = held.get_absolute_url()
    answers = fetch(merchant, [path]) | preview(store)
    undone = merchant.post(f"{path}undo/", headers={"HX-Request": "true"})
    answers |= {f"{path}undo/": answer(undone), f"{path}status/": Answer(204, {}, b"")}
    with chromium() as browser, window(browser, answers) as shown:
        page = shown.open(path)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.get_by_role("button", name="Undo").focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Taken back").wait_for()
        page.locator("#state:focus").wait_for()

        assert f"POST {path}undo/" in shown.asked
        assert shown.said == []


def test_a_lapsed_store_is_readable_too(client: Client, db: None) -> None:
    store = cast.lapsed_store()
    answers = fetch(cast.merchant_browser(client, store), [store.get_absolute_url()])
    with chromium() as browser, window(browser, answers, scheme="dark") as shown:
        shown.open(store.get_absolute_url())

        assert shown.violations() == []


def test_the_answers_are_the_applications_own(merchant: Client, store: Store) -> None:
    page = fetch(merchant, [store.get_absolute_url()])[store.get_absolute_url()]

    assert dataclasses.replace(page, body=b"").status == 200
    assert "Content-Security-Policy" in page.headers
