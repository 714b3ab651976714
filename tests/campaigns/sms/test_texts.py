"""A message with its compliance texts."""

from typing import Any

import pytest

from omniapp.campaigns.sms.texts import UNSUBSCRIBE_LINK, Counted, counted

STOP = "Reply STOP to opt out"
LINK = "Unsubscribe [[unsubscribe_link]]"


def of(message: str, **more: Any) -> Counted:
    return counted(**({"message": message, "stop_text": STOP, "unsubscribe_text": LINK} | more))


def test_each_part_of_the_world_has_its_own_text() -> None:
    here, elsewhere = of("Sale today").sides
    assert (here.where, here.text) == ("us-ca", f"Sale today {STOP}")
    assert elsewhere.where == "elsewhere"
    assert elsewhere.characters == len("Sale today Unsubscribe ") + UNSUBSCRIBE_LINK
    assert (here.place, elsewhere.place) == ("in the US and Canada", "everywhere else")


def test_nine_segments_are_the_limit_on_each_side() -> None:
    room = 9 * 153 - len(f" {STOP}")
    fits_here = of("a" * room)
    assert [side.too_long for side in fits_here.sides] == [False, True]
    assert [side.too_long for side in of("a" * (room + 1)).sides] == [True, True]
    assert [side.too_long for side in of("a" * 1000).sides] == [False, False]


def test_a_picture_message_counts_characters_in_the_us_and_canada_only() -> None:
    room = 1600 - len(f" {STOP}")
    assert [side.too_long for side in of("a" * room, image=True).sides] == [False, True]
    assert [side.too_long for side in of("a" * (room + 1), image=True).sides] == [True, True]
    assert [side.mms for side in of("a", image=True).sides] == [True, False]


@pytest.mark.parametrize(
    ("texts", "field", "character"),
    [
        ({"message": "It’s here"}, "message", "’"),
        ({"message": "Here", "stop_text": "Reply STOP – thanks"}, "stop_text", "–"),
        ({"message": "Here", "unsubscribe_text": "Afmelden… [[unsubscribe_link]]"}, "unsubscribe_text", "…"),
        ({"message": "Here"}, "", ""),
    ],
)
def test_what_makes_it_unicode_is_found_in_its_field(
    texts: dict[str, str], field: str, character: str
) -> None:
    found = of(**texts)
    assert found.odd_field == field
    assert (found.odd.character if found.odd else "") == character


def test_plain_twins_save_segments() -> None:
    assert of("It’s here. " + "a" * 100).saves == 2
    assert of("It’s here").saves == 0
    assert of("🧶" + "a" * 100).saves == 0
    assert of("It’s here. " + "a" * 100, image=True).saves == 2  # elsewhere it goes without the image


@pytest.mark.parametrize(
    ("message", "more", "words"),
    [
        ("Hi", {"unsubscribe_text": "Bye"}, []),
        ("Hi", {}, ["unsubscribe link"]),
        ("Look: https://alpinewool.example/new", {}, ["unsubscribe link", "as typed; Omnisend sends short"]),
        ("Look: https://alpinewool.example/new", {"shorten_links": False}, ["unsubscribe link"]),
        ("Hi [[contact.first_name]]", {}, ["unsubscribe link", "Personal parts"]),
    ],
)
def test_what_is_only_estimated_is_said(message: str, more: dict[str, Any], words: list[str]) -> None:
    notes = of(message, **more).notes
    assert len(notes) == len(words)
    for note, word in zip(notes, words, strict=True):
        assert word in note
