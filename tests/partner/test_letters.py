"""Ready-written mails to a store's owner."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from omniapp.partner import letters
from omniapp.partner.fixes import FIXES
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import scene
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA

WITH_LETTER = sorted(key for key, fix in FIXES.items() if fix.letter)


def write(key: str, *campaigns: str, to: str = "owner@alpinewool.example") -> letters.Letter:
    return letters.write(
        FIXES[key],
        store="Alpine Wool",
        to=to,
        campaigns=campaigns,
        sender="Ana Agency",
        omnisend="https://app.omnisend.example",
        reconnect="https://omniapp.example/install/?next=%2Fs%2F1%2F",
    )


@pytest.mark.parametrize("key", WITH_LETTER)
@pytest.mark.parametrize("many", [1, 3])
def test_a_mail_is_whole_sentences_about_all_that_waits(key: str, many: int) -> None:
    letter = write(key, *("Socks", "Sale", "Tea & more")[:many])
    assert "Alpine Wool" in letter.subject
    assert letter.text.startswith("Hello,\n\n")
    assert letter.text.endswith("Kind regards\nAna Agency")
    assert "{" not in letter.subject + letter.text
    assert "  " not in letter.text
    assert "“Socks”" in letter.text
    assert ("“Socks”, “Sale” and “Tea & more”" in letter.text) == (many == 3)


def test_a_lost_connection_alone_has_its_mail_too() -> None:
    text = write("reconnect").text
    assert "not to all that is needed. Nothing was sent meanwhile." in text
    assert "Could you open https://omniapp.example/install/?next=%2Fs%2F1%2F and allow the access?" in text


def test_the_address_opens_the_same_mail_in_a_mail_program() -> None:
    letter = write("plan", "50 % off & more + a “gift”?", to="owner+news@alpinewool.example")
    head, _, query = letter.mailto.partition("?")
    subject, _, body = query.partition("&body=")
    assert unquote(head) == "mailto:owner+news@alpinewool.example"
    assert unquote(subject.removeprefix("subject=")) == letter.subject
    assert unquote(body) == letter.text.replace("\n", "\r\n")
    assert not re.search(r"[\s+\"<>]", letter.mailto)


def test_the_mail_about_an_unknown_send_names_no_cause_that_may_be_another() -> None:
    text = write("unknown", "Socks").text
    assert "We could not read in Omnisend what became of “Socks” for Alpine Wool." in text
    assert "lost" not in text


@pytest.mark.parametrize("key", WITH_LETTER)
def test_many_long_names_still_make_an_address_that_mail_programs_take(key: str) -> None:
    letter = write(key, *(f"{number} {'x' * 300}" for number in range(40)))
    assert len(letter.mailto) < 2000
    assert "…” and 35 more" in letter.text


@pytest.mark.django_db
class TestThePage:
    def test_leads_the_owner_straight_to_connecting_the_store_again(
        self, owner: Client, alpine: Store
    ) -> None:
        scene(alpine, "reconnect")
        page = owner.get(f"/attention/mail/?fix=reconnect&store={ALPINE_WOOL}").text
        assert f"/install/?next=%2Fs%2F{ALPINE_WOOL}%2F and allow the access" in page

    def test_shows_the_text_and_opens_the_mail_program(self, owner: Client, alpine: Store) -> None:
        Store.objects.update(contact_email="owner@alpinewool.example")
        scene(alpine, "plan", name="Warm socks")
        scene(alpine, "plan", name="Cold drinks")
        scene(alpine, "late", name="Another matter")
        page = owner.get(f"/attention/mail/?fix=plan&store={ALPINE_WOOL}").text
        assert "“Warm socks” and “Cold drinks”" in page
        assert "Another matter" not in page
        assert 'href="mailto:owner@alpinewool.example?subject=Alpine%20Wool' in page
        assert "omniapp does not send it" in page

    def test_says_that_no_address_is_known(self, owner: Client, alpine: Store) -> None:
        scene(alpine, "plan")
        page = owner.get(f"/attention/mail/?fix=plan&store={ALPINE_WOOL}").text
        assert "No address of the owner is known." in page
        assert 'href="mailto:?subject=' in page

    def test_leads_back_when_nothing_waits_any_more(self, owner: Client, alpine: Store) -> None:
        answer = owner.get(f"/attention/mail/?fix=plan&store={ALPINE_WOOL}")
        assert answer.headers["Location"] == "/attention/"

    @pytest.mark.parametrize(
        "query",
        [
            f"fix=late&store={ALPINE_WOOL}",
            f"fix=x&store={ALPINE_WOOL}",
            f"fix=plan&store={HARBOR_TEA}",
            "fix=plan&store=%00",
            "",
        ],
    )
    def test_is_there_for_ones_own_stores_only(self, client: Client, alpine: Store, query: str) -> None:
        scene(alpine, "plan")
        scene(cast.other_store(), "plan")
        browser = cast.partner_browser(client, cast.partner(alpine, send=False, edit=False))
        assert browser.get(f"/attention/mail/?{query}").status_code == 404
        assert browser.get(f"/attention/mail/?fix=plan&store={ALPINE_WOOL}").status_code == 200


@pytest.mark.parametrize("key", WITH_LETTER)
def test_no_mail_promises_that_its_writer_sends(key: str) -> None:
    assert not re.search(r"\bI (will )?send", write(key, "Socks").text)
