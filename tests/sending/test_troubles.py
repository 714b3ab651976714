"""One bad row, one store's token or a database that goes away stop nothing else, and lose no answer."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from pytest_django.fixtures import Settings
from redis import Redis

from omniapp import budgets
from omniapp.sending import clerk, engine, record
from omniapp.sending.exchanges import Exchanged
from omniapp.sending.models import Delivery
from omniapp.sending.states import State, Step
from omniapp.stores import operations as stores
from omniapp.stores.models import Store, Token
from tests.bench import seeding
from tests.sending import crowd
from tests.sending.conftest import Stage
from tests.sending.test_concurrently import assert_each_went_out_once, due, out, remote
from tests.waiting import eventually

__all__ = ["remote"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_taken_from_us_may_be_claimed_anew_while_its_answer_is_awaited(remote: crowd.Remote) -> None:
    """As when a person presses Cancel while we look: the same drain may carry both requests."""
    (taken,), rest = due(1, 3)
    remote.hold(taken.remote_id)

    with crowd.beside(engine.drain) as drained:
        eventually(lambda: out(*rest), within=60, what="The others' sends")
        Delivery.objects.filter(pk=taken.pk).update(
            state=State.FOLLOWING,
            step=Step.LOOK,
            accepted_at=timezone.now(),
            lease_until=None,
            fence=F("fence") + 1,
            revision=F("revision") + 1,
        )
        eventually(lambda: Delivery.objects.get(pk=taken.pk).state == State.SENT, within=60, what="The look")
        more = due_of(rest[0])
        eventually(lambda: out(more), within=60, what="A send that came later")
        remote.let_go()

    assert drained.result() > 0
    assert sorted(sent.id for sent in remote.sent) == sorted(d.remote_id for d in (taken, *rest, more))
    assert set(Delivery.objects.values_list("lease_until", flat=True)) == {None}


def due_of(other: Delivery) -> Delivery:
    """One more of the same store."""
    (one,) = seeding.prepared([(other.store, timezone.now())])
    return one


@pytest.mark.parametrize(
    ("where", "failing"), [(clerk, "record_all"), (engine, "soonest"), (engine, "credentials_at_hand")]
)
def test_when_the_database_goes_away_no_answer_is_lost(
    remote: crowd.Remote, monkeypatch: pytest.MonkeyPatch, where: ModuleType, failing: str
) -> None:
    made = [one for some in due(2, 2) for one in some]
    remote.hold(made[0].remote_id)
    real, answers = getattr(where, failing), iter([False, True, False])

    def fails(*asked: Any) -> Any:
        if next(answers, False):
            remote.let_go()
            raise OperationalError("the connection is gone")
        return real(*asked)

    if failing == "record_all":
        next(answers)
    monkeypatch.setattr(where, failing, fails)
    with pytest.raises(OperationalError):
        engine.drain()
    monkeypatch.undo()
    assert out(*made)  # all of them were under way

    engine.drain()
    assert_each_went_out_once(remote, made)


def test_a_row_that_a_newer_version_wrote_keeps_nobody_waiting(remote: crowd.Remote) -> None:
    (unread, lost), others = due(2, 3)
    Delivery.objects.filter(pk__in=[unread.pk, lost.pk]).update(problem={"fields": [], "of_tomorrow": 1})
    Delivery.objects.filter(pk=lost.pk).update(lease_until=timezone.now(), claimed_at=timezone.now())

    assert engine.drain() > 0
    assert_each_went_out_once(remote, others)
    assert Delivery.objects.get(pk=unread.pk).not_before > timezone.now()  # set aside, and looked at again
    assert (Delivery.objects.get(pk=lost.pk).lease_until or timezone.now()) > timezone.now()


def test_a_token_whose_key_is_gone_keeps_no_other_store_waiting(remote: crowd.Remote) -> None:
    (locked,), others = due(1, 3)
    Token.objects.filter(store_id=locked.store_id).update(access="gone:AAAA")

    engine.drain()
    assert_each_went_out_once(remote, others)
    assert not out(locked)


def test_recording_does_not_wait_for_a_store_that_is_being_disconnected(
    remote: crowd.Remote, settings: Settings
) -> None:
    ((delivery,),) = due(1)
    store = Store.objects.get(pk=delivery.store_id)
    remote.hold(delivery.remote_id)
    recorded: list[int] = []
    real = record.record_all

    def noting(arrived: Sequence[Exchanged]) -> int:
        recorded.append(real(arrived))
        return recorded[-1]

    with pytest.MonkeyPatch.context() as patched, crowd.beside(engine.drain):
        patched.setattr(clerk, "record_all", noting)
        eventually(lambda: remote.sent, within=60, what="The request")
        with transaction.atomic():
            stores.close(store, timezone.now())
            remote.let_go()
            eventually(lambda: recorded, within=60, what="The record, while the store's row is locked")
    assert out(delivery)
    connection.close()


def test_a_request_that_was_answered_401_counts_though_there_is_no_room_for_its_second_try(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = stage.send(stage.campaign())
    stage.fault("create", status=401)
    monkeypatch.setattr(budgets, "take", lambda brand, *_, **__: budgets.Grant(brand, (), 1.0))

    assert stage.step() == 1
    delivery.refresh_from_db()
    assert (delivery.step, delivery.state) == (Step.CREATE, State.HANDING_OVER)  # it is tried again
    with Redis.from_url(settings.REDIS_URL) as redis:
        keys = redis.scan_iter(f"omniapp:budget:{stage.store.brand_id}:*")
        assert [redis.zcard(key) for key in keys] == [1]
