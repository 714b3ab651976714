"""How long personal data is kept, and that the record outlives it."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from omniapp import clock
from omniapp.campaigns.models import DraftEvent
from omniapp.health import tasks
from omniapp.health.forgetting import RULES, forget
from omniapp.people import invitations, record, rights
from omniapp.people.models import AccountEvent, Invitation, MerchantSignIn, ResetRequest, Session, User
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import State
from omniapp.stores import operations
from omniapp.stores.models import StoreEvent
from tests import cast
from tests.merchant.scenes import campaign, delivery
from tests.people.signing import sign_in, with_second_step

pytestmark = pytest.mark.django_db
NOW = clock.now()


def ago(days: float) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def everything() -> str:
    """Every row that may name somebody, as text."""
    models = (User, AccountEvent, StoreEvent, Invitation, Delivery, DeliveryEvent, DraftEvent)
    return str([list(model._default_manager.values()) for model in models])


@pytest.fixture
def olga() -> User:
    return cast.partner(email="olga@agency.example", is_owner=True)


def test_an_account_switched_off_long_ago_is_nobodys_and_the_record_stays(client: Client, olga: User) -> None:
    store = cast.connected_store()
    ana, joana = cast.partner(name="Ana Novak"), cast.partner(email="joana@agency.example")
    with_second_step(ana)
    sign_in(client)
    rights.give(ana, [store], can_edit=True, can_send=True, by=olga, now=ago(200))
    rights.give(joana, [store], can_edit=True, can_send=False, by=ana, now=ago(190))
    sent = delivery(campaign(store, created_by=ana.email), State.SENT, created_by=ana.email)
    DeliveryEvent.objects.filter(delivery=sent).update(actor=ana.email, note=f"{ana.email} pressed Send")
    DraftEvent.objects.create(
        store=store, campaign=sent.campaign, actor=ana.email, kind="content", at=ago(99)
    )
    rights.set_active(ana, False, by=olga, now=ago(91))
    lines = [StoreEvent.objects.count(), AccountEvent.objects.count(), DeliveryEvent.objects.count()]

    assert forget(ago(2))["partner accounts, after they were switched off"] == 0
    assert "Ana Novak" in everything()
    assert forget(NOW)["partner accounts, after they were switched off"] == 1
    left = everything()
    assert "ana@agency.example" not in left.replace("joana@agency.example", "")
    assert "Ana Novak" not in left
    assert "joana@agency.example may see and edit" in left
    assert [StoreEvent.objects.count(), AccountEvent.objects.count(), DeliveryEvent.objects.count()] == lines
    assert Delivery.objects.get().created_by == f"former partner {ana.pk}"
    assert not Session.objects.filter(user=ana).exists()
    assert forget(NOW)["partner accounts, after they were switched off"] == 0


def test_an_account_switched_on_again_stays(olga: User) -> None:
    ana = cast.partner()
    rights.set_active(ana, False, by=olga, now=ago(100))
    rights.set_active(ana, True, by=olga, now=ago(99))
    forget(NOW)
    assert User.objects.filter(email="ana@agency.example").exists()


def test_invitations_that_are_over_name_nobody_after_a_while(olga: User) -> None:
    how: dict[str, Any] = {"reason": "We write your mails.", "can_edit": True, "can_send": False}
    invitations.invite_merchant(olga, name="Mia", email="mia@shop.example", now=ago(98), **how)
    invitations.invite_merchant(olga, name="Leo", email="leo@shop.example", now=ago(90), **how)
    forget(NOW)
    left = everything()
    assert "mia@shop.example" not in left
    assert "Mia" not in left
    assert "leo@shop.example" in left


def test_a_sign_in_keeps_its_time_and_not_its_browser(client: Client) -> None:
    ana = cast.partner()
    record.add(ana, record.Kind.SIGNED_IN, at=ago(91), note="Firefox on Linux")
    record.add(ana, record.Kind.SIGNED_IN, at=ago(89), note="Safari on iPhone")
    forget(NOW)
    assert list(AccountEvent.objects.values_list("note", flat=True)) == ["", "Safari on iPhone"]


def test_the_contact_of_a_disconnected_store_is_dropped_and_that_of_a_connected_one_stays() -> None:
    alpine, harbor = cast.connected_store(), cast.other_store()
    for store in (alpine, harbor):
        store.contact_email = f"mia@{store.brand_id}.example"
        store.contact_asked_email = f"jon@{store.brand_id}.example"
        store.save()
    operations.close(alpine, ago(91))
    forget(NOW)
    alpine.refresh_from_db()
    harbor.refresh_from_db()
    assert alpine.contact_email == alpine.contact_asked_email == ""
    assert harbor.contact_email


def test_old_sign_ins_and_wishes_go() -> None:
    store = cast.connected_store()
    for days in (29, 31):
        MerchantSignIn.objects.create(store=store, created_at=ago(days))
        ResetRequest.objects.create(email="ana@agency.example", asked_at=ago(days / 30))
    tasks.forget()
    assert MerchantSignIn.objects.count() == ResetRequest.objects.count() == 1


def test_the_command_says_how_long_and_how_many(olga: User) -> None:
    told = io.StringIO()
    call_command("forget", stdout=told)
    assert told.getvalue().count("0 let go of") == len(RULES)
    listed = io.StringIO()
    call_command("forget", "--list", stdout=listed)
    assert " 90 days  partner accounts, after they were switched off\n" in listed.getvalue()
