"""One campaign's page and the piece of it that keeps itself up to date."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NAMES, SCENES, scene

HTMX = {"HX-Request": "true"}
LIVE = {"held", "handing-over", "asked-to-wait", "not-reached", "checking", "starting", "sending"} | {
    "safety-check", "on-hold", "stopped", "scheduled",
}  # fmt: skip


def shown(browser: Client, campaign: Campaign) -> str:
    return browser.get(campaign.get_absolute_url()).content.decode()


def poll_of(page: str) -> str | None:
    found = re.search(r'id="state"[^>]*hx-get="([^"]+)"', page)
    return unescape(found[1]) if found else None


def poll(browser: Client, address: str) -> Any:
    return browser.get(address, headers=HTMX)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_again_only_while_something_is_going_on(
    merchant: Client, store: Store, name: str
) -> None:
    page = shown(merchant, scene(store, name))

    assert (poll_of(page) is not None) == (name in LIVE)
    assert ('<noscript><meta http-equiv="refresh"' in page) == (name in LIVE)


@pytest.mark.parametrize("name", sorted(SCENES))
def test_the_message_stays_beside_its_state(merchant: Client, store: Store, name: str) -> None:
    page = shown(merchant, scene(store, name))

    assert "Your feet will thank you" in page
    assert "VIP customers" in page
    drafts = {"undone", "given-up"}
    assert ("The draft" if name in drafts else "What was reviewed") in page


def test_nothing_new_costs_no_markup(merchant: Client, store: Store) -> None:
    address = poll_of(shown(merchant, scene(store, "sending")))
    assert address

    answer = poll(merchant, address)

    assert (answer.status_code, answer.content) == (204, b"")


def test_news_bring_the_piece_alone_and_are_announced_once(merchant: Client, store: Store) -> None:
    sending = scene(store, "sending")
    address = poll_of(shown(merchant, sending))
    assert address
    delivery = sending.deliveries.get()
    delivery.revision, delivery.not_before = 1, delivery.deadline
    delivery.save()

    later = poll(merchant, address).content.decode()
    assert "<html" not in later
    assert 'id="announce"' not in later, "the same state with another next look is no news for the ear"

    delivery.state, delivery.ended_at, delivery.revision = "sent", delivery.deadline, 2
    delivery.save()
    address = poll_of(later)
    assert address
    final = poll(merchant, address).content.decode()
    assert '<p id="announce"' in final
    assert "Sent. It went out once." in final
    assert poll_of(final) is None
    assert "<title>Warm socks for the cold weeks · Sent · Alpine Wool · omniapp</title>" in final


def test_the_piece_opened_as_a_page_leads_to_the_page(merchant: Client, store: Store) -> None:
    sent = scene(store, "sent")
    answer = merchant.get(reverse("merchant:status", args=[store.brand_id, sent.pk]))

    assert answer.headers["Location"] == sent.get_absolute_url()


def test_details_hold_what_omnisend_said(merchant: Client, store: Store) -> None:
    page = shown(merchant, scene(store, "plan"))

    assert "Your plan covers 500 emails." in page
    assert "req_01JD3V8QK2N4" in page


def test_its_state_comes_first_so_that_a_phone_need_not_move_it(merchant: Client, store: Store) -> None:
    page = shown(merchant, scene(store, "sent"))

    assert page.index('id="state"') < page.index('id="results"')


def test_a_refused_field_leads_to_that_field(merchant: Client, store: Store) -> None:
    refused = scene(store, "fix-fields")
    page = shown(merchant, refused)

    assert f"/s/{store.brand_id}/campaigns/{refused.pk}/edit/#id_sender_email" in page
    assert "Not verified" in page


def test_an_edited_campaign_shows_what_was_reviewed_and_says_that_it_was_edited(
    merchant: Client, store: Store
) -> None:
    parked = scene(store, "plan")
    parked.subject, parked.version = "Another subject", parked.version + 1
    parked.save()
    page = shown(merchant, parked)

    assert "Edited since it was reviewed" in page
    assert "Another subject" not in page


def test_a_time_stands_on_the_stores_clock_and_on_utcs(merchant: Client, store: Store) -> None:
    page = shown(merchant, scene(store, "scheduled"))

    assert ">Thu 26 Nov 09:00</time>" in page
    assert ">Thu 26 Nov 07:00</time>" in page


def test_who_may_only_look_sees_the_state_without_its_buttons(client: Client, store: Store) -> None:
    onlooker = cast.partner_browser(client, cast.partner(store, edit=False, send=False))
    page = shown(onlooker, scene(store, "plan"))

    assert "Nothing was sent." in page
    assert "Open Omnisend" in page
    assert "I have fixed it: send" not in page
    assert "Copy as new draft" not in page
    assert "not among your rights" in page


@pytest.mark.parametrize("view", ["merchant:campaign", "merchant:status"])
def test_another_stores_campaign_is_not_there(merchant: Client, store: Store, view: str) -> None:
    foreign = scene(cast.other_store(), "sent")

    assert merchant.get(reverse(view, args=[store.brand_id, foreign.pk])).status_code == 404


def test_a_name_is_shown_as_text(merchant: Client, store: Store) -> None:
    page = shown(merchant, scene(store, "draft", name="<b>Bold</b>", subject='"><script>'))

    assert "<b>Bold" not in page
    assert '"><script>' not in page


@pytest.mark.usefixtures("_tuesday", "db")
def test_no_preview_is_asked_for_without_a_connection(client: Client) -> None:
    store = cast.lapsed_store()
    page = shown(cast.merchant_browser(client, store), scene(store, "reconnect"))

    assert "<iframe" not in page
    assert "once the store is reconnected" in page
