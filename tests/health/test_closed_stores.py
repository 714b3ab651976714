"""What is kept of a store after it was disconnected, and for how long."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp import clock
from omniapp.campaigns.models import Campaign, CampaignSync, DraftEvent
from omniapp.campaigns.reviewed import Reviewed
from omniapp.health.closed_stores import LET_GO, without_texts
from omniapp.health.forgetting import forget
from omniapp.install import contacts
from omniapp.people import actors
from omniapp.results.models import Report
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import State
from omniapp.stores import operations
from omniapp.stores.models import Store
from omniapp.telling import webhooks
from omniapp.telling.models import Webhook
from tests import cast
from tests.merchant.scenes import campaign, delivery
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
NOW = clock.now()
TEXTS = (
    "merino",
    "Anykščiai",
    "hello@alpinewool.example",
    "VIP customers",
    "Winter newsletter",
    "stoptobacco",
)


def ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.fixture
def store() -> Store:
    """Alpine Wool with a sent campaign, its booster, a draft, a mirror, numbers, a webhook and an address."""
    store = cast.connected_store()
    sent = campaign(store, omnisend_id="r1", omnisend_data={"name": "merino"}, utm={"source": "stoptobacco"})
    delivery(sent, State.SENT, shown={"id": "r1", "name": "merino"})
    booster = campaign(
        store, name="Once more", type="booster", parent=sent, send_to="nonOpeners", omnisend_id="r2"
    )
    delivery(booster, State.SENT)
    campaign(store, name="Never sent")
    written = campaign(store, name="Written for long")
    DraftEvent.objects.create(store=store, campaign=written, kind="made", actor="Mia", at=ago(99))
    campaign(store, name="Made there", origin="omnisend", mirrored=True, omnisend_id="r3")
    campaign(store, name="Follows it", type="booster", parent=Campaign.objects.get(name="Made there"))
    Report.objects.create(store=store, campaign=sent, omnisend_id="r1", sent=12)
    CampaignSync.objects.create(store=store, full_at=ago(100))
    webhooks.point(store, "https://hooks.example/merino", actor=actors.SYSTEM, now=ago(100))
    Store.objects.update(contact_email="mia@alpinewool.example", contact_confirmed_at=ago(100))
    return store


def everything() -> str:
    """Every row that may hold a text of theirs."""
    models = (Store, Campaign, Delivery, DeliveryEvent, Report, Webhook)
    return str([list(model._default_manager.values()) for model in models])


def test_nothing_is_let_go_of_while_the_store_may_come_back(store: Store) -> None:
    operations.close(store, ago(89))
    before = everything()
    forget(NOW)
    assert everything() == before
    assert CampaignSync.objects.exists()


def test_texts_numbers_and_addresses_go_and_the_record_stays(store: Store) -> None:
    other = campaign(cast.other_store(), subject="Tea for two")
    operations.close(store, ago(91))
    assert any(text in everything() for text in TEXTS)
    lines = list(DeliveryEvent.objects.values())
    assert forget(NOW)["texts, numbers and addresses of a store, after it was disconnected"] == 1
    assert Campaign.objects.get(pk=other.pk).subject == "Tea for two"
    Campaign.objects.filter(pk=other.pk).delete()
    left = everything()
    assert [text for text in (*TEXTS, "mia@", "hooks.example") if text in left] == []
    assert list(DeliveryEvent.objects.values()) == lines
    assert set(Campaign.objects.values_list("name", flat=True)) == {
        "Warm socks for the cold weeks",
        "Once more",
        "Written for long",
    }
    assert Campaign.objects.get(name="Written for long").deleted_at is not None
    assert DraftEvent.objects.get().actor == "Mia"
    assert not Report.objects.exists()
    assert not CampaignSync.objects.exists()
    assert forget(NOW)["texts, numbers and addresses of a store, after it was disconnected"] == 0


def test_its_pages_open_after_it_comes_back_and_say_what_was_let_go_of(client: Client, store: Store) -> None:
    operations.close(store, ago(91))
    forget(NOW)
    back = cast.connected_store()
    assert back.forgotten_at is None
    browser = cast.merchant_browser(client, back)
    for kept in Campaign.objects.live():
        assert browser.get(kept.get_absolute_url()).status_code == 200
    assert browser.get(f"/s/{ALPINE_WOOL}/campaigns/").status_code == 200
    operations.close(back, ago(91))
    assert forget(NOW)["texts, numbers and addresses of a store, after it was disconnected"] == 1


def test_a_campaign_whose_send_was_given_up_cannot_be_sent_empty(client: Client) -> None:
    store = cast.connected_store()
    held = campaign(store)
    delivery(held, State.GIVEN_UP)
    operations.close(store, ago(91))
    forget(NOW)
    held.refresh_from_db()
    assert (held.subject, held.locked_reason) == ("", LET_GO)
    browser = cast.merchant_browser(client, cast.connected_store())
    assert browser.get(f"{held.get_absolute_url()}edit/").status_code != 200


def test_a_store_that_came_back_has_everything(store: Store) -> None:
    operations.close(store, ago(91))
    cast.connected_store()
    before = everything()
    forget(NOW)
    assert everything() == before


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"utm": {"source": "s", "medium": "m", "campaign": "c"}},
        {"channel": "sms", "message": "Socks", "stop_text": "STOP", "unsubscribe_text": "x"},
        {"timing": "at", "on_date": "2027-01-04", "at_time": "09:00"},
    ],
)
def test_a_snapshot_without_its_texts_can_still_be_read(content: dict[str, Any]) -> None:
    of = campaign(cast.connected_store(), **content)
    whole = Reviewed.of(of, now=NOW).model_dump(mode="json")
    bare = Reviewed.model_validate(without_texts(whole))
    assert (bare.subject, bare.reply_to, {one.name for one in bare.included}) == ("", "", {"a segment"})
    assert (bare.name, bare.reach, bare.scheduled_at) == (
        of.name,
        of.reach,
        Reviewed.model_validate(whole).scheduled_at,
    )
    assert bare.sentence(of.store)


def test_an_address_that_nobody_confirmed_goes_and_a_confirmed_one_beside_it_stays() -> None:
    alpine, harbor = cast.connected_store(), cast.other_store()
    contacts.ask(alpine, "mia@alpinewool.example", actor="Mia", now=ago(8))
    contacts.ask(harbor, "jon@harbortea.example", actor="Jon", now=ago(20))
    contacts.confirm(harbor, now=ago(19))
    harbor.refresh_from_db()
    contacts.ask(harbor, "leo@harbortea.example", actor="Jon", now=ago(6))
    assert forget(ago(2))["contact addresses that nobody confirmed"] == 0
    assert forget(NOW)["contact addresses that nobody confirmed"] == 1
    assert forget(NOW + dt.timedelta(days=2))["contact addresses that nobody confirmed"] == 1
    for store in (alpine, harbor):
        store.refresh_from_db()
    assert (alpine.contact_email, harbor.contact_email, harbor.contact_asked_email) == (
        "",
        "jon@harbortea.example",
        "",
    )


def test_the_page_says_beforehand_how_long_what_stays(client: Client, settings: Settings) -> None:
    settings.FORGET_STORES_AFTER = 30
    page = cast.merchant_browser(client).get(f"/s/{ALPINE_WOOL}/disconnect/").text
    assert "For 30 days everything else stays, and is here again after connecting again" in page
    assert "Only the record stays" in page
