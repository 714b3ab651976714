"""Celery's part: a bell. What is due is in the database; a lost or doubled message changes nothing."""

from celery import shared_task, signals

from omniapp.sending import engine, tuning

signals.worker_init.connect(lambda **_: tuning.tune(), weak=False)

RUN = 10.0  # seconds; then the next one is rung for, so that a worker that is told to stop soon can


@shared_task(ignore_result=True)
def drain() -> None:
    """Works off whatever is due. Rung by every click and, as the guarantee, by beat."""
    engine.drain(seconds=RUN, when_over=drain.delay)
