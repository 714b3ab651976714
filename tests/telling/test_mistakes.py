"""A mistake of ours with one piece of news keeps nobody else waiting, and the log says whom it was about."""

import base64
import smtplib

import pytest
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from omniapp.celery import _name_the_task
from omniapp.people import actors
from omniapp.sending import outcomes
from omniapp.sending.states import State
from omniapp.stores.models import Store
from omniapp.telling import mailing, outbox, webhooks
from omniapp.telling.models import Message, News
from omniapp.telling.said import Said
from tests import cast
from tests.listening import Written, written
from tests.sandbox_control import free_port
from tests.telling.conftest import Desk

__all__ = ["written"]


def test_what_cannot_be_described_is_told_in_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.partner(desk.store)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")

    def describe(*_: object, **__: object) -> None:
        raise LookupError("a state of tomorrow")

    monkeypatch.setattr(outcomes, "describe", describe)
    assert desk.feed() == 1
    assert News.objects.get().words["title"] == "Needs you"


def test_what_cannot_be_told_is_tried_later_and_keeps_nobody_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, written: Written
) -> None:
    for name in ("ana", "ben"):
        cast.partner(desk.store, email=f"{name}@agency.example")
    made = desk.delivery()
    desk.moved(made, State.NEEDS_PERSON, reason="plan")
    desk.feed()

    def mail(messages: list[Message]) -> Said:
        if messages[0].user and messages[0].user.email.startswith("ana"):
            raise ValueError("an address nobody thought of")
        return Said(True)

    monkeypatch.setattr(mailing, "mail", mail)
    desk.tell()
    states = dict(Message.objects.values_list("user__email", "state"))
    assert states == {"ana@agency.example": "waiting", "ben@agency.example": "told"}
    waits = Message.objects.get(state="waiting")
    assert waits.lease_until is None
    assert waits.due_at > desk.now
    (line,) = [line for line in written.lines() if line["event"] == "telling failed"]
    assert (line["store"], line["delivery"], line["message"]) == (desk.store.brand_id, made.pk, waits.pk)


@pytest.mark.parametrize("whose", ["ana@agency.example", "mia@alpinewool.example"])
def test_the_log_says_why_a_mail_was_not_taken_and_not_whose_address_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, written: Written, whose: str
) -> None:
    if whose.startswith("ana"):
        cast.partner(desk.store, email=whose)
    else:
        Store.objects.update(contact_email=whose, contact_confirmed_at=desk.now)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()

    def refuse(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({whose: (550, b"no such mailbox")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    desk.tell()
    (line,) = [line for line in written.lines() if line["event"] == "not told"]
    assert "no such mailbox" in line["trouble"]
    assert whose not in written.text


def test_a_key_that_was_taken_away_too_early_keeps_nobody_waiting(desk: Desk, settings: Settings) -> None:
    webhooks.point(desk.store, "https://shop.example/", actor=actors.merchant(desk.store), now=desk.now)
    cast.partner(desk.store)
    settings.TOKEN_KEYS = ["k9:" + base64.b64encode(b"n" * 32).decode()]
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    desk.tell()
    states = list(Message.objects.order_by("webhook").values_list("state", "tries"))
    assert states == [("waiting", 1), ("told", 1)]


@pytest.mark.django_db(transaction=True)
def test_who_does_not_accept_is_in_the_log(written: Written) -> None:
    desk = Desk()
    url = f"https://127.0.0.1:{free_port()}/"
    webhook, _ = webhooks.point(desk.store, url, actor=actors.merchant(desk.store), now=desk.now)
    made = desk.delivery()
    desk.moved(made, State.SENT)
    desk.feed()
    _name_the_task(task_id="of-this-turn")
    outbox.run()

    (line,) = [line for line in written.lines() if line["event"] == "not told"]
    expected = {
        "store": desk.store.brand_id, "delivery": made.pk, "task_id": "of-this-turn",
        "to": f"webhook {webhook.pk}", "tries": 1,
    }  # fmt: skip
    assert expected.items() <= line.items()
    assert line["trouble"]
