"""Writing a text message: what is typed is kept, counted, judged at its field, and taken by Omnisend."""

import html
import re
from typing import Any
from typing import cast as cast_to

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from omniapp import clock, omnisend
from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.merchant import editor, typed_sms
from omniapp.sending import refusals
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import Sandbox

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
STOP, LINK = "Reply STOP to opt out", "Unsubscribe [[unsubscribe_link]]"


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


@pytest.fixture
def browser(client: Client, store: Store) -> Client:
    return cast.merchant_browser(client, store)


@pytest.fixture
def campaign(browser: Client, store: Store) -> Campaign:
    """A text message begun from the chooser."""
    answer = browser.post(reverse("merchant:new", args=[store.brand_id]), {"kind": "sms"})
    made = Campaign.objects.get()
    assert answer.headers["Location"] == at(made, "edit")
    return made


def at(campaign: Campaign, page: str) -> str:
    return reverse(f"merchant:{page}", args=[campaign.store.brand_id, campaign.pk])


def save(browser: Client, campaign: Campaign, **typed: str) -> str:
    """Saves what was typed into an open page; the pieces it gets back, without their markup."""
    before = {"version": str(campaign.version), "sms": "1"}
    answer = browser.post(at(campaign, "save"), before | typed, headers=HTMX)
    assert answer.status_code == 200
    campaign.refresh_from_db()
    return words(answer.content.decode())


def press(browser: Client, campaign: Campaign, **typed: str) -> None:
    """Presses a button of the form itself, as without JavaScript."""
    before = {"version": str(campaign.version), "sms": "1"}
    answer = browser.post(at(campaign, "save"), before | typed)
    assert answer.headers["Location"] == at(campaign, "edit")
    campaign.refresh_from_db()


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def problems(campaign: Campaign) -> dict[str, str]:
    shown = editor.context(campaign, now=clock.now())["fields"]
    return {name: field.problems[0].message for name, field in shown.items() if field.problems}


def test_a_new_one_has_both_texts_and_no_times_of_emails(browser: Client, campaign: Campaign) -> None:
    page = browser.get(at(campaign, "edit")).content.decode()

    assert (campaign.channel, campaign.stop_text, campaign.unsubscribe_text) == ("sms", STOP, LINK)
    assert f'value="{STOP}"' in page
    assert f'value="{LINK}"' in page
    assert 'value="at"' in page
    assert 'name="timing" value="local"' not in page
    assert 'name="timing" value="best"' not in page
    assert 'name="template_id"' not in page


def test_the_length_is_counted_for_both_parts_of_the_world(browser: Client, campaign: Campaign) -> None:
    told = save(browser, campaign, message="a" * 130, shorten_links="1")

    assert "In the US and Canada 1 message 152 plain characters, 8 more fit" in told
    assert "Everywhere else 2 of 9 messages" in told
    assert "The unsubscribe link is counted as 30 characters." in told


def test_lines_and_odd_spaces_are_kept_and_control_characters_are_not(
    browser: Client, campaign: Campaign
) -> None:
    save(browser, campaign, message="  One\r\n\r\nTwo\x00\tThree \x1b[0m ")

    assert campaign.message == "One\n\nTwo  Three  [0m"


def test_the_box_for_short_links_can_be_unticked(browser: Client, campaign: Campaign) -> None:
    save(browser, campaign, message="Hi")
    assert campaign.shorten_links is False
    save(browser, campaign, message="Hi", shorten_links="1")
    assert campaign.shorten_links is True


@pytest.mark.parametrize(
    ("message", "after", "offer"),
    [
        ("It’s here, it’s warm", "It's here, it's warm", "Use “'” instead"),
        ("Warm\u200b socks", "Warm socks", "Take it out"),
        ("Warm\u00a0socks", "Warm socks", "Use a plain space"),
        ("Now – or later…", "Now - or later…", "Use “-” instead"),
    ],
)
def test_a_character_that_makes_it_unicode_has_its_plain_twin(
    browser: Client, campaign: Campaign, message: str, after: str, offer: str
) -> None:
    assert offer in save(browser, campaign, message=message)

    press(browser, campaign, message=message, twin="message")

    assert campaign.message == after


