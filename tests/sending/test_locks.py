"""Who waits for whom in the database: nobody in a ring, and a dying worker undoes little."""

import threading

import pytest
from django.db import connection, transaction

from omniapp.campaigns.models import Campaign
from omniapp.sending import claims, decisions
from omniapp.sending.models import Delivery
from omniapp.sending.states import Reason, State
from tests.sending.conftest import Stage
from tests.waiting import eventually

_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        row = cursor.fetchone()
    return bool(row and row[0])


@pytest.mark.django_db(transaction=True)
def test_pressing_send_again_and_recording_an_answer_do_not_wait_for_each_other(stage: Stage) -> None:
    stage.fault("send", status=402)
    parked = stage.work(stage.send(stage.campaign()))
    assert parked.reason == Reason.PLAN
    pressed: list[Delivery] = []

    def press() -> None:
        pressed.append(stage.send(Campaign.objects.get(pk=parked.campaign_id)))
        connection.close()

    person = threading.Thread(target=press)
    with transaction.atomic():  # as when an outcome is recorded: first the delivery, then its campaign
        Delivery.objects.select_for_update().get(pk=parked.pk)
        person.start()
        eventually(_somebody_waits_for_us, within=30, what="The click's wait for the delivery")
        Campaign.objects.filter(pk=parked.campaign_id).update(updated_at=stage.now)
    person.join()

    parked.refresh_from_db()
    assert (parked.state, pressed[0].state) == (State.REPLACED, State.HELD)


@pytest.fixture
def lost(stage: Stage) -> list[Delivery]:
    """Three deliveries whose worker died, each in a transaction of its own."""
    deliveries = [stage.send(stage.campaign(name=f"Letter {number}")) for number in range(3)]
    claims.claim_due(stage.now, most=3)
    stage.advance(61)
    return deliveries


def test_a_worker_that_dies_while_it_gives_back_has_given_back_the_others(
    stage: Stage, lost: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = []

    def dying(*asked: object) -> object:
        decided.append(asked)
        if len(decided) == 3:
            raise SystemExit
        return decisions.decide(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(claims, "_AT_ONCE", 1)
    monkeypatch.setattr(claims, "decide", dying)
    with pytest.raises(SystemExit):
        claims.give_back_lost(stage.now)
    assert Delivery.objects.filter(lease_until=None).count() == 2

    monkeypatch.undo()
    assert claims.give_back_lost(stage.now) == 1
