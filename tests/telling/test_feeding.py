"""What becomes news: each line of the record once, whoever commits first."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from omniapp import clock
from omniapp.people import actors
from omniapp.sending.models import DeliveryEvent
from omniapp.sending.states import State
from omniapp.stores import operations
from omniapp.stores import record as store_record
from omniapp.telling import feeding
from omniapp.telling.models import Mark, News
from tests import cast
from tests.telling.conftest import Desk, other_session
from tests.waiting import eventually

COPIED = (
    "delivery_id, store_id, campaign_id, at, kind, actor, step, state_before, state_after, reason, fence, "
    "outcome, method, path, status, slug, request_id, milliseconds, remote_status, note"
)


def types() -> list[str]:
    return list(News.objects.order_by("event").values_list("type", flat=True))


@pytest.mark.parametrize(
    ("state", "reason", "type_"),
    [
        (State.NEEDS_PERSON, "plan", "campaign.needs_person"),
        (State.SENT, "", "campaign.sent"),
        (State.CANCELED, "", "campaign.canceled"),
        (State.FAILED, "", "campaign.failed"),
        (State.GIVEN_UP, "", "campaign.stopped"),
        (State.UNFOLLOWED, "", "campaign.unfollowed"),
    ],
)
def test_a_need_and_an_end_are_news_once(desk: Desk, state: State, reason: str, type_: str) -> None:
    desk.moved(desk.delivery(), state, reason=reason)
    assert [desk.feed(), desk.feed(), desk.feed()] == [1, 0, 0]
    assert types() == [type_]


def test_a_need_that_is_no_news_yet_is_the_oldest_untold(desk: Desk) -> None:
    desk.moved(desk.delivery(), State.UNDONE)
    assert feeding.oldest_untold() is None
    event = desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    assert feeding.oldest_untold() == event.at
    desk.feed()
    assert feeding.oldest_untold() is None


@pytest.mark.parametrize("state", [State.CHECKING, State.UNDONE, State.REPLACED, State.HANDING_OVER])
def test_what_needs_nobody_and_is_no_end_is_no_news(desk: Desk, state: State) -> None:
    desk.moved(desk.delivery(unknown_since=desk.now), state)
    assert desk.feed() == 0


def test_another_reason_is_news_again_and_the_same_is_not(desk: Desk) -> None:
    delivery = desk.delivery()
    for reason in ("reconnect", "reconnect", "late"):
        desk.moved(delivery, State.NEEDS_PERSON, reason=reason)
    desk.feed()
    assert list(News.objects.order_by("event").values_list("words__reason", flat=True)) == [
        "reconnect",
        "late",
    ]


def test_on_hold_at_omnisend_is_news_once(desk: Desk) -> None:
    delivery = desk.delivery()
    for status in ("started", "onHold", "onHold"):
        desk.moved(delivery, State.FOLLOWING, remote_status=status)
    desk.feed()
    assert types() == ["campaign.on_hold"]


def test_a_test_mail_a_copy_and_a_deletion_are_no_news(desk: Desk) -> None:
    desk.moved(desk.delivery(purpose="test"), State.REFUSED)
    assert desk.feed() == 0


def test_a_lost_connection_is_news(desk: Desk) -> None:
    operations.mark_needs_reconnect(desk.store, clock.now())
    actor = actors.merchant(desk.store).label
    store_record.add(desk.store, store_record.Kind.DISCONNECTED, actor=actor, at=clock.now())
    desk.feed()
    assert types() == ["store.needs_reconnect", "store.disconnected"]


def test_what_is_older_than_three_days_is_no_news(desk: Desk) -> None:
    event = desk.moved(desk.delivery(), State.SENT)
    DeliveryEvent.objects.filter(pk=event.pk).update(at=clock.now() - dt.timedelta(days=3, seconds=1))
    assert desk.feed() == 0


def test_many_at_once_are_read_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omniapp.telling.feeding._MOST", 2)
    for _ in range(5):
        desk.moved(desk.delivery(), State.SENT)
    assert [desk.feed() for _ in range(4)] == [2, 2, 1, 0]
    assert News.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_line_committed_after_a_higher_id_was_read_is_not_lost() -> None:
    desk = Desk()
    pattern = desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    with other_session() as slow:
        slow.execute("select txid_current()")  # as every writer of the record, it wrote something before
        (low,) = slow.execute(
            f"insert into sending_deliveryevent ({COPIED}) select {COPIED} from sending_deliveryevent "
            "where id = %s returning id",
            [pattern.pk],
        ).fetchone() or (0,)
        high = desk.moved(desk.delivery(), State.CANCELED).pk
        assert low < high
        assert [desk.feed() for _ in range(4)] == [1, 0, 0, 0]
        assert Mark.objects.get(source="delivery").read_to < low
        slow.commit()
    assert desk.feed() == 1
    assert set(News.objects.values_list("event", flat=True)) == {pattern.pk, low, high}


@pytest.mark.django_db(transaction=True)
def test_once_nobody_writes_any_more_the_mark_goes_on(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = Desk()
    last = [desk.moved(desk.delivery(), State.SENT).pk for _ in range(3)][-1]
    # The server's other databases count too: their tests write as well.
    eventually(lambda: not desk.feed() and Mark.objects.get(source="delivery").read_to == last, within=60)
    assert Mark.objects.get(source="delivery").read_to == last
    with django_assert_num_queries(6):
        assert desk.feed() == 0
    assert News.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_line_a_little_below_the_mark_is_read_though_nothing_newer_came() -> None:
    desk = Desk()
    early = desk.moved(desk.delivery(), State.SENT).pk
    Mark.objects.create(source="delivery", read_to=early, next_to=early)
    assert desk.feed() == 1


@pytest.mark.django_db(transaction=True)
def test_only_one_process_reads_at_a_time() -> None:
    desk = Desk()
    desk.feed()
    desk.moved(desk.delivery(), State.SENT)
    with other_session() as other:
        other.execute("select 1 from telling_mark where source = 'delivery' for update")
        assert desk.feed() == 0
    assert desk.feed() == 1


def test_a_delivery_that_cannot_be_read_is_told_in_few_words(desk: Desk) -> None:
    delivery = desk.delivery()
    delivery.reviewed = {"of": "another age"}
    desk.moved(delivery, State.NEEDS_PERSON, reason="plan")
    desk.moved(desk.delivery(), State.SENT)
    assert desk.feed() == 2
    assert News.objects.earliest("event").words["title"] == "Needs you"


def test_everybody_with_access_gets_a_message_of_their_own(desk: Desk) -> None:
    ana = cast.partner(desk.store)
    cast.partner(email="eve@agency.example")
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    told = News.objects.get().messages.values_list("to", flat=True)
    assert list(told) == [f"user {ana.pk}"]
