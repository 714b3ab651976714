"""Celery's part: a bell. What is due is in the database; a lost or doubled message changes nothing."""

from celery import shared_task

from omniapp.sending import engine


@shared_task(ignore_result=True)
def drain() -> None:
    """Works off whatever is due. Rung by every click and, as the guarantee, by beat."""
    engine.drain()