def test_an_emoji_is_named_and_has_no_twin(browser: Client, campaign: Campaign) -> None:
    told = save(browser, campaign, message="Warm socks 🧦")

    assert "“🧦” (socks) makes it Unicode." in told
    assert "There is no plain character like it." in told
    save(browser, campaign, message="Warm socks 🧦", twin="message")
    assert campaign.message == "Warm socks 🧦"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"message": "a" * 1400}, "message", "at most 9 are sent"),
        ({"message": "🧦" * 400}, "message", "at most 9 are sent"),
        ({"stop_text": "Write to us"}, "stop_text", "must have the word STOP in it"),
        ({"unsubscribe_text": "Write to us"}, "unsubscribe_text", "Leave [[unsubscribe_link]] in"),
        ({"stop_text": "STOP" * 70}, "stop_text", "250"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stays_typed(
    browser: Client, campaign: Campaign, typed: dict[str, str], field: str, sentence: str
) -> None:
    told = save(browser, campaign, **({"message": "Warm socks"} | typed))

    assert sentence in told
    assert sentence in problems(campaign)[field]
    assert getattr(campaign, field) == typed[field]
    assert f'href="{at(campaign, "edit")}#id_{field}"' in browser.get(at(campaign, "review")).content.decode()


def test_review_shows_it_as_it_arrives(browser: Client, campaign: Campaign) -> None:
    save(browser, campaign, message="Warm <socks>", audience="everyone", timing="now")

    page = browser.get(at(campaign, "review")).content.decode()

    assert "Alpine Wool sends the text message “Warm <socks>” to everyone subscribed" in html.unescape(page)
    assert f"Warm <socks> {STOP}" in words(page)
    assert "Warm <socks> Unsubscribe unsubscribe link" in words(page)
    assert "<socks>" not in page
    assert "Subject" not in words(page)


def test_the_campaigns_page_and_the_list_know_it_for_a_text(browser: Client, campaign: Campaign) -> None:
    save(browser, campaign, message="Warm socks")

    assert f"Warm socks {STOP}" in words(browser.get(campaign.get_absolute_url()).content.decode())
    listed = browser.get(reverse("merchant:campaigns", args=[campaign.store.brand_id])).content.decode()
    assert "Text message: " in words(listed)


def test_the_twin_of_another_field_is_no_way_into_the_draft(browser: Client, campaign: Campaign) -> None:
    save(browser, campaign, message="It’s", twin="name", name="It’s")

    assert (campaign.message, campaign.name) == ("It’s", "It’s")


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n€’🧦"), max_size=60)
LONG = st.tuples(TEXT, st.integers(0, 40)).map(lambda pair: pair[0] * pair[1])


@given(
    message=TEXT | LONG,
    stop=st.sampled_from([STOP, "", "stop it", "STOP" * 70]) | TEXT,
    link=st.sampled_from([LINK, "", "leave", "[[unsubscribe_link]]" * 13]) | TEXT,
    image=st.sampled_from(["", "1a0100000000000000000001"]),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_omnisend_refuses_our_form_refuses_at_the_same_field(
    sandbox: Sandbox, store: Store, message: str, stop: str, link: str, image: str
) -> None:
    sandbox.switch(rate_limits=False)
    texts: dict[str, Any] = {"message": message, "stop_text": stop, "unsubscribe_text": link}
    kept = {name: typed_sms.several_lines(text) for name, text in texts.items()}
    now = clock.now()
    draft = Campaign(
        store=store, channel="sms", name="By text", audience="everyone", timing="now", image_id=image,
        created_at=now, updated_at=now, **kept,
    )  # fmt: skip
    ours = {finding.field for finding in check.findings(draft, now=now) if finding.blocks}

    theirs = refused(store, draft)

    assert theirs <= ours
    assert bool(theirs) or not ours or any(is_stricter(finding) for finding in ours)


class AsItStands(BaseModel):
    """A body without any of our own rules."""

    model_config = ConfigDict(extra="allow")


def refused(store: Store, draft: Campaign) -> set[str]:
    """The fields that Omnisend names when it is told the draft as it stands, by their names in our editor."""
    body: dict[str, Any] = {
        "type": "regular",
        "channel": "sms",
        "name": draft.name,
        "content": {
            "sms": {
                "message": draft.message,
                "imageID": draft.image_id or None,
                "compliance": {
                    "stopKeywordText": draft.stop_text,
                    "unsubscribeLinkText": draft.unsubscribe_text,
                },
            }
        },
    }
    new = cast_to(omnisend.NewCampaign, AsItStands.model_validate(body))
    try:
        connection.run(store, omnisend.calls.create_campaign(new))
    except omnisend.InvalidRequest as error:
        return {refusals.field_of(problem.field) for problem in error.fields}
    return set()


def is_stricter(field: str) -> bool:
    """Where we refuse more than the local Omnisend: the link is counted longer, and STOP is in capitals."""
    return field in {"message", "stop_text"}


def test_an_incomplete_one_is_no_snapshot(campaign: Campaign) -> None:
    with pytest.raises(Incomplete):
        Reviewed.of(campaign, now=clock.now())
