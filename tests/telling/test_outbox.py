"""Who is told when: several recipients at a time, each of them one thing after the other."""

import datetime as dt
import threading
from collections import defaultdict

import pytest
from pytest_django.fixtures import Settings

from omniapp.sending.states import State
from omniapp.telling import mailing, outbox, tasks
from omniapp.telling.models import Message, News
from omniapp.telling.said import Said
from tests import cast
from tests.telling.conftest import Desk


@pytest.mark.django_db(transaction=True)
def test_each_recipient_is_told_one_thing_at_a_time_and_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk()
    for number in range(3):
        cast.partner(desk.store, email=f"p{number}@agency.example")
    for _ in range(8):
        desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    assert desk.feed() == 8
    told: dict[str, list[int]] = defaultdict(list)
    busy: set[str] = set()
    clashes: list[str] = []

    def mail(messages: list[Message]) -> Said:
        (message,) = messages
        clashes.extend({message.to} & busy)
        busy.add(message.to)
        told[message.to].append(message.pk)
        threading.Event().wait(0.002)
        busy.discard(message.to)
        return Said(True)

    monkeypatch.setattr(mailing, "mail", mail)
    outbox.run()
    assert clashes == []
    assert sorted(len(pks) for pks in told.values()) == [8, 8, 8]
    assert sorted(len(set(pks)) for pks in told.values()) == [8, 8, 8]


def test_a_lease_that_ran_out_is_told_again_and_a_running_one_is_not(desk: Desk, settings: Settings) -> None:
    settings.TELLING_LEASE = 60
    ana = cast.partner(desk.store)
    desk.moved(desk.delivery(by=ana), State.SENT)
    desk.feed()
    Message.objects.update(lease_until=desk.now + dt.timedelta(seconds=60))
    assert desk.tell(later=dt.timedelta(seconds=59)) == 0
    assert desk.tell(later=dt.timedelta(seconds=60)) == 1
    assert Message.objects.get().state == "told"


def test_what_was_told_long_ago_is_forgotten(desk: Desk) -> None:
    cast.partner(desk.store)
    for _ in range(2):
        desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    old = News.objects.earliest("event")
    News.objects.filter(pk=old.pk).update(made_at=desk.now - dt.timedelta(days=91))
    tasks.forget()
    assert News.objects.count() == Message.objects.count() == 1
