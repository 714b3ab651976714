"""The outbox page: who got what, told apart by region, variant and test."""

import html
import re
import urllib.error
import urllib.request

import pytest

from tests.contract import examples
from tests.sandbox.asking import Asking


def look(app: Asking, path: str = "") -> str:
    """The page's text, without its markup."""
    with urllib.request.urlopen(f"{app.sandbox.url}/outbox{path}", timeout=5) as answer:
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.read().decode())))


def sent_text(app: Asking) -> str:
    sms = examples.SMS | {"message": "Wool <b>& socks"}
    body = {"type": "regular", "channel": "sms", "name": "By text", "content": {"sms": sms}}
    key = str(app.post("/campaigns", body).json()["id"])
    app.post(f"/campaigns/{key}/send")
    app.sandbox.clock(advance=60)
    return key


def test_a_text_message_ends_as_its_readers_country_wants_it(app: Asking) -> None:
    page = look(app, f"/{sent_text(app)}")

    assert "12,480 people" in page
    assert "Wool <b>& socks Reply STOP" in page
    assert "https://sandbox.example/u/" in page
    assert "[[unsubscribe_link]]" not in page
    for line in re.findall(r"\+\d[\d ]+· (\w\w) (Wool .*?)(?=\+|\w+ \w+ \+|$)", page):
        assert ("STOP" in line[1]) == (line[0] in ("US", "CA"))


def test_pages_show_other_people_and_the_same_ones_again(app: Asking) -> None:
    key = sent_text(app)
    first, second = look(app, f"/{key}"), look(app, f"/{key}?page=2")

    assert first != second
    assert look(app, f"/{key}") == first
    assert "Page 2 of 500" in second
    assert "Nobody on this page" in look(app, f"/{key}?page=99999")
    assert "Page 1 of" in look(app, f"/{key}?page=-3")


def test_a_test_mail_is_listed_with_its_addresses(app: Asking) -> None:
    key = app.draft()
    app.post(f"/campaigns/{key}/test-email", {"recipients": ["ana@alpinewool.example", "bo@b.example"]})

    assert "ana@alpinewool.example, bo@b.example" in look(app)


def test_drafts_are_not_in_it_and_what_went_out_is(app: Asking) -> None:
    app.draft()
    before = look(app)
    assert "Autumn is here" in before  # of the demo's past
    key = sent_text(app)

    assert "By text" not in before
    assert "By text sms" in look(app)
    assert app.sandbox.url
    assert key


def test_what_is_not_there_says_so(app: Asking) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        look(app, "/nothing")
    assert caught.value.code == 404
    caught.value.close()
