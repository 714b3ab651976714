"""The small filters of templates."""

import pytest

from omniapp.web import icons
from omniapp.web.templatetags import web


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("someone with access pressed Send", "Someone with access pressed Send"),
        ("ana@agency.example pressed Send", "ana@agency.example pressed Send"),
        ("", ""),
    ],
)
def test_a_sentence_opens_with_a_large_letter_unless_it_opens_with_an_address(text: str, shown: str) -> None:
    assert web.opening(text) == shown


@pytest.mark.parametrize(("name", "letter"), [("Alpine Wool", "A"), ("“ėglė”", "Ė"), ("★", "·"), ("", "·")])
def test_a_store_has_a_letter(name: str, letter: str) -> None:
    assert web.initial(name) == letter


@pytest.mark.parametrize("website", ["https://www.alpinewool.example/", "http://alpinewool.example"])
def test_a_website_is_said_as_its_domain(website: str) -> None:
    assert web.domain(website) == "alpinewool.example"


def test_every_tone_and_every_message_level_has_an_icon() -> None:
    tones = {*web.TONES, *(web.level_tone(level) for level in ("info", "success", "warning", "error", "x"))}

    assert {web.tone_icon(tone) for tone in tones} <= icons.paths().keys()
