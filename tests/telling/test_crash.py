"""A worker killed between a receiver's answer and the record of it: nothing is missing, one comes twice."""

import functools
import json
import os
import pathlib
import signal
import subprocess
from collections import Counter
from contextlib import AbstractContextManager, ExitStack

import pytest
from redis import Redis

from omniapp.people import actors
from omniapp.sending.states import State
from omniapp.stores import record
from omniapp.telling import webhooks
from omniapp.telling.models import Message, News
from tests import cast
from tests.programs import running
from tests.telling import receiver as receiving
from tests.telling.conftest import Desk, other_session
from tests.telling.receiver import Delivered
from tests.waiting import eventually

#: One of each that anybody is told.
ENDS = (State.SENT, State.CANCELED, State.FAILED, State.GIVEN_UP, State.UNFOLLOWED)
TYPES = {
    *(f"campaign.{what}" for what in ("sent", "canceled", "failed", "stopped", "unfollowed")),
    *("campaign.needs_person", "campaign.on_hold", "store.needs_reconnect", "store.disconnected"),
}
EVENTS = len(TYPES)
KILLED_AT = (2, 5)  # which deliveries a worker does not live to record
RECORDING = (
    "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' "
    "and query like 'UPDATE \"telling_message\"%'"
)


def worker(logs: pathlib.Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A Celery worker with its own beat."""
    return running(
        *("celery", "-A", "omniapp.celery", "worker", "--beat", "--queues", "reading"),
        *("--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        *("--schedule", str(logs / f"beat-{os.urandom(4).hex()}")),
        log=logs / "worker.log",
        WEBHOOK_LOOPBACK="true",
        TELLING_LEASE="5",
        TELLING_BEAT="0.3",
        SYNC_BEAT="86400",
        RESULTS_BEAT="86400",
    )


def crash(process: subprocess.Popen[bytes]) -> None:
    """Kills the worker while it records, and its connection with it, as if its machine were gone."""
    with other_session() as watching:
        watching.autocommit = True
        found = eventually(lambda: watching.execute(RECORDING).fetchall(), within=60, what="The record")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for (pid,) in found:
            watching.execute("select pg_terminate_backend(%s, 10000)", [pid])
        eventually(lambda: not watching.execute(RECORDING).fetchall(), within=20)


def more_than(doomed: list[str], before: int) -> bool:
    return len(doomed) > before


@pytest.mark.django_db(transaction=True)
def test_no_event_is_missing_and_only_a_crash_doubles_one(tmp_path: pathlib.Path) -> None:
    desk = Desk()
    with Redis.from_url(os.environ["REDIS_URL"]) as redis:
        redis.delete("reading", "sends")
    with receiving.running() as receiver, ExitStack() as locks:
        doomed: list[str] = []

        def hold_the_record(one: Delivered) -> None:
            """From its answer on, the worker waits to record it."""
            if (
                len(set(receiver.ids)) - 1 in KILLED_AT
                and one.id not in doomed
                and len(doomed) < len(KILLED_AT)
            ):
                doomed.append(one.id)
                locks.enter_context(other_session()).execute(
                    "select 1 from telling_message where news_id = %s for update", [one.id]
                )

        receiver.before = hold_the_record
        actor = actors.merchant(desk.store)
        _, secret = webhooks.point(desk.store, receiver.url, actor=actor, now=cast.CONNECTED_AT)
        for state in ENDS:
            desk.moved(desk.delivery(), state)
        desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
        held = desk.delivery()
        for status in ("started", "onHold"):
            desk.moved(held, State.FOLLOWING, remote_status=status)
        for kind in (record.Kind.LAPSED, record.Kind.DISCONNECTED):
            record.add(desk.store, kind, actor=actor.label, at=desk.now)
        for _ in KILLED_AT:
            before = len(doomed)
            with worker(tmp_path) as process:
                eventually(functools.partial(more_than, doomed, before), within=90, what="A delivery")
                crash(process)
            locks.close()
        with worker(tmp_path):
            told = Message.objects.filter(state=Message.State.TOLD)
            eventually(lambda: told.count() == EVENTS, within=90, what="Telling the rest")
        verify = receiving.verify()
        assert all(verify(secret, one.headers, one.body) for one in receiver.delivered)
        assert {json.loads(one.body)["type"] for one in receiver.delivered} == TYPES
        assert set(receiver.ids) == {str(pk) for pk in News.objects.values_list("pk", flat=True)}
        assert {pk for pk, count in Counter(receiver.ids).items() if count > 1} == set(doomed)
        assert len(receiver.ids) == EVENTS + len(KILLED_AT)
        assert len({(one.id, one.body) for one in receiver.delivered}) == EVENTS
