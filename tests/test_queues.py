"""Which worker does what: sends stand in a queue of their own."""

import pathlib

import pytest
from celery import beat
from celery.schedules import crontab

from omniapp.celery import app

SENDS = {"omniapp.sending.tasks.drain"}


def queue_of(task: str) -> str:
    return str(app.amqp.router.route({}, task)["queue"].name)


def test_only_sends_stand_in_the_queue_of_sends() -> None:
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if name.startswith("omniapp.")}

    assert ours > SENDS
    assert {name: queue_of(name) for name in ours} == {
        name: "sends" if name in SENDS else "reading" for name in ours
    }


def test_beat_rings_only_for_tasks_there_are() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_what_comes_once_a_day_comes_at_an_hour_however_often_beat_begins_anew() -> None:
    schedules = [entry["schedule"] for entry in app.conf.beat_schedule.values()]
    assert all(isinstance(one, crontab) or one <= 3600 for one in schedules)
    assert any(isinstance(one, crontab) for one in schedules)


def test_a_worker_told_nothing_serves_both() -> None:
    assert set(app.amqp.queues.consume_from) == {"sends", "reading"}


def test_beat_keeps_no_file_that_somebody_else_could_have_put_there(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scheduler = beat.Service(app, scheduler_cls=app.conf.beat_scheduler).get_scheduler()
    assert set(scheduler.schedule) >= set(app.conf.beat_schedule)
    scheduler.close()
    assert list(tmp_path.iterdir()) == []
