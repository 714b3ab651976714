"""Mails: to whom, when, in which words, and the same again after a crash."""

import datetime as dt
import re

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from omniapp.people.models import StoreAccess, User
from omniapp.sending.states import State
from omniapp.stores import operations, record
from omniapp.stores.models import Store
from omniapp.telling.models import Choice, How, Kind, Message
from tests import cast
from tests.telling.conftest import Desk

MIA = "mia@alpinewool.example"


def confirmed(store: Store, email: str = MIA) -> None:
    Store.objects.filter(pk=store.pk).update(contact_email=email, contact_confirmed_at=cast.CONNECTED_AT)


def choose(kind: Kind, how: How, **owner: object) -> None:
    Choice.objects.create(**owner, kind=kind, how=how)


def told() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


@pytest.fixture
def ana(desk: Desk) -> User:
    return cast.partner(desk.store)


def test_a_need_is_mailed_to_everybody_of_the_store(desk: Desk, ana: User) -> None:
    confirmed(desk.store)
    cast.partner(cast.other_store(), email="eve@agency.example")
    cast.partner(email="otto@agency.example", is_owner=True)
    cast.partner(desk.store, email="gone@agency.example", is_active=False)
    desk.moved(desk.delivery(by=ana), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    desk.tell()
    assert told() == ["ana@agency.example", MIA, "otto@agency.example"]


def test_an_end_is_mailed_to_who_pressed_send(desk: Desk, ana: User) -> None:
    confirmed(desk.store)
    desk.moved(desk.delivery(by=ana), State.SENT)
    desk.feed()
    desk.tell()
    assert told() == ["ana@agency.example"]


def test_what_the_store_sent_itself_is_mailed_to_its_address(desk: Desk, ana: User) -> None:
    confirmed(desk.store)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    assert told() == [MIA]


def test_an_address_that_is_not_confirmed_gets_nothing(desk: Desk) -> None:
    Store.objects.update(contact_email=MIA)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    assert Message.objects.count() == 0


@pytest.mark.parametrize(("how", "letters"), [(How.AT_ONCE, 1), (How.OFF, 0), (How.MINE, 0), (How.DIGEST, 0)])
def test_everybody_chooses(desk: Desk, ana: User, how: How, letters: int) -> None:
    choose(Kind.FINAL, how, user=ana)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    assert len(mail.outbox) == letters


def test_a_mail_says_what_its_page_says(desk: Desk, ana: User) -> None:
    problem = {"status": 402, "slug": "plan", "detail": "", "request_id": "r-1", "fields": []}
    delivery = desk.delivery(by=ana, problem=problem)
    desk.moved(delivery, State.NEEDS_PERSON, reason="plan")
    desk.feed()
    desk.tell()
    (letter,) = mail.outbox
    text = str(letter.body)
    assert letter.subject.startswith("Warm socks: ")
    assert letter.subject.endswith(" · Alpine Wool")
    assert "plan does not cover it" in text
    assert "Nothing was sent" in text
    assert "Alpine Wool (alpinewool.example)" in text
    assert f"http://127.0.0.1:8000/s/{desk.store.brand_id}/campaigns/{delivery.campaign_id}/" in text
    assert "because you look after this store" in text
    assert "http://127.0.0.1:8000/account/told/" in text
    assert not re.search(r"&\w+;|\n\n\n", text)


def test_times_of_day_are_told_with_their_place(desk: Desk, ana: User) -> None:
    delivery = desk.delivery(by=ana)
    desk.moved(delivery, State.SENT)
    desk.feed()
    desk.tell()
    text = str(mail.outbox[0].body)
    assert re.search(r"as read at .*\d\d:\d\d:\d\d", text)
    assert "Times are those of Vilnius." in text


def test_a_lost_connection_is_mailed(desk: Desk, ana: User) -> None:
    operations.mark_needs_reconnect(desk.store, desk.now)
    record.add(desk.store, record.Kind.DISCONNECTED, actor="ana@agency.example", at=desk.now)
    desk.feed()
    desk.tell()
    lapsed, over = mail.outbox
    assert lapsed.subject == "Needs reconnecting · Alpine Wool"
    assert "Omnisend no longer accepts our access to this store." in str(lapsed.body)
    assert over.subject == "Disconnected · Alpine Wool"
    assert "Disconnected by ana@agency.example" in str(over.body)


def test_a_name_of_several_lines_is_one_line_in_the_subject(desk: Desk, ana: User) -> None:
    delivery = desk.delivery(by=ana)
    delivery.campaign.name = "Warm\r\nBcc: everybody@example.com"
    delivery.campaign.save()
    desk.moved(delivery, State.SENT)
    desk.feed()
    desk.tell()
    assert mail.outbox[0].subject.startswith("Warm Bcc: everybody@example.com: ")


def test_a_day_is_one_mail(desk: Desk, ana: User) -> None:
    choose(Kind.FINAL, How.DIGEST, user=ana)
    choose(Kind.NEEDS_PERSON, How.DIGEST, user=ana)
    desk.now = desk.now.replace(hour=9)
    desk.moved(desk.delivery(), State.SENT)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    assert desk.tell(later=dt.timedelta(hours=22)) == 0
    assert desk.tell(later=dt.timedelta(hours=23)) == 1
    (letter,) = mail.outbox
    assert letter.subject == "Your day at omniapp: 1 needs somebody"
    assert str(letter.body).count("Warm socks\n") == 2
    assert "You get this once a day" in str(letter.body)


def test_told_again_after_a_crash_it_is_the_same_mail(desk: Desk, ana: User) -> None:
    desk.moved(desk.delivery(by=ana), State.SENT)
    desk.feed()
    desk.tell()
    Message.objects.update(state="waiting", lease_until=desk.now)  # as a worker leaves it that dies now
    assert desk.tell(later=dt.timedelta(seconds=1)) == 1
    once, again = mail.outbox
    assert str(once.message()["Message-ID"]).endswith("@127.0.0.1>")
    assert once.message()["Message-ID"] == again.message()["Message-ID"]
    assert once.body == again.body


def test_who_lost_the_store_meanwhile_is_not_told(desk: Desk, ana: User) -> None:
    desk.moved(desk.delivery(by=ana), State.SENT)
    desk.feed()
    StoreAccess.objects.all().delete()
    desk.tell()
    assert mail.outbox == []
    assert Message.objects.get().state == "dropped"


def test_a_days_mail_leaves_out_only_what_is_not_theirs_any_more(desk: Desk, ana: User) -> None:
    choose(Kind.CONNECTION, How.DIGEST, user=ana)
    other = cast.other_store()
    StoreAccess.objects.create(user=ana, store=other)
    for store in (desk.store, other):
        operations.mark_needs_reconnect(store, desk.now)
    desk.feed()
    StoreAccess.objects.filter(store=desk.store).delete()
    desk.tell(later=dt.timedelta(days=1))
    (letter,) = mail.outbox
    assert "Harbor Tea" in str(letter.body)
    assert "Alpine Wool" not in str(letter.body)


def test_an_address_replaced_meanwhile_is_not_told(desk: Desk) -> None:
    confirmed(desk.store)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    confirmed(desk.store, "jon@alpinewool.example")
    desk.tell()
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_tried_for_three_days(
    desk: Desk, ana: User, settings: Settings
) -> None:
    desk.moved(desk.delivery(by=ana), State.SENT)
    desk.feed()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert desk.tell() == 1
    message = Message.objects.get()
    assert (message.state, message.due_at) == ("waiting", desk.now + dt.timedelta(seconds=5))
    assert message.trouble.startswith("The mail server did not take it")
    assert desk.tell(later=dt.timedelta(seconds=4)) == 0
    assert desk.tell(later=dt.timedelta(days=2)) == 1
    assert desk.tell(later=dt.timedelta(days=3)) == 1
    assert Message.objects.get().state == "failed"
