"""What was given up is told again when somebody with the right asks for it."""

import datetime as dt
import smtplib
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.people import actors
from omniapp.people.models import StoreAccess
from omniapp.sending.states import State
from omniapp.stores.models import Store, StoreEvent
from omniapp.telling import again, outbox, webhooks
from omniapp.telling.models import Choice, Message
from tests import cast
from tests.sandbox_control import ALPINE_WOOL
from tests.telling import receiver as receiving
from tests.telling.conftest import Desk
from tests.telling.receiver import Receiver

TOLD, HOOK = f"/s/{ALPINE_WOOL}/settings/told/", f"/s/{ALPINE_WOOL}/settings/webhook/"
AGAIN = {"do": "again"}


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_LOOPBACK = True
    with receiving.running() as running:
        yield running


def give_up(desk: Desk) -> None:
    """Tries once, and once more after more than three days."""
    desk.feed()
    desk.tell()
    desk.tell(later=outbox.TRIED_FOR + dt.timedelta(hours=1))


def refuse(*_: object, **__: object) -> None:
    raise smtplib.SMTPServerDisconnected("gone")


def test_a_webhook_hears_again_what_it_missed_under_the_same_ids(
    desk: Desk, client: Client, receiver: Receiver
) -> None:
    webhooks.point(desk.store, receiver.url, actor=actors.SYSTEM, now=desk.now)
    receiver.status = 503
    for _ in range(3):
        desk.moved(desk.delivery(), State.SENT)
    give_up(desk)
    Message.objects.update(state="failed")
    missed = set(Message.objects.values_list("news_id", flat=True))
    bodies = {one.id: one.body for one in receiver.delivered}
    receiver.status, receiver.delivered[:] = 200, []
    browser = cast.merchant_browser(client, desk.store)
    assert "Send the 3 given up again" in browser.get(HOOK).text
    assert "3 are on their way again" in browser.post(HOOK, AGAIN, follow=True).text
    assert "somebody pressed it before" in browser.post(HOOK, AGAIN, follow=True).text
    desk.tell(later=dt.timedelta(minutes=1))
    assert sorted(receiver.ids) == sorted(map(str, missed))
    assert all(bodies.get(one.id, one.body) == one.body for one in receiver.delivered)
    assert set(Message.objects.values_list("state", flat=True)) == {"told"}
    assert "given up again" not in browser.get(HOOK).text
    assert StoreEvent.objects.filter(note__contains="told again").count() == 1


def test_it_is_tried_for_three_days_anew(desk: Desk, receiver: Receiver) -> None:
    webhooks.point(desk.store, receiver.url, actor=actors.SYSTEM, now=desk.now)
    receiver.status = 503
    desk.moved(desk.delivery(), State.SENT)
    give_up(desk)
    assert Message.objects.get().state == "failed"
    webhook = webhooks.of(desk.store)
    assert webhook is not None
    later = outbox.TRIED_FOR + dt.timedelta(hours=2)
    assert again.tell(webhook, actor=actors.SYSTEM, now=desk.now + later) == 1
    desk.tell(later=later)
    message = Message.objects.get()
    assert (message.state, message.tries) == ("waiting", 1)
    assert message.due_at == desk.now + later + dt.timedelta(seconds=outbox.PACE[0])


def test_mails_to_the_stores_address_and_to_partners_are_each_their_own(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.objects.update(contact_email="mia@alpinewool.example", contact_confirmed_at=desk.now)
    ana = cast.partner(desk.store, send=False)
    for kind in ("needs_person", "final", "connection"):
        Choice.objects.create(user=ana, kind=kind, how="at_once")
        Choice.objects.create(store=desk.store, kind=kind, how="at_once")
    desk.moved(desk.delivery(), State.SENT)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        give_up(desk)
    assert list(Message.objects.values_list("state", flat=True)) == ["failed", "failed"]
    partner, merchant = cast.partner_browser(Client(), ana), cast.merchant_browser(client, desk.store)
    assert "1 not mailed" in partner.get("/account/told/").text
    assert "1 is on its way again" in merchant.post(TOLD, AGAIN, follow=True).text
    desk.tell(later=dt.timedelta(minutes=1))
    assert [letter.to for letter in mail.outbox] == [["mia@alpinewool.example"]]
    assert "1 is on its way again" in partner.post("/account/told/", AGAIN, follow=True).text
    desk.tell(later=dt.timedelta(minutes=1))
    assert [letter.to for letter in mail.outbox[1:]] == [["ana@agency.example"]]
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2
    assert "not mailed" not in merchant.get(TOLD).text


def test_who_may_not_send_repeats_nothing_to_the_stores_programs(desk: Desk, receiver: Receiver) -> None:
    webhooks.point(desk.store, receiver.url, actor=actors.SYSTEM, now=desk.now)
    receiver.status = 503
    desk.moved(desk.delivery(), State.SENT)
    give_up(desk)
    editor = cast.partner_browser(Client(), cast.partner(desk.store, send=False))
    viewer = cast.partner_browser(
        Client(), cast.partner(desk.store, email="v@b.example", edit=False, send=False)
    )
    stranger = cast.partner_browser(Client(), cast.partner(email="eve@agency.example"))
    statuses = [who.post(HOOK, AGAIN).status_code for who in (editor, viewer, stranger)]
    statuses += [who.post(TOLD, AGAIN).status_code for who in (viewer, stranger)]
    assert statuses == [403, 403, 404, 403, 404]
    assert Message.objects.get().state == "failed"


def test_an_address_that_was_changed_gets_nothing_of_what_the_one_before_missed(
    desk: Desk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.objects.update(contact_email="mia@alpinewool.example", contact_confirmed_at=desk.now)
    desk.moved(desk.delivery(), State.SENT)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    give_up(desk)
    Store.objects.update(contact_email="leo@alpinewool.example")
    merchant = cast.merchant_browser(client, desk.store)
    assert "not mailed" not in merchant.get(TOLD).text
    assert "somebody pressed it before" in merchant.post(TOLD, AGAIN, follow=True).text
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}


def test_whoever_lost_a_store_reads_and_repeats_nothing_more_of_it(desk: Desk, client: Client) -> None:
    ana = cast.partner(desk.store, cast.other_store())
    webhook, _ = webhooks.point(ana, "https://hooks.example/in", actor=actors.SYSTEM, now=desk.now)
    desk.moved(desk.delivery(by=ana), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    webhooks.test(webhook, now=desk.now)
    Message.objects.update(state="failed")
    browser = cast.partner_browser(client, ana)
    for page in ("/account/told/", "/account/webhook/"):
        assert "Alpine Wool" in browser.get(page).text
    StoreAccess.objects.filter(store=desk.store).delete()
    for page in ("/account/told/", "/account/webhook/"):
        assert "Alpine Wool" not in browser.get(page).text
    assert "omniapp.test" in browser.get("/account/webhook/").text
    assert [again.tell(whose, actor=actors.SYSTEM, now=desk.now) for whose in (ana, webhook)] == [0, 1]
