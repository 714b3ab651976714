"""The editor in a real browser: what is typed is saved, two people are told apart, lists may fail."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.accessible import complain
from tests.browser.merchant import Merchant
from tests.site import Site

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def editor(page: Page) -> Page:
    """A new email of Alpine Wool, open in the editor with its lists loaded."""
    Merchant(page).connect()
    return begin(page)


def begin(page: Page) -> Page:
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write an email").click()
    expect(page.get_by_label("Autumn newsletter")).to_be_visible()
    return page


def version(page: Page) -> int:
    return int(page.locator("#version").input_value())


def saved(page: Page, past: int) -> None:
    """Until a save after version ``past`` has been answered."""
    expect(page.locator("#version")).not_to_have_value(str(past))
    expect(page.locator("#saved")).to_contain_text("Saved")


def test_what_is_typed_is_saved_without_a_click(editor: Page) -> None:
    before = version(editor)
    editor.get_by_label("Subject", exact=True).fill("Socks")
    saved(editor, before)
    expect(editor.locator("#inboxes")).to_contain_text("Socks")
    expect(editor.locator("#summary")).to_contain_text("Socks")

    editor.reload()

    expect(editor.get_by_label("Subject", exact=True)).to_have_value("Socks")


def test_a_name_follows_the_subject_until_somebody_types_one(editor: Page) -> None:
    name, subject = editor.get_by_label("Name", exact=True), editor.get_by_label("Subject", exact=True)
    before = version(editor)
    subject.fill("Socks  for the cold weeks")
    expect(name).to_have_value("Socks for the cold weeks")
    saved(editor, before)
    expect(editor.get_by_role("heading", level=1)).to_have_text("Socks for the cold weeks")
    expect(editor).to_have_title("Socks for the cold weeks · Alpine Wool · omniapp")
    before = version(editor)
    name.fill("Winter, first letter")
    subject.fill("Socks again")
    saved(editor, before)
    expect(editor.get_by_role("heading", level=1)).to_have_text("Winter, first letter")


def test_a_problem_stands_at_its_field_and_goes_away(editor: Page) -> None:
    field = editor.get_by_label("Subject", exact=True)
    field.fill("x" * 251)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("251 characters, 1 more than the 250"))
    field.fill("x" * 20)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("x" * 20)


def test_a_template_is_seen_at_both_widths(editor: Page) -> None:
    editor.get_by_label("Autumn newsletter").check()
    frame = editor.locator("iframe").first
    expect(frame.content_frame.get_by_text("Alpine Wool").first).to_be_visible()
    wide = frame.bounding_box()
    editor.get_by_label("Phone", exact=True).check()
    narrow = frame.bounding_box()
    assert wide
    assert narrow
    assert narrow["width"] <= 375 < wide["width"]


def test_segments_count_while_they_are_chosen(editor: Page) -> None:
    editor.get_by_label("Chosen segments").check()
    row = editor.get_by_role("group", name="VIP: five orders or more")
    row.get_by_label("Include").check()
    expect(editor.locator("#reach")).to_contain_text(re.compile(r"At most \d+ contacts?, as of \d\d:\d\d"))
    row.get_by_label("Exclude").check()
    expect(editor.locator("#findings")).to_contain_text("Include at least one segment")


def test_searching_finds_templates_and_saves_nothing(editor: Page) -> None:
    before = version(editor)
    editor.get_by_label("Search templates by name").fill("autumn")
    expect(editor.locator("#templates label")).to_have_count(1)
    editor.get_by_label("Search templates by name").fill("nothing like it")
    expect(editor.locator("#templates")).to_contain_text("No template has")
    assert version(editor) == before


def test_only_what_the_chosen_time_needs_is_shown(editor: Page) -> None:
    date, time = editor.get_by_label("Date", exact=True), editor.get_by_label("Time", exact=True)
    expect(date).to_be_hidden()
    editor.get_by_label(re.compile("^At a time")).check()
    date.fill("2027-10-31")
    time.fill("03:30")
    expect(editor.get_by_text("Which 03:30?")).to_be_visible()
    editor.get_by_label("The second, an hour later").check()
    expect(editor.locator("#clocks")).to_contain_text("Yours · Europe/Vilnius")
    editor.get_by_label(re.compile("best time")).check()
    expect(time).to_be_hidden()
    expect(editor.get_by_label("Opens")).to_be_visible()


def test_the_second_of_two_writers_is_told_and_keeps_or_drops(editor: Page) -> None:
    other = editor.context.new_page()
    other.goto(editor.url)
    expect(other.get_by_label("Autumn newsletter")).to_be_visible()
    editor.get_by_label("Subject", exact=True).fill("Theirs")
    saved(editor, 1)

    other.get_by_label("Preheader").fill("Mine")

    banner = other.get_by_role("alert")
    expect(banner).to_contain_text("someone with access to Alpine Wool changed this campaign at")
    expect(banner).to_contain_text("Theirs")
    expect(other.get_by_label("Preheader")).to_have_value("Mine")
    other.get_by_label("Subject", exact=True).fill("Mine too")
    with other.expect_response(re.compile("/save/")):
        pass
    other.get_by_role("button", name="Keep mine").click()
    expect(banner).to_be_hidden()
    other.reload()
    expect(other.get_by_label("Subject", exact=True)).to_have_value("Mine too")

    editor.get_by_label("Subject", exact=True).fill("Theirs again")
    editor.get_by_role("link", name="Show theirs, drop mine").click()
    expect(editor.get_by_label("Subject", exact=True)).to_have_value("Mine too")


def test_a_list_that_does_not_come_can_be_asked_for_again(
    site: Site, page: Page, problems: list[str]
) -> None:
    Merchant(page).connect()
    site.sandbox.fault("GET /email-templates", status=503, times=1)
    page.get_by_role("link", name="Campaigns").first.click()
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_role("button", name="Write an email").click()
    expect(page.get_by_text("We could not load the templates.")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_label("Autumn newsletter")).to_be_visible()


def test_our_own_failure_to_bring_a_list_can_be_tried_again(editor: Page, problems: list[str]) -> None:
    editor.route("**/segments/?*", lambda route: route.abort(), times=1)
    editor.reload()
    editor.get_by_label("Everyone subscribed").check()
    expect(editor.get_by_text("We could not load the segments.")).to_be_visible()
    editor.locator("#segments").get_by_role("button", name="Try again").click()
    expect(editor.get_by_role("group", name="VIP: five orders or more")).to_be_visible()
    problems[:] = [problem for problem in problems if not re.search("ERR_FAILED|htmx:", problem)]


def test_the_building_pages_are_accessible_and_fit(editor: Page) -> None:
    complain(editor)
    editor.get_by_label("Name", exact=True).fill("Averylongname" * 23)
    editor.get_by_label("Subject", exact=True).fill("y" * 300)
    editor.get_by_label("Autumn newsletter").check()
    editor.get_by_label("Chosen segments").check()
    editor.get_by_label(re.compile("^At a time")).check()
    editor.get_by_label("Date", exact=True).fill("2020-01-01")
    expect(editor.locator("#problems-on_date")).to_contain_text("That is over")
    complain(editor)
    editor.get_by_role("button", name="Review").first.click()
    expect(editor.get_by_role("heading", name="Review", exact=True)).to_be_visible()
    complain(editor)
